using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Applying;

/// <summary>How the transaction ended.</summary>
/// <param name="Verdict">Applied, already applied, restart pending, refused, undone, half-way or inconsistent.</param>
/// <param name="Refusal">Why not, when not.</param>
/// <param name="Phases">Each step's outcome and what its read-back saw.</param>
/// <param name="Journal">The journal's chained digest; null when nothing was written.</param>
internal sealed record ApplyOutcome(
    Verdict Verdict,
    Refusal? Refusal,
    ImmutableArray<ReceiptPhase> Phases,
    ReceiptJournal? Journal)
{
    /// <summary>Looked at again: the first step whose state is gone; null when none is, or when nobody looked again.</summary>
    public Step? Regressed { get; init; }

    /// <summary>What the comparison with the backup showed after an undo; null when there was none.</summary>
    public Compared? Compared { get; init; }
}
