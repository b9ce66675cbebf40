using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// How an application stands, as its journal and state tell it, and nothing else: the evidence for every sentence about it.
/// </summary>
/// <param name="Bundle">Its bundle; null when state or journal cannot be read.</param>
/// <param name="Stage">Where it stands; <see cref="TransactionStage.Inconsistent"/> when it cannot be read.</param>
/// <param name="Starts">Starts since the last proven step, not counting the coming one.</param>
/// <param name="Damage">Why it cannot be read, or null.</param>
internal sealed record ApplicationStanding(DeliveredBundle? Bundle, TransactionStage Stage, int Starts, Refusal? Damage)
{
    /// <summary>Each step in order, and how far it has come; empty when it cannot be read.</summary>
    public ImmutableArray<(StepId Step, StepOutcome Outcome)> Steps { get; init; } = [];

    /// <summary>
    /// Steps that this application or an earlier one of the bundle has changed and that are not taken back: what a rollback would
    /// take back, by their names, in order. Empty when there is nothing to take back, or its undo data are gone.
    /// </summary>
    public ImmutableArray<StepId> Undoable { get; init; } = [];

    /// <summary>Why the last undo began; null when none did.</summary>
    public Refusal? UndoReason { get; init; }

    /// <summary>The proof of a backup that its journal names; null when it cannot be read.</summary>
    public Sha256Digest? Proof { get; init; }

    /// <summary>Whether it has not come to an end: the next start goes on, or only a rollback can.</summary>
    public bool IsPending => Stage is TransactionStage.Inconsistent || TransactionState.HalfWay(Stage);
}
