using System.Collections.Immutable;
using System.Globalization;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Operators.Printing;

/// <summary>What a person reads at the end: the same sentences for every operator.</summary>
/// <param name="Headline">The verdict.</param>
/// <param name="Support">Whom to call, when something is not as it should be and the delivery has said it; else empty.</param>
/// <param name="Code">The situation code.</param>
/// <param name="Cause">What was seen, when something was refused or failed; else empty.</param>
/// <param name="State">How the instrument stands.</param>
/// <param name="Next">What to do now, in order.</param>
/// <param name="Papers">The receipt, and the lines for support; those that there are.</param>
internal sealed record EndReport(
    string Headline,
    string Support,
    string Code,
    string Cause,
    string State,
    ImmutableArray<string> Next,
    ImmutableArray<string> Papers)
{
    /// <summary>The report of an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="texts">The operator's language.</param>
    /// <param name="support">Whom to call, as the delivery says; null when it is not known.</param>
    public static EndReport Of(SessionOutcome outcome, Texts texts, ReturnAddress? support = null) => new(
        texts.Of(outcome.Verdict),
        support is not null && ((outcome.Refusal ?? outcome.Receipt.Fault) is not null || outcome.Regressed is not null)
            ? texts.Of(support)
            : "",
        texts[TextKey.EndCode, outcome.Code.Text],
        string.Join(' ', Causes(outcome, texts)),
        texts.Of(outcome.State),
        [.. NextSteps(outcome, texts)],
        [.. PapersOf(outcome, texts)]);

    private static IEnumerable<string> Causes(SessionOutcome outcome, Texts texts)
    {
        if (outcome.Refusal is { } refusal)
            yield return texts.Of(refusal).Cause;
        if (outcome.Regressed is { } gone)
            yield return texts[TextKey.EndRegressed, outcome.Step.ToString(CultureInfo.InvariantCulture),
                gone.Title.In(texts.Language)];
        if (outcome.Receipt is { Fault: not null, Place: var place })
            yield return texts[place.Length > 0 ? TextKey.EndReceiptKept : TextKey.EndReceiptNotMade];
    }

    private static IEnumerable<string> NextSteps(SessionOutcome outcome, Texts texts)
    {
        if (outcome.Refusal is { } refusal)
            yield return texts.Of(refusal).Next;
        if (outcome.Regressed is not null)
            yield return texts[TextKey.EndRegressedNext];
        if (outcome.State.GoesOn || outcome.State.Standing == Standing.NotKnown)
        {
            yield return texts[TextKey.EndLeave];
            // Another program at work brings it to its end itself.
            if (outcome.Refusal?.Code != RefusalCode.AlreadyRunning && outcome.Verdict != Verdict.Inconsistent)
                yield return outcome.State.Standing switch
                {
                    Standing.RestartAwaited when outcome.Called is { } mode =>
                        texts[TextKey.EndRestartNowIn, mode.In(texts.Language)],
                    Standing.RestartAwaited => texts[TextKey.EndRestartNow],
                    Standing.NotKnown => texts[TextKey.EndRunStatus],
                    _ => texts[TextKey.EndStartAgain],
                };
            yield break;
        }

        // Without its receipt the stick has to go in once more; what another program does with it is not known here.
        if (outcome.Receipt.Fault is not null || outcome.State.ReportDue)
            yield return texts[TextKey.EndReceiptAgain];
        else if (outcome.Refusal?.Code == RefusalCode.AlreadyRunning)
            yield return texts[TextKey.EndLeave];
        else
            yield return outcome.StickDoubt is { } doubt ? texts[TextKey.EndPullSafely, doubt] : texts[TextKey.EndPull];
        if (!outcome.Verdict.MeansInstalled())
            yield break;
        foreach (var open in outcome.Outstanding.Where(open => !open.IsDelivered))
            yield return texts[TextKey.EndModeNotDelivered, open.Called.In(texts.Language)];
        if (outcome.Outstanding.FirstOrDefault(open => open.IsDelivered) is { } next)
            yield return next.IsHere
                ? texts[TextKey.EndRestartMode, next.Called.In(texts.Language)]
                : texts[TextKey.EndOtherInstrument, next.Instrument, next.Called.In(texts.Language)];
        else if (outcome.ExitCode == ExitCodes.Done)
            yield return texts[TextKey.EndReturnStick];
    }

    private static IEnumerable<string> PapersOf(SessionOutcome outcome, Texts texts)
    {
        if (outcome.Receipt.Place.Length > 0)
            yield return texts[TextKey.EndReceipt, outcome.Receipt.Place];
        if (outcome.Refusal is { } refusal)
            yield return texts[TextKey.EndSupport, $"({(int)refusal.Code}) {refusal}"];
        if (outcome.Receipt.Fault is { } fault)
            yield return texts[TextKey.EndSupport, $"({(int)RefusalCode.ReceiptNotWritten}) {fault}"];
    }
}
