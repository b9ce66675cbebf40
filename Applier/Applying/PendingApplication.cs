using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Applying;

/// <summary>An application that an earlier start did not bring to its end, or could not.</summary>
/// <param name="Bundle">Its bundle; null when state or journal cannot be read.</param>
/// <param name="Stage">Where it stands; <see cref="TransactionStage.Inconsistent"/> when it cannot be read.</param>
/// <param name="Starts">Starts since the last proven step, not counting the coming one.</param>
/// <param name="Damage">Why it cannot be read, or null.</param>
internal sealed record PendingApplication(DeliveredBundle? Bundle, TransactionStage Stage, int Starts, Refusal? Damage);

/// <summary>A step of a plan, and whether it is so already.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Step">The step.</param>
/// <param name="AlreadySo">Whether the read-back shows its new state.</param>
/// <param name="Seen">What the read-back saw.</param>
internal sealed record PlannedStep(Phase Phase, Step Step, bool AlreadySo, string Seen);
