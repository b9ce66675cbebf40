using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// Applies a bundle's plan so that the instrument is old or new afterwards, never between: also when a step fails, the operator
/// cancels, or the power goes at any write. Design: docs/formats/journal.md.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="time">The clock.</param>
/// <param name="instrument">The machine.</param>
/// <param name="person">The operator.</param>
/// <param name="stateFolder">The Applier's private folder of this boot mode, on the host.</param>
internal sealed class Transaction(IFileSystem files, TimeProvider time, IInstrument instrument, IOperator person,
    string stateFolder)
{
    /// <summary>
    /// Starts without a newly proven step before the Applier stops trying to apply, and undoes; after as many again without a
    /// newly undone step, what still stands between old and new is called so.
    /// </summary>
    public const int MostStarts = 3;

    private readonly ApplicationFolders _folders = new(files, stateFolder);
    private readonly Passwords _passwords = new(person, instrument.Accounts);

    /// <summary>How long steps wait.</summary>
    public Patience Patience { get; init; } = Patience.Usual;

    /// <summary>What an earlier start left half-way or inconsistent; null when there is no such thing.</summary>
    public ApplicationStanding? Pending() => Standing() is { IsPending: true } standing ? standing : null;

    /// <summary>
    /// How the application stands that this boot mode's state is told by: one that has not come to its end, else the newest that
    /// is applied, else the newest. Null when none was ever begun.
    /// </summary>
    public ApplicationStanding? Standing()
    {
        if (!All().TryGet(out var all, out var damage))
            return new(null, TransactionStage.Inconsistent, 0, damage);
        return all.Told is not { } told
            ? null
            : told.Standing() with
            {
                Undoable = Rollbacks.Undoable(all.Applications),
                Proof = Rollbacks.Lead([told], all.Applications).Proof,
            };
    }

    /// <summary>
    /// What a rollback would take back, as the application stands that its receipt tells of; null when there is nothing to take
    /// back.
    /// </summary>
    public ApplicationStanding? Undoable() =>
        All().TryGet(out var all, out _) && Rollbacks.Of(all.Applications) is { IsEmpty: false } chain
            ? Rollbacks.Lead(chain, all.Applications).Standing()
            : null;

    /// <summary>
    /// How an application ended, with all that was taken back together with it, as the journals tell it; null when there is none
    /// of the bundle on that proof of a backup, when it has not ended, or when a newer one's receipt tells of it.
    /// </summary>
    public ApplyOutcome? Ended(DeliveredBundle bundle, Sha256Digest? proof) => All().TryGet(out var all, out _)
        && all.Applications.FirstOrDefault(one => one.Request.Bundle.Sha256 == bundle.Sha256 && one.Proof == proof) is { } found
            ? Rollbacks.Ended(found, all.Applications)
            : null;

    /// <summary>
    /// What nobody needs of applications that have ended, and of those that never began after a look at their plan.
    /// </summary>
    public IEnumerable<string> Spent() => All().TryGet(out var all, out _)
        ? all.Applications.Where(one => !one.State.IsHalfWay && one.State.Stage != TransactionStage.Inconsistent)
            .SelectMany(one => one.Folder.Spent())
            .Concat(_folders.OnlyLookedAt().Select(folder => folder.Path))
        : [];

    /// <summary>The files of the instrument that the plans of all applications name.</summary>
    public IEnumerable<InstrumentPath> ChangedFiles() => All().TryGet(out var all, out _)
        ? all.Applications.SelectMany(one => one.Steps).SelectMany(step => step.Step.ChangedFiles).Distinct()
        : [];

    /// <summary>Reads each step of a plan back, once. Changes nothing on the instrument.</summary>
    public async Task<CheckedPlan> Plan(ApplyRequest request, CancellationToken cancel)
    {
        var (steps, folder) = (Steps(), _folders.Next());
        var planned = ImmutableArray.CreateBuilder<PlannedStep>();
        foreach (var (phase, step) in request.Phases.SelectMany(phase => phase.Steps.Select(step => (phase, step))))
        {
            var work = steps.Work(step, request, request.Content, folder);
            var condition = step.When.IsEmpty ? null : work.Condition();
            var seen = await StepFactory.ReadBack(work, null, cancel);
            planned.Add(new(phase, step, seen, condition, work.Irreversible()));
        }

        new ReplacedLooks(files, instrument, person).Tell(planned.Where(one => one.IsToDo).Select(one => one.Step));
        return new(request, planned.ToImmutable());
    }

    /// <summary>
    /// Applies a plan, on a backup that is proven. What an earlier start left half-way comes first: the same bundle's application
    /// is gone on with, another's is undone.
    /// </summary>
    /// <param name="plan">The plan, as it was read back for the operator's consent.</param>
    /// <param name="backup">The proof that what it changes can be brought back.</param>
    /// <param name="gate">Asked just before each change.</param>
    /// <param name="cancel">The operator wants to stop: everything is undone.</param>
    public async Task<ApplyOutcome> Run(
        CheckedPlan plan, ProvenBackup backup, ChangeGate gate, CancellationToken cancel) =>
        await TakeUp(plan.Request.Bundle, gate, cancel) ?? await RunAnew(plan, backup, gate, cancel);

    /// <summary>
    /// Goes on with what an earlier start left half-way, on the proof that its journal names; an undo that was cut off is
    /// finished, and that is the outcome. There has to be such a thing: see <see cref="Pending"/>.
    /// </summary>
    public async Task<ApplyOutcome> GoOn(ChangeGate gate, CancellationToken cancel) =>
        await TakeUp(null, gate, cancel) ?? throw new InvalidOperationException("no earlier start left anything to go on with");

    /// <summary>
    /// Takes back all applications of the bundle that was applied last, half-way or applied, the newest first, as long as their
    /// undo data are kept.
    /// </summary>
    /// <returns>Undone without a refusal; or <see cref="RefusalCode.NothingToUndo"/>, or half-way or inconsistent, with
    /// why.</returns>
    public async Task<ApplyOutcome> Rollback()
    {
        if (!All().TryGet(out var all, out var damage))
            return new(Verdict.Inconsistent, damage, [], null);
        var chain = Rollbacks.Of(all.Applications);
        if (chain.IsEmpty)
        {
            var nothing = new Refusal(RefusalCode.NothingToUndo, "", "no application with undo data is kept on this boot mode");
            return new(Verdict.Refused, nothing, [], null);
        }

        if (chain[^1] is { State.Stage: TransactionStage.Undoing } begun && Counted(begun) is { } fault)
            return begun.Outcome(Verdict.HalfWay, fault);
        var outcome = await Backward(chain, new Refusal(RefusalCode.Cancelled, "", Rollbacks.AskedFor));
        return outcome.Verdict is Verdict.Undone or Verdict.Refused && outcome.Journal is not null
            ? Rollbacks.AsAskedFor(outcome, chain[0], all.Applications)
            : outcome;
    }

    /// <summary>
    /// Removes the undo data of applications that have ended: afterwards there is no rollback of them. Journals and logs stay.
    /// </summary>
    /// <param name="isOver">Whether the undo data of an application are wanted no more; it is given all of them, the newest
    /// first.</param>
    public void Forget(Func<Application, ImmutableArray<Application>, bool> isOver)
    {
        if (!All().TryGet(out var all, out _) || all.Unfinished is not null)
            return;
        foreach (var one in all.Applications)
        {
            if (one.State.Stage == TransactionStage.Applied && isOver(one, all.Applications))
                one.Folder.State.Write(one.State with { Stage = TransactionStage.Forgotten });
            else if (one.State.Stage != TransactionStage.Forgotten
                && !(one.State.Stage == TransactionStage.Undone && isOver(one, all.Applications)))
                continue;
            one.Folder.Forget();
        }
    }

    // What an earlier start left half-way is brought to its end; null when nothing is in the way of a new application. Of another
    // bundle than the wanted one it is undone; without a wanted one it is gone on with, whichever it is.
    private async Task<ApplyOutcome?> TakeUp(DeliveredBundle? wanted, ChangeGate gate, CancellationToken cancel)
    {
        if (!All().TryGet(out var all, out var damage))
            return new(Verdict.Inconsistent, damage, [], null);
        if (all.Unfinished is not { } application)
            return null;
        if (application.State.Stage == TransactionStage.Inconsistent)
            return application.Outcome(Verdict.Inconsistent, StepRefusals.StillInconsistent(application.Folder.Path));
        var isWanted = wanted is null || application.Request.Bundle.Sha256 == wanted.Sha256;
        var outcome = await TakeUp(application, all, isWanted, gate, cancel);
        return isWanted || outcome.Verdict is not (Verdict.Undone or Verdict.Refused) ? outcome : null;
    }

    private async Task<ApplyOutcome> RunAnew(
        CheckedPlan plan, ProvenBackup backup, ChangeGate gate, CancellationToken cancel)
    {
        if (plan.IsSo)
            return plan.AlreadyApplied();
        if (plan.Refusal is { } never)
            return new(Verdict.Refused, never, [], null);
        if (await gate(null) is { } closed)
            return new(Verdict.Refused, closed, [], null);
        Application? application;
        var folder = _folders.Next();
        try
        {
            var begun = Application.Begin(files, folder, time, plan.Request, backup, instrument);
            if (!begun.TryGet(out application, out var refusal))
                return new(Verdict.Refused, refusal, [], null);
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            // What was begun on paper alone is removed again; if it cannot be, the next start goes on with it.
            Fault.Try(folder.Remove);
            return new(folder.WasBegun ? Verdict.HalfWay : Verdict.Refused, StepRefusals.OfDisk(stateFolder, fault), [], null);
        }

        return await Forward(application, gate, cancel);
    }

    private async Task<ApplyOutcome> TakeUp(
        Application application, AllApplications all, bool isWanted, ChangeGate gate, CancellationToken cancel)
    {
        person.Tell(new Noted(Note.Resuming));
        var undoing = application.State.Stage == TransactionStage.Undoing;
        var tooOften = !undoing && application.State.Starts >= MostStarts;
        if (!tooOften && Counted(application) is { } fault)
            return application.Outcome(Verdict.HalfWay, fault);
        if (undoing)
            return await Backward(Rollbacks.With(application, all.Applications),
                application.UndoReason ?? new(RefusalCode.Internal, "", "an undo without a reason"));
        if (!isWanted)
            return await Backward([application], new(RefusalCode.Cancelled, "", "another bundle is to be applied"));
        return tooOften ? await Backward([application], TriedTooOften(application)) : await Forward(application, gate, cancel);
    }

    // A start is written down before it does anything. When that fails nothing more was changed, and the next start goes on.
    private static Refusal? Counted(Application application)
    {
        try
        {
            var starts = application.State.Starts + 1;
            application.MoveTo(application.State with { Starts = starts });
            application.Write(new TakenUp(application.Now, starts));
            return null;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return StepRefusals.OfDisk(application.Folder.Path, fault);
        }
    }

    // Half-way is no state to be left in: what cannot be brought to its end is brought back.
    private static Refusal TriedTooOften(Application application)
    {
        var reason = $"{MostStarts} starts did not bring the application to its end";
        return new Refusal(RefusalCode.TriedTooOften, application.Folder.Path, reason);
    }

    private async Task<ApplyOutcome> Forward(Application application, ChangeGate gate, CancellationToken cancel)
    {
        var (verdict, refusal) = await new ForwardPass(application, Steps(), instrument, person, gate).Go(cancel);
        if (refusal is not null)
            return await Backward([application], refusal);
        var unwritten = application.TryEnd(verdict);
        if (unwritten is not null && verdict == Verdict.Applied)
        {
            // Every step is proven: the room that was kept for an undo serves the journal's last record.
            Fault.Try(application.Folder.Reserve.Release);
            unwritten = application.TryEnd(verdict);
        }

        // What the journal does not know nobody may be told: every step is proven there, so that the next start finds it out
        // again.
        if (unwritten is { } fault)
            return application.Outcome(Verdict.HalfWay, StepRefusals.OfDisk(application.Folder.Path, fault));
        if (verdict == Verdict.Applied)
            Fault.Try(application.Folder.Reserve.Release);
        return application.Outcome(verdict, null);
    }

    // The newest first. That all of them go stands in the oldest one's journal before the first is touched: a start after a power
    // cut takes up the whole chain.
    private async Task<ApplyOutcome> Backward(ImmutableArray<Application> chain, Refusal why)
    {
        var oldest = chain[^1];
        var lead = oldest.State.Stage == TransactionStage.Undoing ? oldest.UndoLead : chain[0].Folder.Number;
        // What is applied and proven is left alone unless the intent to take it back can be kept.
        if (oldest.State.Stage == TransactionStage.Applied && oldest.TryBegin(why, lead) is { } fault)
        {
            var unwritten = StepRefusals.OfDisk(oldest.Folder.Path, fault);
            return oldest.Kept()?.Stage == TransactionStage.Undoing
                ? oldest.Outcome(Verdict.HalfWay, unwritten)
                : new(Verdict.Refused, unwritten, [], null);
        }

        foreach (var application in chain.Where(one => one.State.Stage != TransactionStage.Undone))
        {
            var (verdict, refusal) = await new BackwardPass(application, Steps(), instrument, person,
                () => LastLook(application, chain)).Go(why, lead);
            if (verdict is not (Verdict.Undone or Verdict.Refused))
                return application.Outcome(verdict, refusal);
        }

        return Rollbacks.Outcome(chain, why);
    }

    // The oldest one's backup holds what stood before all of them: it is looked at when that one is back as well.
    private async Task<Compared?> LastLook(Application application, ImmutableArray<Application> chain)
    {
        if (application != chain[^1] || chain.All(one => one.IsUntouched))
            return null;
        await Steps().WaitForLeft();
        return await new UndoComparison(files, time, instrument, person, Patience).Look(application, chain);
    }

    private Result<AllApplications> All() => AllApplications.Read(files, time, _folders);

    private StepFactory Steps() => new(files, time, instrument, person, _passwords, Patience);
}
