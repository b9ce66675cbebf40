using System.Globalization;
using System.Text.Json;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Returns;

/// <summary>How values stand in the ledger's columns.</summary>
internal static class LedgerText
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>A time in UTC to the millisecond, always 24 characters, so that text sorts as time does.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>The time that <see cref="Of(DateTimeOffset)"/> wrote.</summary>
    public static DateTimeOffset TimeOf(string text) => DateTimeOffset.ParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <summary>A verdict as it stands in receipts: <c>already-applied</c>.</summary>
    public static string Of(Verdict verdict) => JsonNamingPolicy.KebabCaseLower.ConvertName(verdict.ToString());

    /// <summary>The verdict that <see cref="Of(Verdict)"/> wrote.</summary>
    public static Verdict VerdictOf(string text) => Enum.GetValues<Verdict>().First(verdict => Of(verdict) == text);
}
