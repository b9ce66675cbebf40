using System.Collections.Frozen;
using System.Globalization;

namespace PatchKit.Shared;

/// <summary>
/// Writes numbers, sizes and times the way a language does. The programs run with invariant globalization, so that every machine
/// writes the same: the rules stand here and not in the operating system. English and Italian write dates as the verification
/// form does (DD-MMM-YYYY, GG-MMM-AAAA); a language without a rule writes them so that nobody can mistake them:
/// <c>2023-04-05 14:30</c>.
/// </summary>
/// <param name="Language">A language, perhaps with a region (<c>pt-BR</c>): then the language's own rule counts.</param>
public sealed record LocalFormat(string Language)
{
    private const long Kilo = 1000;
    private const string Iso = "yyyy-MM-dd";

    // The month is put in by its name.
    private const string Form = "dd-'MMM'-yyyy";

    // From the Unicode CLDR: the language's name for itself, its short date with four digits of the year, its decimal sign.
    private static readonly FrozenDictionary<string, Rule> Rules = new Dictionary<string, Rule>
    {
        ["cs"] = new("Čeština", "dd.MM.yyyy", ","),
        ["da"] = new("Dansk", "dd.MM.yyyy", ","),
        ["de"] = new("Deutsch", "dd.MM.yyyy", ","),
        ["en"] = new("English", Form, ".") { Months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC" },
        ["es"] = new("Español", "dd/MM/yyyy", ","),
        ["fi"] = new("Suomi", "dd.MM.yyyy", ","),
        ["fr"] = new("Français", "dd/MM/yyyy", ","),
        ["it"] = new("Italiano", Form, ",") { Months = "GEN FEB MAR APR MAG GIU LUG AGO SET OTT NOV DIC" },
        ["ja"] = new("日本語", "yyyy/MM/dd", "."),
        ["nb"] = new("Norsk", "dd.MM.yyyy", ","),
        ["nl"] = new("Nederlands", "dd-MM-yyyy", ","),
        ["pl"] = new("Polski", "dd.MM.yyyy", ","),
        ["pt"] = new("Português", "dd/MM/yyyy", ","),
        ["sv"] = new("Svenska", Iso, ","),
        ["zh"] = new("中文", "yyyy/MM/dd", "."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What the language calls itself; its code when the kit does not know it.</summary>
    public string LanguageName => Known?.Name ?? Language;

    private Rule? Known => Rules.GetValueOrDefault(Language.Split('-')[0]);

    /// <summary>
    /// Day and time: <c>05-MAG-2023 14:30</c> in Italian, <c>05-MAY-2023 14:30</c> in English. Shown in the offset it has.
    /// </summary>
    public string Time(DateTimeOffset time) =>
        $"{Date(time)} {time.ToString("HH:mm", CultureInfo.InvariantCulture)}";

    /// <summary>The day: <c>05-MAG-2023</c> in Italian. Of the offset it has.</summary>
    public string Date(DateTimeOffset time)
    {
        var date = time.ToString(Known?.Date ?? Iso, CultureInfo.InvariantCulture);
        return Known?.Months is { } months
            ? date.Replace("MMM", months.Split(' ')[time.Month - 1], StringComparison.Ordinal)
            : date;
    }

    /// <summary>A size in decimal units, as disks are sold: <c>1,5 GB</c> in Italian, <c>1.5 GB</c> in English.</summary>
    public string Bytes(long bytes) => bytes switch
    {
        < Kilo => $"{bytes.ToString(CultureInfo.InvariantCulture)} B",
        < Kilo * Kilo => $"{Decimal(bytes, Kilo)} kB",
        < Kilo * Kilo * Kilo => $"{Decimal(bytes, Kilo * Kilo)} MB",
        < Kilo * Kilo * Kilo * Kilo => $"{Decimal(bytes, Kilo * Kilo * Kilo)} GB",
        _ => $"{Decimal(bytes, Kilo * Kilo * Kilo * Kilo)} TB",
    };

    private string Decimal(long bytes, long unit) => ((double)bytes / unit)
        .ToString(bytes >= unit * 100 ? "0" : "0.0", CultureInfo.InvariantCulture)
        .Replace(".", Known?.Decimal ?? ".", StringComparison.Ordinal);

    private sealed record Rule(string Name, string Date, string Decimal)
    {
        /// <summary>Twelve names in capitals, where the date has one.</summary>
        public string? Months { get; init; }
    }
}
