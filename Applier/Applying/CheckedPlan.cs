using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// A plan, each step of which was looked at once: what is so already, what is not needed here, and what is still to be done.
/// </summary>
/// <param name="Request">The plan.</param>
/// <param name="Steps">Its steps, in order.</param>
internal sealed record CheckedPlan(ApplyRequest Request, ImmutableArray<PlannedStep> Steps)
{
    /// <summary>Whether nothing is left to do: at least one step is so, and none is needed that is not.</summary>
    public bool IsSo => Steps.All(step => step.AlreadySo || step.NotNeeded) && Steps.Any(step => step.AlreadySo);

    /// <summary>The steps that are not needed as the instrument stands now.</summary>
    public IReadOnlySet<StepId> NotNeeded => Steps.Where(step => step.NotNeeded).Select(step => step.Step.Id).ToHashSet();

    /// <summary>
    /// Why the plan cannot be begun: a condition that cannot be read; a step that nothing could take back; or no step that is
    /// needed, so that nothing would ever show that the update is in place. Null when nothing is in the way.
    /// </summary>
    public Refusal? Refusal => Unknown ?? NoWayBack ?? NotAffected;

    private Refusal? Unknown => Steps.FirstOrDefault(step => step.Condition is { IsUnread: true }) is { } unread
        ? StepRefusals.NotKnownWhether(unread.Step, unread.Condition!)
        : null;

    private Refusal? NotAffected => Steps.All(step => step.NotNeeded) && !IsSo
        ? new Refusal(RefusalCode.NotAffected, "",
            $"no step of the plan is needed here: {string.Join("; ", Steps.Select(step => step.Condition!.Seen).Distinct())}")
        : null;

    // Behind a step that may change anything the next ones find another instrument than now; each is asked again when its turn
    // comes.
    private Refusal? NoWayBack
    {
        get
        {
            foreach (var step in Steps.Where(step => step.IsToDo))
            {
                if (step.Irreversible is { } why)
                    return StepRefusals.NoWayBack(step.Step, why);
                if (step.Step.MayChangeAnything)
                    return null;
            }

            return null;
        }
    }

    /// <summary>How a plan ends that is so already: nothing was changed, nothing written.</summary>
    public ApplyOutcome AlreadyApplied() => new(
        Verdict.AlreadyApplied, null, Application.Report(Steps.Select(step => step.Told())), null);
}

/// <summary>A step of a plan, and what was seen of it.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Step">The step.</param>
/// <param name="Seen">What the read-back saw.</param>
/// <param name="Condition">What its condition's probes saw; null when it has none.</param>
/// <param name="Irreversible">Why nothing could bring back what stands now; null when something could.</param>
internal sealed record PlannedStep(Phase Phase, Step Step, ProbeAnswer Seen, ProbeAnswer? Condition, string? Irreversible)
{
    /// <summary>Whether the read-back shows its new state.</summary>
    public bool AlreadySo => Seen.Holds;

    /// <summary>Whether its condition was read and does not hold.</summary>
    public bool NotNeeded => Condition is { IsDenied: true };

    /// <summary>Whether it is still to be done.</summary>
    public bool IsToDo => !AlreadySo && !NotNeeded;

    /// <summary>The step where nothing is left to do.</summary>
    public StepProgress Told() => AlreadySo || Condition is not { } why
        ? new(Phase, Step, StepOutcome.AlreadySo, null, Seen.Seen) { Observed = Seen.Observed, ReadBack = ReadBack.Agrees }
        : new(Phase, Step, StepOutcome.NotNeeded, null, why.Seen) { Observed = why.Observed };
}
