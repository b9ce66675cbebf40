using PatchKit.Applier.Applying.Steps;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// Takes back, in reverse order, every step that may have changed something, and proves each by read-back. Goes on after a step
/// that fails, so that as much as possible is old again. The journal's before-states are all it needs: a disk that takes no more
/// records does not stop it.
/// </summary>
internal sealed class BackwardPass(Application application, StepFactory steps, IInstrument instrument, IOperator person)
{
    private bool _silent;
    private bool _diskIsFull;

    /// <summary>Undoes everything.</summary>
    /// <param name="why">Why; what an undone application is refused with.</param>
    /// <returns>
    /// Undone (refused when nothing was changed yet); half-way when the disk is full; or inconsistent with the steps that could
    /// not be brought back.
    /// </returns>
    public async Task<(Verdict Verdict, Refusal? Refusal)> Go(Refusal why)
    {
        TryWrite(application.Folder.Reserve.Release);
        TryWrite(() =>
        {
            if (application.State.Stage == TransactionStage.Undoing)
                return;
            application.Write(new UndoBegan(application.Now, new JournalRefusal(why.Code, why.Place, why.Reason)));
            // An undo has its own count of starts.
            application.MoveTo(application.State with { Stage = TransactionStage.Undoing, Starts = 1 });
        });
        var failures = new List<string>();
        for (var index = application.Steps.Count - 1; index >= 0; index--)
        {
            if (application.Steps[index] is { Before: { } before } progress
                && await TakeBack(progress, before, index) is { } failure)
                failures.Add(failure);
        }

        // Not the end: with room on the disk the next start finishes the undo.
        if (failures.Count > 0 && _diskIsFull)
            return (Verdict.HalfWay, Told(RefusalCode.DiskFull, failures, why));
        var verdict = failures.Count > 0 ? Verdict.Inconsistent : application.IsUntouched ? Verdict.Refused : Verdict.Undone;
        TryWrite(() =>
        {
            application.Write(new Ended(application.Now, verdict));
            application.MoveTo(verdict == Verdict.Inconsistent ? TransactionStage.Inconsistent : TransactionStage.Undone);
        });
        if (verdict == Verdict.Inconsistent)
            return (verdict, Told(RefusalCode.Inconsistent, failures, why));
        return (verdict, _silent ? why with { Reason = $"{why.Reason}; and the journal could not be written" } : why);
    }

    private static Refusal Told(RefusalCode code, List<string> failures, Refusal why)
    {
        var reason = $"{string.Join("; ", failures)} (undone because of {why})";
        return new Refusal(code, why.Place, reason) { Subject = why.Subject };
    }

    private async Task<string?> TakeBack(StepProgress progress, BeforeState before, int index)
    {
        var work = steps.Work(progress.Step, application.Request, application.Folder.UndoOf(progress.Step.Id),
            application.Folder);
        if (progress.Outcome == StepOutcome.Undone && StepFactory.ReadBackUndone(work, before).Holds)
            return null;
        person.Tell(
            new StepStarted(progress.Phase.Title, progress.Step.Title, index + 1, application.Steps.Count, Undoing: true));
        var record = await TakeBack(progress.Step.Id, work, before);
        TryWrite(() =>
        {
            application.Note(record);
            if (record is UndoProven)
                application.MoveTo(application.State with { Starts = 1 });
        });
        progress = progress.After(record);
        person.Tell(new StepEnded(progress.Step.Title, progress.Outcome, progress.Seen));
        return record is UndoProven ? null : $"{progress.Step.Id.Text}: {progress.Seen}";
    }

    private async Task<StepRecord> TakeBack(StepId step, StepWork work, BeforeState before)
    {
        UndoFailed Failed(string why) => new(application.Now, step, why);
        try
        {
            await work.Undo(before, CancellationToken.None);
            instrument.Drives.Flush();
            var seen = await steps.ReadBackUndonePatiently(work, before);
            return seen.Holds
                ? new UndoProven(application.Now, step, seen.Seen) { Observed = seen.Observed }
                : Failed($"read-back of the undo disagrees: {seen.Seen}") with { Observed = seen.Observed, ReadBack = true };
        }
        catch (OperationCanceledException)
        {
            return Failed("the operator stopped the undo");
        }
        catch (Exception fault) when (Fault.Is(fault) || fault is AnswerMissingException)
        {
            _diskIsFull |= Fault.IsFull(fault);
            return Failed(fault.Message) with { Observed = StepRefusals.Observed(fault) };
        }
    }

    private void TryWrite(Action write) => _silent |= !Fault.Try(write);
}
