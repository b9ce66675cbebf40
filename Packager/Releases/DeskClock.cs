using System.Globalization;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Releases;

/// <summary>
/// Compares this computer's clock with the dates that the release itself holds, before anything is dated by it: a stick that is
/// made months ahead shuts out every later one.
/// </summary>
/// <param name="release">The release.</param>
/// <param name="now">What the clock says, UTC.</param>
internal sealed class DeskClock(ReleaseState release, DateTimeOffset now)
{
    // A day for the zones of two desks, and a little.
    private static readonly TimeSpan Slack = TimeSpan.FromDays(2);

    /// <summary>Why nothing is to be dated by this clock, or null.</summary>
    /// <param name="today">Today's date as a person says it; null when nobody said one.</param>
    public Refusal? FaultFor(DateOnly? today)
    {
        if (today is { } said)
            return (said.ToDateTime(TimeOnly.MinValue) - now.UtcDateTime.Date).Duration() <= Slack
                ? null
                : Implausible($"this computer's clock says {Text(now)}, and --today says {Text(said)}");
        return release.Published.Values.Concat(release.Drafts.Values).Max(file => file.File.Metadata.Made) is { } newest
            && (now < newest - Slack || now > newest + TrustedTime.LongestDelivery)
            ? Implausible(
                $"this computer's clock says {Text(now)}, and the newest date in the release is {Text(newest)}: one of them is " +
                    $"wrong, " +
                $"or the release has rested for more than {TrustedTime.LongestDelivery.Days} days")
            : null;
    }

    private static Refusal Implausible(string reason) => new(RefusalCode.DateImplausible, "clock", reason);

    private static string Text(IFormattable date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
