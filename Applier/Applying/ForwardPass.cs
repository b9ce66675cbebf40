using PatchKit.Applier.Applying.Steps;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// Carries the plan out from wherever it stands: check, capture, journal, apply, read back, next. Read-backs decide what is done;
/// the journal tells only what stood before.
/// </summary>
/// <param name="application">The application.</param>
/// <param name="steps">Gives each step its work.</param>
/// <param name="instrument">The machine.</param>
/// <param name="person">Whom to tell.</param>
/// <param name="gate">Asked just before each change.</param>
internal sealed class ForwardPass(
    Application application, StepFactory steps, IInstrument instrument, IOperator person, ChangeGate gate)
{
    /// <summary>Goes through all steps.</summary>
    /// <returns>Applied, restart pending, or the refusal that has to be followed by an undo.</returns>
    public async Task<(Verdict Verdict, Refusal? Refusal)> Go(CancellationToken cancel)
    {
        for (var index = 0; index < application.Steps.Count; index++)
        {
            var progress = application.Steps[index];
            if (cancel.IsCancellationRequested)
                return (Verdict.Undone, Cancelled(progress.Step));
            person.Tell(
                new StepStarted(progress.Phase.Title, progress.Step.Title, index + 1, application.Steps.Count, Undoing: false));
            var refusal = await Take(index, cancel);
            progress = application.Steps[index];
            person.Tell(new StepEnded(progress.Step.Title, progress.Outcome, progress.Seen));
            if (refusal is not null)
                return (Verdict.Undone, refusal);
            if (progress.Outcome == StepOutcome.RestartPending)
                return (Verdict.RestartPending, null);
        }

        return await ProveAll() is { } broken ? (Verdict.Undone, broken) : (Verdict.Applied, null);
    }

    /// <summary>
    /// What was proven must be true at the end of the plan as well: a later step, or what one has started, may have broken an
    /// earlier one. Of a step that a later one follows up, only what it declares as its proof, so that a plan may stop a service,
    /// replace its files and start it.
    /// </summary>
    private async Task<Refusal?> ProveAll()
    {
        await steps.WaitForLeft();
        for (var index = 0; index < application.Steps.Count; index++)
        {
            var progress = application.Steps[index];
            var work = steps.Work(progress.Step, application.Request, application.Request.Content, application.Folder);
            if (progress.Outcome == StepOutcome.NotNeeded && await StillNotNeeded(work))
                continue;
            var seen = application.Steps.Skip(index + 1).Any(later => FollowsUp(later, progress))
                ? await steps.ReadProofPatiently(work)
                : await steps.ReadBackPatiently(work, progress.Before, CancellationToken.None);
            if (!seen.Holds)
                return Fail(progress.Step, StepRefusals.Disagrees(progress.Step, $"at the end of the plan, {seen.Seen}"), seen);
        }

        return null;
    }

    // Read anew: what a later step has made needed after all must be so as well.
    private async Task<bool> StillNotNeeded(StepWork work) => (await steps.ConditionPatiently(work)).IsDenied;

    private static bool FollowsUp(StepProgress later, StepProgress earlier) =>
        later.Outcome != StepOutcome.NotNeeded && later.Step.FollowsUp(earlier.Step);

    private static Refusal Cancelled(Step step) => StepRefusals.Of(step, RefusalCode.Cancelled, "the operator cancelled");

    private async Task<Refusal?> Take(int index, CancellationToken cancel)
    {
        var progress = application.Steps[index];
        var work = steps.Work(progress.Step, application.Request, application.Request.Content, application.Folder);
        try
        {
            return await Take(progress, work, cancel);
        }
        catch (OperationCanceledException)
        {
            return Fail(progress.Step, Cancelled(progress.Step));
        }
        catch (AnswerMissingException missing)
        {
            return Fail(progress.Step, new Refusal(RefusalCode.AnswerMissing, missing.Key, missing.Message));
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return Fail(progress.Step, StepRefusals.Of(progress.Step, fault), cause: fault);
        }
    }

    private async Task<Refusal?> Take(StepProgress progress, StepWork work, CancellationToken cancel)
    {
        var step = progress.Step.Id;
        // Whatever else waits for a restart, and however often: this one has been made when the machine runs anew.
        if (progress.AwaitedIn is { } boot && boot == instrument.Machine.Boot())
            return null;

        // Whether it is needed is asked when its turn comes, after the steps before it, and no more once it has begun.
        if (progress.Before is null && work.Condition() is { Holds: false } condition)
        {
            if (condition.IsUnread)
                return Fail(progress.Step, StepRefusals.NotKnownWhether(progress.Step, condition), condition);
            if (progress.Outcome != StepOutcome.NotNeeded)
                application.Write(new FoundNotNeeded(application.Now, step, condition.Seen) { Observed = condition.Observed });
            return null;
        }

        var seen = await steps.ReadBackLasting(work, progress.Before, cancel);
        // A change that was cut short is made anew where "it is so" does not say that it is so in full.
        var cutShort = progress is { Before: not null, Outcome: StepOutcome.Pending } && work.MayBeTorn;
        if (seen.Holds && !cutShort)
        {
            if (progress.Before is null && progress.Outcome != StepOutcome.AlreadySo)
                application.Write(new FoundSo(application.Now, step, seen.Seen) { Observed = seen.Observed });
            else if (progress.Before is not null && progress.Outcome != StepOutcome.Done)
                Prove(step, seen);
            return null;
        }

        if (progress.Outcome == StepOutcome.RestartPending)
            return Fail(progress.Step, StepRefusals.Disagrees(progress.Step, $"after the restart, {seen.Seen}"), seen);
        if (await gate(ServicesOnceBegun()) is { } closed)
            return closed;
        return await Change(progress, work, seen, cancel);
    }

    // Once something is changed it has to be finished or undone, whatever strangers do on the machine: only what the plan itself
    // handles can be in its way.
    private string[]? ServicesOnceBegun() => application.Steps.All(one => one.Before is null)
        ? null
        : [.. application.Steps.Select(one => one.Step).SelectMany(step => step.Proof.OfType<ServiceProbe>()
            .Select(probe => probe.Service).Concat(step is SetServiceStep set ? [set.Service] : []))
            .Distinct(StringComparer.OrdinalIgnoreCase)];

    private async Task<Refusal?> Change(StepProgress progress, StepWork work, ProbeAnswer now, CancellationToken cancel)
    {
        var step = progress.Step.Id;
        var before = progress.Before;
        // Asked before anything is changed: where nobody can tell one start from the next, no restart could be waited for.
        var boot = instrument.Machine.Boot();
        if (before is null)
        {
            if (work.Irreversible() is { } why)
                return Fail(progress.Step, StepRefusals.NoWayBack(progress.Step, why));
            // Captured once: after a power cut the first capture still tells what stood before.
            before = await work.Capture(cancel);
            application.MoveTo(TransactionStage.Applying);
            application.Write(new Intended(application.Now, step, before) { Observed = now.Observed });
        }

        if (await work.Apply(before, cancel) is { } restart)
        {
            instrument.Drives.Flush();
            application.Write(new RestartAwaited(application.Now, step, restart, boot));
            return null;
        }

        // From here on the change is made: a cancel waits until it is proven.
        var seen = await steps.ReadBackPatiently(work, before, CancellationToken.None);
        if (!seen.Holds)
            return Fail(progress.Step, StepRefusals.Disagrees(progress.Step, seen.Seen), seen);
        Prove(step, seen);
        return null;
    }

    private void Prove(StepId step, ProbeAnswer seen)
    {
        // What was seen may still be in memory alone.
        instrument.Drives.Flush();
        application.Write(new Proven(application.Now, step, seen.Seen) { Observed = seen.Observed });
        application.MoveTo(application.State with { Stage = TransactionStage.Applying, Starts = 1 });
    }

    private Refusal Fail(Step step, Refusal refusal, ProbeAnswer? seen = null, Exception? cause = null)
    {
        // The journal may be what failed: the undo does not depend on this record.
        try
        {
            application.Write(new Failed(application.Now, step.Id, refusal.Reason)
            {
                Observed = seen?.Observed ?? (cause is null ? [] : StepRefusals.Observed(cause)),
                ReadBack = seen is not null,
            });
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return refusal with { Reason = $"{refusal.Reason}; and the journal could not be written: {fault.Message}" };
        }

        return refusal;
    }
}
