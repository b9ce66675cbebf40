using System.Collections.Immutable;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// Months later: every step of the stick's bundle is read back once more, and a signed receipt says whether all of it still
/// stands. Nothing else is changed: the stick is staged in a scratch folder, and no step is made or put back.
/// </summary>
/// <param name="host">The machine.</param>
/// <param name="person">Who is told.</param>
/// <param name="transaction">Reads steps back.</param>
/// <param name="end">Writes the receipt.</param>
internal sealed class InForce(SessionHost host, SituatedOperator person, Transaction transaction, SessionEnd end)
{
    /// <summary>Looks.</summary>
    /// <param name="stick">The stick: its bundle says what should stand, and it takes the receipt.</param>
    /// <param name="cancel">Stops between two steps; then there is no receipt.</param>
    public async Task<SessionOutcome> Look(SessionStick stick, CancellationToken cancel)
    {
        var started = host.Clock.GetUtcNow();
        person.Tell(new StageStarted(Stage.Discover));
        if (!stick.Present().TryGet(out var found, out var refusal))
            return SessionEnd.Refused(refusal);
        person.Tell(new StageEnded(Stage.Discover, found.Id.Text, found.Drive.Name));
        if (!ScratchState.Make(host.Files, host.State).TryGet(out var scratch, out refusal))
            return SessionEnd.Refused(refusal);
        using var removed = scratch;
        var first = new FirstStages(host, person);
        if (!first.Staged(new Stager(host.Files, host.Clock, scratch.Path, host.Root), found, cancel)
                .TryGet(out var release, out refusal)
            || !first.Identified(release).TryGet(out var identified, out refusal))
        {
            return SessionEnd.Refused(refusal);
        }

        person.Tell(new StageStarted(Stage.Preflight));
        var report = new PreflightReport(
        [
            AddressCheck.Address(identified, release.Delivery),
            VersionCheck.Counter(release.Manifest.Counter,
                new DeviceMemory(host.Files, host.State).HighestCounter(identified.Product.Product)),
        ]);
        foreach (var finding in report.Findings)
            person.Tell(new Checked(finding));
        var facts = ReceiptFacts.Of(
            release, identified, MachineCheck.Read(host.Instrument).OsBuild, report, started, person.Language);
        person.Know(facts);
        if (report.Stop is { } notOurs)
            return SessionEnd.Refused(notOurs.Refusal);

        var plan = await transaction.Plan(ApplyRequest.Of(release, identified, person.Language), cancel).ConfigureAwait(false);
        person.Tell(new StageEnded(Stage.Preflight));
        return plan.Steps.All(step => step.NotNeeded)
            ? SessionEnd.Refused(plan.Refusal ?? new(RefusalCode.NotAffected, "", "no step of the plan is needed here"))
            : await end.After(facts, Outcome(plan), stick, cancel).ConfigureAwait(false);
    }

    private ApplyOutcome Outcome(CheckedPlan plan)
    {
        // What was read back once and is not any more is gone, whatever its condition says now.
        var proven = new ReceiptHistory(host.Files, host.State).NewestInstalled(plan.Request.Bundle)?.Phases
            .SelectMany(phase => phase.Steps)
            .Where(step => step.Outcome is StepOutcome.Done or StepOutcome.AlreadySo).Select(step => step.Step).ToHashSet() ?? [];
        var steps = plan.Steps.Select(step => Seen(step, proven)).ToImmutableArray();
        foreach (var (index, step) in steps.Index())
        {
            person.Tell(new StepStarted(step.Phase.Title, step.Step.Title, index + 1, steps.Length, Undoing: false));
            person.Tell(new StepEnded(step.Step.Title, step.Outcome, step.Seen));
        }

        var gone = steps.FirstOrDefault(step => step.Outcome is StepOutcome.Failed)?.Step;
        return new(gone is null ? Verdict.Holds : Verdict.Regressed, null, Application.Report(steps), null) { Regressed = gone };
    }

    private static StepProgress Seen(PlannedStep step, HashSet<StepId> proven) =>
        step.AlreadySo || (step.NotNeeded && !proven.Contains(step.Step.Id))
            ? step.Told()
            : new(step.Phase, step.Step, StepOutcome.Failed, null, step.Seen.Seen)
            {
                Observed = step.Seen.Observed,
                ReadBack = ReadBack.Disagrees,
            };
}
