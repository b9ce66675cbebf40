using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators.Printing;

/// <summary>What a person reads at the end: the same sentences for every operator.</summary>
/// <param name="Headline">The verdict.</param>
/// <param name="Cause">What was seen, when something was refused or failed; else empty.</param>
/// <param name="Changed">What was changed on the instrument.</param>
/// <param name="Next">What to do now, in order.</param>
/// <param name="Papers">Receipt, telephone code, and the line for support; those that there are.</param>
internal sealed record EndReport(
    string Headline,
    string Cause,
    string Changed,
    ImmutableArray<string> Next,
    ImmutableArray<string> Papers)
{
    /// <summary>The report of an outcome.</summary>
    public static EndReport Of(SessionOutcome outcome, Texts texts) => new(
        texts.Of(outcome.Verdict),
        outcome.Refusal is { } refusal ? texts.Of(refusal).Cause : "",
        texts.Of(outcome.Changed),
        [.. NextSteps(outcome, texts)],
        [.. PapersOf(outcome, texts)]);

    private static IEnumerable<string> NextSteps(SessionOutcome outcome, Texts texts)
    {
        if (outcome.Refusal is { } refusal)
            yield return texts.Of(refusal).Next;
        if (outcome.Verdict == Verdict.RestartPending)
        {
            yield return texts[TextKey.EndLeave];
            yield return texts[TextKey.EndRestartNow];
            yield break;
        }

        if (outcome.Verdict == Verdict.HalfWay)
        {
            yield return texts[TextKey.EndLeave];
            yield return texts[TextKey.EndStartAgain];
            yield break;
        }

        // Without its receipt the stick has to go in once more.
        if (outcome.Refusal?.Code != RefusalCode.ReceiptNotWritten)
            yield return texts[TextKey.EndPull];
        if (outcome.Verdict is not (Verdict.Applied or Verdict.AlreadyApplied))
            yield break;
        if (outcome.MissingMode is { } mode)
            yield return texts[TextKey.EndRestartMode, mode.Label()];
        else if (outcome.Refusal is null)
            yield return texts[TextKey.EndReturnStick];
    }

    private static IEnumerable<string> PapersOf(SessionOutcome outcome, Texts texts)
    {
        if (outcome.Receipt.Length > 0)
            yield return texts[TextKey.EndReceipt, outcome.Receipt];
        if (outcome.Code.Length > 0)
            yield return texts[TextKey.EndCode, outcome.Code];
        if (outcome.Refusal is { } refusal)
            yield return texts[TextKey.EndSupport, $"({(int)refusal.Code}) {refusal}"];
    }
}
