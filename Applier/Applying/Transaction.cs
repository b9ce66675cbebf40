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
    /// Starts without a newly proven step before the Applier stops trying to apply, and undoes; as many again without a newly
    /// undone step before it stops trying at all.
    /// </summary>
    public const int MostStarts = 3;

    private readonly ApplicationFolders _folders = new(files, stateFolder);
    private readonly Passwords _passwords = new(person, instrument.Accounts);

    /// <summary>How long steps wait.</summary>
    public Patience Patience { get; init; } = Patience.Usual;

    /// <summary>What an earlier start left half-way or inconsistent; null when there is no such thing.</summary>
    public PendingApplication? Pending()
    {
        if (_folders.Begun().FirstOrDefault() is not { } folder)
            return null;
        if (!Application.Open(files, folder, time).TryGet(out var application, out var damage))
            return new(null, TransactionStage.Inconsistent, 0, damage);
        var state = application.State;
        return state.IsHalfWay || state.Stage == TransactionStage.Inconsistent
            ? new(application.Request.Bundle, state.Stage, state.Starts, null) { Proof = application.Proof }
            : null;
    }

    /// <summary>
    /// How the latest application ended, as its journal tells it; null when it is another bundle's, stands on another proof of a
    /// backup, or has not ended.
    /// </summary>
    public ApplyOutcome? Ended(DeliveredBundle bundle, Sha256Digest? proof)
    {
        if (_folders.Begun().FirstOrDefault() is not { } folder
            || !Application.Open(files, folder, time).TryGet(out var application, out _)
            || application.Request.Bundle.Sha256 != bundle.Sha256 || application.Proof != proof)
        {
            return null;
        }

        var why = application.UndoReason ?? new Refusal(RefusalCode.Cancelled, "", "it was undone");
        return application.State.Stage switch
        {
            TransactionStage.Applied => application.Outcome(Verdict.Applied, null),
            TransactionStage.Undone => application.Outcome(application.IsUntouched ? Verdict.Refused : Verdict.Undone, why),
            _ => null,
        };
    }

    /// <summary>Reads each step of a plan back, once. Changes nothing and leaves nothing behind.</summary>
    public async Task<CheckedPlan> Plan(ApplyRequest request, CancellationToken cancel)
    {
        var (steps, folder) = (Steps(), _folders.Next());
        var planned = ImmutableArray.CreateBuilder<PlannedStep>();
        foreach (var (phase, step) in request.Phases.SelectMany(phase => phase.Steps.Select(step => (phase, step))))
        {
            var seen = await StepFactory.ReadBack(steps.Work(step, request, request.Content, folder), null, cancel);
            planned.Add(new(phase, step, seen));
        }

        return new(request, planned.ToImmutable());
    }

    /// <summary>
    /// Applies a plan, on a backup that is proven. What an earlier start left half-way comes first: the same bundle's application
    /// is gone on with, another's is undone.
    /// </summary>
    /// <param name="plan">The plan, as it was read back for the operator's consent.</param>
    /// <param name="backup">The proof that what it changes can be brought back.</param>
    /// <param name="gate">Asked just before each change: whether the instrument is still idle. A refusal stops and undoes; before
    /// the first change nothing is changed.</param>
    /// <param name="cancel">The operator wants to stop: everything is undone.</param>
    public async Task<ApplyOutcome> Run(
        CheckedPlan plan, ProvenBackup backup, Func<Refusal?> gate, CancellationToken cancel) =>
        await TakeUp(plan.Request.Bundle, gate, cancel) ?? await RunAnew(plan, backup, gate, cancel);

    /// <summary>
    /// Goes on with what an earlier start left half-way, on the proof that its journal names; an undo that was cut off is
    /// finished, and that is the outcome. There has to be such a thing: see <see cref="Pending"/>.
    /// </summary>
    public async Task<ApplyOutcome> GoOn(Func<Refusal?> gate, CancellationToken cancel) =>
        await TakeUp(null, gate, cancel) ?? throw new InvalidOperationException("no earlier start left anything to go on with");

    /// <summary>Takes back the latest application, half-way or applied, as long as its undo data are kept.</summary>
    /// <returns>Undone without a refusal; or <see cref="RefusalCode.NothingToUndo"/>, or half-way or inconsistent, with
    /// why.</returns>
    public async Task<ApplyOutcome> Rollback()
    {
        foreach (var folder in _folders.Begun())
        {
            if (!Application.Open(files, folder, time).TryGet(out var application, out var damage))
                return new(Verdict.Inconsistent, damage, InstrumentChange.Unknown, [], null);
            if (application.State.Stage == TransactionStage.Undone)
                continue;
            if (application.State.Stage == TransactionStage.Forgotten)
                break;
            var asked = new Refusal(RefusalCode.Cancelled, "", "a rollback was asked for");
            var (verdict, refusal) = await new BackwardPass(application, Steps(), instrument, person).Go(asked);
            return verdict is Verdict.Undone or Verdict.Refused
                ? application.Outcome(Verdict.Undone, null)
                : application.Outcome(verdict, refusal);
        }

        var nothing = new Refusal(RefusalCode.NothingToUndo, "", "no application with undo data is kept on this boot mode");
        return new(Verdict.Refused, nothing, InstrumentChange.Nothing, [], null);
    }

    /// <summary>
    /// Removes the undo data of every application that has ended: afterwards there is no rollback. Journals and logs stay.
    /// </summary>
    public void Forget()
    {
        foreach (var folder in _folders.Begun())
        {
            if (!folder.State.Read().TryGet(out var reading, out _) || reading.Value is not { } state)
                continue;
            if (state.Stage == TransactionStage.Applied)
                folder.State.Write(state with { Stage = TransactionStage.Forgotten });
            if (state.Stage is TransactionStage.Applied or TransactionStage.Forgotten or TransactionStage.Undone)
                folder.Forget();
        }
    }

    // What an earlier start left half-way is brought to its end; null when nothing is in the way of a new application. Of another
    // bundle than the wanted one it is undone; without a wanted one it is gone on with, whichever it is.
    private async Task<ApplyOutcome?> TakeUp(DeliveredBundle? wanted, Func<Refusal?> gate, CancellationToken cancel)
    {
        if (_folders.Begun().FirstOrDefault() is not { } folder)
            return null;
        if (!Application.Open(files, folder, time).TryGet(out var application, out var damage))
            return new(Verdict.Inconsistent, damage, InstrumentChange.Unknown, [], null);
        if (application.State.Stage == TransactionStage.Inconsistent)
            return application.Outcome(Verdict.Inconsistent, StillInconsistent(folder));
        if (!application.State.IsHalfWay)
            return null;
        var isWanted = wanted is null || application.Request.Bundle.Sha256 == wanted.Sha256;
        var outcome = await TakeUp(application, isWanted, gate, cancel);
        return isWanted || outcome.Verdict is not (Verdict.Undone or Verdict.Refused) ? outcome : null;
    }

    private async Task<ApplyOutcome> RunAnew(
        CheckedPlan plan, ProvenBackup backup, Func<Refusal?> gate, CancellationToken cancel)
    {
        if (plan.IsSo)
            return plan.AlreadyApplied();
        if (gate() is { } closed)
            return new(Verdict.Refused, closed, InstrumentChange.Nothing, [], null);
        Application? application;
        try
        {
            var begun = Application.Begin(files, _folders.Next(), time, plan.Request, backup, instrument);
            if (!begun.TryGet(out application, out var refusal))
                return new(Verdict.Refused, refusal, InstrumentChange.Nothing, [], null);
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return new(Verdict.Refused, StepRefusals.OfDisk(stateFolder, fault), InstrumentChange.Nothing, [], null);
        }

        return await Forward(application, gate, cancel);
    }

    private async Task<ApplyOutcome> TakeUp(
        Application application, bool isWanted, Func<Refusal?> gate, CancellationToken cancel)
    {
        person.Tell(new Noted(Note.Resuming));
        var undoing = application.State.Stage == TransactionStage.Undoing;
        var starts = application.State.Starts + 1;
        var tooOften = starts > MostStarts;
        try
        {
            if (tooOften && undoing)
                return GivenUp(application);
            if (!tooOften)
            {
                application.MoveTo(application.State with { Starts = starts });
                application.Write(new TakenUp(application.Now, starts));
            }
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            // Nothing more was changed: the next start goes on.
            return application.Outcome(Verdict.HalfWay, StepRefusals.OfDisk(application.Folder.Path, fault));
        }

        if (undoing)
            return await Backward(application,
                application.UndoReason ?? new(RefusalCode.Internal, "", "an undo without a reason"));
        if (!isWanted)
            return await Backward(application, new(RefusalCode.Cancelled, "", "another bundle is to be applied"));
        return tooOften ? await Backward(application, TriedTooOften(application)) : await Forward(application, gate, cancel);
    }

    // Half-way is no state to be left in: what cannot be brought to its end is brought back.
    private static Refusal TriedTooOften(Application application)
    {
        var reason = $"{MostStarts} starts did not bring the application to its end";
        return new Refusal(RefusalCode.TriedTooOften, application.Folder.Path, reason);
    }

    private static ApplyOutcome GivenUp(Application application)
    {
        application.MoveTo(TransactionStage.Inconsistent);
        var reason = $"{MostStarts} starts did not bring the undo to its end (undone because of {application.UndoReason})";
        return application.Outcome(Verdict.Inconsistent, new Refusal(RefusalCode.Inconsistent, application.Folder.Path, reason));
    }

    private async Task<ApplyOutcome> Forward(Application application, Func<Refusal?> gate, CancellationToken cancel)
    {
        var (verdict, refusal) = await new ForwardPass(application, Steps(), instrument, person, gate).Go(cancel);
        if (refusal is not null)
            return await Backward(application, refusal);
        try
        {
            if (verdict == Verdict.Applied)
                application.Write(new Ended(application.Now, verdict));
            // A start that only found the restart missing has come to an end of its own: it is not counted.
            application.MoveTo(application.State with
            { Stage = verdict == Verdict.Applied ? TransactionStage.Applied : TransactionStage.RestartPending, Starts = 1 });
            if (verdict == Verdict.Applied)
                application.Folder.Reserve.Release();
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            // Every step is proven and stands in the journal: the next start finds that out again and writes it down.
        }

        return application.Outcome(verdict, null);
    }

    private async Task<ApplyOutcome> Backward(Application application, Refusal why)
    {
        var (verdict, refusal) = await new BackwardPass(application, Steps(), instrument, person).Go(why);
        return application.Outcome(verdict, refusal);
    }

    private static Refusal StillInconsistent(ApplicationFolder folder) =>
        new(RefusalCode.Inconsistent, folder.Path,
            "an earlier application is neither old nor new: call support, or roll it back");

    private StepFactory Steps() => new(files, time, instrument, person, _passwords, Patience);
}
