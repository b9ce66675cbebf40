using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Applying;

/// <summary>How far one step of an application has come.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Step">The step.</param>
/// <param name="Outcome">How far.</param>
/// <param name="Before">What stood before; null when the step has changed nothing.</param>
/// <param name="Seen">What the last read-back saw.</param>
internal sealed record StepProgress(Phase Phase, Step Step, StepOutcome Outcome, BeforeState? Before, string Seen)
{
    /// <summary>The progress after a record; itself when the record speaks of another step.</summary>
    public StepProgress After(JournalRecord record) => record switch
    {
        FoundSo so when so.Step == Step.Id => this with { Outcome = StepOutcome.AlreadySo, Before = null, Seen = so.Seen },
        Intended intended when intended.Step == Step.Id =>
            this with { Outcome = StepOutcome.Pending, Before = intended.Before, Seen = "" },
        Proven proven when proven.Step == Step.Id => this with { Outcome = StepOutcome.Done, Seen = proven.Seen },
        RestartAwaited awaited when awaited.Step == Step.Id =>
            this with { Outcome = StepOutcome.RestartPending, Seen = awaited.Why },
        Failed failed when failed.Step == Step.Id => this with { Outcome = StepOutcome.Failed, Seen = failed.Reason },
        UndoProven undone when undone.Step == Step.Id => this with { Outcome = StepOutcome.Undone, Seen = undone.Seen },
        UndoFailed failed when failed.Step == Step.Id => this with { Outcome = StepOutcome.UndoFailed, Seen = failed.Reason },
        _ => this,
    };
}
