using System.Globalization;

namespace PatchKit.Shared;

/// <summary>
/// Writes numbers, sizes and times the way a language does. The programs run with invariant globalization, so that every machine
/// writes the same: the rules stand here and not in the operating system.
/// </summary>
/// <param name="Language">A language of <c>LocalizedText.Languages</c>.</param>
public sealed record LocalFormat(string Language)
{
    private const long Kilo = 1000;

    private bool IsItalian => Language == "it";

    /// <summary>
    /// Day and time: <c>05/04/2023 14:30</c> in Italian, <c>2023-04-05 14:30</c> else. Shown in the offset it has.
    /// </summary>
    public string Time(DateTimeOffset time) =>
        time.ToString(IsItalian ? "dd/MM/yyyy HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A size in decimal units, as disks are sold: <c>1,5 GB</c> in Italian, <c>1.5 GB</c> else.</summary>
    public string Bytes(long bytes) => bytes switch
    {
        < Kilo => $"{bytes.ToString(CultureInfo.InvariantCulture)} B",
        < Kilo * Kilo => $"{Decimal(bytes, Kilo)} kB",
        < Kilo * Kilo * Kilo => $"{Decimal(bytes, Kilo * Kilo)} MB",
        < Kilo * Kilo * Kilo * Kilo => $"{Decimal(bytes, Kilo * Kilo * Kilo)} GB",
        _ => $"{Decimal(bytes, Kilo * Kilo * Kilo * Kilo)} TB",
    };

    private string Decimal(long bytes, long unit)
    {
        var text = ((double)bytes / unit).ToString(bytes >= unit * 100 ? "0" : "0.0", CultureInfo.InvariantCulture);
        return IsItalian ? text.Replace('.', ',') : text;
    }
}
