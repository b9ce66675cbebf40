using System.Globalization;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Ceremonies;

/// <summary>
/// What a holder's own machine asks of a draft before it signs: the rules that the Applier has, and dates that can be true. The
/// coordinator's commands keep them; a false coordinator's would not.
/// </summary>
internal static class DraftRules
{
    // What a ceremony writes lives a year; a day for the zones of two machines.
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365) + Slack;

    /// <summary>Why a draft of a request must not be signed, or null.</summary>
    /// <param name="state">The request's files.</param>
    /// <param name="now">This machine's clock, UTC.</param>
    public static Refusal? FaultOf(ReleaseState state, DateTimeOffset now) => state.Drafts.Values
        .Select(draft => draft.RuleBroken(state.Root) ?? Dates(draft, now))
        .FirstOrDefault(fault => fault is not null);

    private static Refusal? Dates(RoleFile draft, DateTimeOffset now)
    {
        var made = draft.File.Metadata.Made;
        if (made > now + Slack)
            return Implausible(draft, $"it says that it was made on {Text(made.Value)}, and it is {Text(now)} here");
        if (draft.Expires <= now)
            return TrustRefusals.Expired(draft.Role, draft.Expires, now);
        return draft.Expires - now > Longest
            ? Implausible(draft,
                $"it would be valid until {Text(draft.Expires)}, which is more than a year from now, {Text(now)}")
            : null;
    }

    private static Refusal Implausible(RoleFile draft, string reason) =>
        new(RefusalCode.DateImplausible, $"{draft.Role} {draft.Version}", reason);

    private static string Text(DateTimeOffset date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
