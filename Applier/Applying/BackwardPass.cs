using System.Collections.Immutable;
using PatchKit.Applier.Applying.Steps;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// Takes back, in reverse order, every step that may have changed something. What a call answers decides nothing: after each undo
/// the step is read back, and tried again as long as it is not as before. Goes on after a step that fails, so that as much as
/// possible is old again. The journal's before-states are all it needs: a disk that takes no more records does not stop it.
/// </summary>
/// <param name="application">The application.</param>
/// <param name="steps">Gives each step its work.</param>
/// <param name="instrument">The machine.</param>
/// <param name="person">Whom to tell.</param>
/// <param name="lastLook">Made when all steps are back, before the end is written down.</param>
internal sealed class BackwardPass(
    Application application, StepFactory steps, IInstrument instrument, IOperator person, Func<Task<Compared?>> lastLook)
{
    // The last start that an undo has: what is not back after it will not come back by itself.
    private readonly bool _last = application.State is { Stage: TransactionStage.Undoing, Starts: > Transaction.MostStarts };
    private readonly List<Left> _left = [];

    /// <summary>Undoes everything.</summary>
    /// <param name="why">Why; what an undone application is refused with.</param>
    /// <param name="lead">Number of the newest application that this undo takes back: its report is that of all of them.</param>
    /// <returns>
    /// Undone (refused when nothing was changed yet); half-way when something stands in the way, so that a later start goes on;
    /// or inconsistent, when repeated read-backs have shown a state that is neither old nor new.
    /// </returns>
    public async Task<(Verdict Verdict, Refusal? Refusal)> Go(Refusal why, int lead)
    {
        Fault.Try(application.Folder.Reserve.Release);
        application.TryBegin(why, lead);
        for (var index = application.Steps.Count - 1; index >= 0; index--)
        {
            if (application.Steps[index] is { Before: { } before } progress)
                await TakeBack(progress, before, index);
        }

        if (_left.Count > 0 && !IsInconsistent())
        {
            var code = _left.Exists(left => left.IsFull) ? RefusalCode.DiskFull : RefusalCode.UndoUnfinished;
            return (Verdict.HalfWay, Told(code, why));
        }

        // Noted before the end, so that a start after a power cut looks again or finds what was seen.
        var compared = _left.Count > 0 ? null : await lastLook();
        if (compared is not null)
            application.TryNote(compared);
        var verdict = _left.Count > 0 || compared?.OfStep is not null ? Verdict.Inconsistent
            : application.IsUntouched ? Verdict.Refused : Verdict.Undone;
        if ((application.TryBegin(why, lead) ?? application.TryEnd(verdict)) is { } fault)
        {
            // What the journal does not know nobody may be told: the next start finds it out again.
            var unwritten = StepRefusals.OfDisk(application.Folder.Path, fault);
            return (Verdict.HalfWay, unwritten with
            { Reason = $"the undo's end was not written down: {unwritten.Reason} ({why})" });
        }

        return (verdict, verdict == Verdict.Inconsistent ? Told(RefusalCode.Inconsistent, why, compared) : why);
    }

    // Called so when it is seen, not when it is feared: by read-backs that could be read. A step that stands new by itself can
    // still be taken back; at the last start, with others old beside it, it has become a state between.
    private bool IsInconsistent()
    {
        if (_left.Exists(left => left.IsFull || left.Stands == Standing.Unread))
            return false;
        var between = _left.Exists(left => left.Stands == Standing.Between);
        if (!_last)
            return between && !_left.Exists(left => left.Faulted);
        return between || _left.Count < application.Steps.Count(step => step.Before is not null);
    }

    private Refusal Told(RefusalCode code, Refusal why, Compared? compared = null)
    {
        var left = _left.Select(left => $"{left.Step.Text}: {left.Why}").Append(compared?.InWords() ?? "");
        var reason = $"{string.Join("; ", left.Where(one => one.Length > 0))} (undone because of {why})";
        return new Refusal(code, why.Place, reason) { Subject = why.Subject };
    }

    private async Task TakeBack(StepProgress progress, BeforeState before, int index)
    {
        var work = steps.Work(progress.Step, application.Request, application.Folder.UndoOf(progress.Step.Id),
            application.Folder);
        if (progress.Outcome == StepOutcome.Undone && StepFactory.ReadBackUndone(work, before).Holds)
            return;
        person.Tell(
            new StepStarted(progress.Phase.Title, progress.Step.Title, index + 1, application.Steps.Count, Undoing: true));
        var record = await TakeBack(progress.Step, work, before);
        application.TryNote(record);
        progress = progress.After(record);
        person.Tell(new StepEnded(progress.Step.Title, progress.Outcome, progress.Seen));
    }

    private async Task<StepRecord> TakeBack(Step step, StepWork work, BeforeState before)
    {
        ImmutableArray<Observation> failed = [];
        for (var attempt = 1; ; attempt++)
        {
            var fault = await Undo(work, before);
            if (fault is not null && StepRefusals.Observed(fault) is { IsEmpty: false } program)
                failed = program;
            var seen = await steps.ReadBackUndonePatiently(work, before);
            var last = attempt >= steps.Patience.UndoTries || IsFinal(step, fault, seen);
            // A call that failed may have left something that no read-back looks at: it is made again, although all that is
            // looked at is as before. Then what was seen counts, and that a program failed is told beside it; it may be in
            // memory alone.
            if (seen.Holds && (fault is null || last))
            {
                fault = Flushed();
                if (fault is null)
                    return new UndoProven(application.Now, step.Id, seen.Seen) { Observed = [.. seen.Observed, .. failed] };
            }

            if (last)
                return await Failed(step.Id, work, before, seen, fault);
            await steps.Wait(steps.Patience.UndoPause);
        }
    }

    private async Task<UndoFailed> Failed(StepId step, StepWork work, BeforeState before, ProbeAnswer seen, Exception? fault)
    {
        var why = fault?.Message ?? $"read-back of the undo disagrees: {seen.Seen}";
        var stands = seen.Holds || seen.IsUnread ? Standing.Unread
            : await StepFactory.ReadBack(work, before, CancellationToken.None) switch
            {
                { Holds: true } => Standing.New,
                { IsUnread: true } => Standing.Unread,
                _ => Standing.Between,
            };
        _left.Add(new(step, why, stands, fault is not null, fault is not null && Fault.IsFull(fault)));
        return new(application.Now, step, why)
        {
            Observed = fault is null ? seen.Observed : StepRefusals.Observed(fault),
            ReadBack = fault is null,
        };
    }

    // A person is not asked for the same again at once.
    private static bool IsFinal(Step step, Exception? fault, ProbeAnswer seen) => !seen.Holds
        && (fault is OperationCanceledException or AnswerMissingException
            || (step is AskOperatorStep && fault is null or InstrumentFault));

    private static async Task<Exception?> Undo(StepWork work, BeforeState before)
    {
        try
        {
            await work.Undo(before, CancellationToken.None);
            return null;
        }
        catch (OperationCanceledException)
        {
            return new OperationCanceledException("the operator stopped the undo");
        }
        catch (Exception fault) when (Fault.Is(fault) || fault is AnswerMissingException)
        {
            return fault;
        }
    }

    private Exception? Flushed()
    {
        try
        {
            instrument.Drives.Flush();
            return null;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return fault;
        }
    }

    /// <summary>What repeated read-backs show of a step that is not as before.</summary>
    private enum Standing
    {
        /// <summary>Its new state: it can be taken back later.</summary>
        New,

        /// <summary>Neither the old state nor the new one.</summary>
        Between,

        /// <summary>It could not be read, or what was read may not be on the disk.</summary>
        Unread,
    }

    /// <summary>A step that is not as before.</summary>
    private sealed record Left(StepId Step, string Why, Standing Stands, bool Faulted, bool IsFull);
}
