using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>An application that an earlier start did not bring to its end, or could not.</summary>
/// <param name="Bundle">Its bundle; null when state or journal cannot be read.</param>
/// <param name="Stage">Where it stands; <see cref="TransactionStage.Inconsistent"/> when it cannot be read.</param>
/// <param name="Starts">Starts since the last proven step, not counting the coming one.</param>
/// <param name="Damage">Why it cannot be read, or null.</param>
internal sealed record PendingApplication(DeliveredBundle? Bundle, TransactionStage Stage, int Starts, Refusal? Damage)
{
    /// <summary>The proof of a backup that its journal names; null when it cannot be read.</summary>
    public Sha256Digest? Proof { get; init; }
}
