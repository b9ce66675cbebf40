using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Applying;

/// <summary>A plan, each step of which was read back once: what is so already, and what is still to be done.</summary>
/// <param name="Request">The plan.</param>
/// <param name="Steps">Its steps, in order.</param>
internal sealed record CheckedPlan(ApplyRequest Request, ImmutableArray<PlannedStep> Steps)
{
    /// <summary>Whether nothing is left to do.</summary>
    public bool IsSo => Steps.All(step => step.AlreadySo);

    /// <summary>How a plan ends that is so already: nothing was changed, nothing written.</summary>
    public ApplyOutcome AlreadyApplied() => new(
        Verdict.AlreadyApplied, null,
        Application.Report(Steps.Select(step =>
            new StepProgress(step.Phase, step.Step, StepOutcome.AlreadySo, null, step.Seen.Seen)
            {
                Observed = step.Seen.Observed,
                ReadBack = ReadBack.Agrees,
            })),
        null);
}

/// <summary>A step of a plan, and whether it is so already.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Step">The step.</param>
/// <param name="Seen">What the read-back saw.</param>
internal sealed record PlannedStep(Phase Phase, Step Step, ProbeAnswer Seen)
{
    /// <summary>Whether the read-back shows its new state.</summary>
    public bool AlreadySo => Seen.Holds;
}
