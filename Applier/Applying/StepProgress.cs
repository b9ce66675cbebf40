using System.Collections.Immutable;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Applying;

/// <summary>How far one step of an application has come.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Step">The step.</param>
/// <param name="Outcome">How far.</param>
/// <param name="Before">What stood before; null when the step has changed nothing.</param>
/// <param name="Seen">What the last read-back saw, in plain English.</param>
internal sealed record StepProgress(Phase Phase, Step Step, StepOutcome Outcome, BeforeState? Before, string Seen)
{
    /// <summary>What was seen just before the change, in a receipt's words.</summary>
    public ImmutableArray<Observation> ObservedBefore { get; init; } = [];

    /// <summary>What was seen last, in a receipt's words.</summary>
    public ImmutableArray<Observation> Observed { get; init; } = [];

    /// <summary>The machine's run after which the step goes on; null when it waits for no restart.</summary>
    public string? AwaitedIn { get; init; }

    /// <summary>What the last read-back said; null when there was none.</summary>
    public ReadBack? ReadBack { get; init; }

    /// <summary>Whether nothing is left to do: it is so, or not needed here.</summary>
    public bool IsSettled => Outcome is StepOutcome.Done or StepOutcome.AlreadySo or StepOutcome.NotNeeded;

    /// <summary>The step as a receipt tells it, before the allow-list.</summary>
    public ReceiptStep Report() => new(Step.Id, Step.Kind, Outcome)
    {
        Before = ObservedBefore,
        After = Observed,
        ReadBack = ReadBack,
    };

    /// <summary>The progress after a record; itself when the record speaks of another step.</summary>
    public StepProgress After(JournalRecord record) => record is StepRecord { Step: var step } && step == Step.Id
        ? record switch
        {
            FoundSo so => At(so, StepOutcome.AlreadySo, so.Seen, Agrees(true)) with { Before = null },
            FoundNotNeeded not => At(not, StepOutcome.NotNeeded, not.Seen, null) with { Before = null },
            Intended intended => At(intended, StepOutcome.Pending, "", null) with
            {
                Before = intended.Before,
                ObservedBefore = intended.Observed,
                Observed = [],
            },
            Proven proven => At(proven, StepOutcome.Done, proven.Seen, Agrees(true)),
            RestartAwaited awaited =>
                At(awaited, StepOutcome.RestartPending, awaited.Why, null) with { AwaitedIn = awaited.Boot },
            Failed failed => At(failed, StepOutcome.Failed, failed.Reason, failed.ReadBack ? Agrees(false) : null),
            UndoProven undone => At(undone, StepOutcome.Undone, undone.Seen, Agrees(true)),
            UndoFailed failed => At(failed, StepOutcome.UndoFailed, failed.Reason, failed.ReadBack ? Agrees(false) : null),
            _ => this,
        }
        : this;

    private StepProgress At(StepRecord record, StepOutcome outcome, string seen, ReadBack? readBack) =>
        this with { Outcome = outcome, Seen = seen, Observed = record.Observed, ReadBack = readBack, AwaitedIn = null };

    private static ReadBack Agrees(bool agrees) =>
        agrees ? PatchKit.Shared.Receipts.ReadBack.Agrees : PatchKit.Shared.Receipts.ReadBack.Disagrees;
}
