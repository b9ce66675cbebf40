using System.Globalization;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Preflight;

/// <summary>
/// The clock. One that is absurdly ahead was refused when the stick was staged; one that is behind is worth a warning.
/// </summary>
internal static class ClockCheck
{
    /// <summary>Whether the clock is behind what has been signed.</summary>
    public static Finding Clock(TrustedTime time) => time.IsBehind
        ? new(CheckId.Clock, FindingLevel.Warn,
            $"the clock says {Text(time.Clock)}, which is before {Text(time.Floor)}, the latest signed time")
        {
            Facts = [time.Clock, time.Floor],
        }
        : new(CheckId.Clock, FindingLevel.Pass, $"the clock says {Text(time.Clock)}") { Facts = [time.Clock] };

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
