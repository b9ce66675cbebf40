using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Receipts;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// Reads how this boot mode stands: from the journal and the state of its latest application and from its own receipts, and from
/// nothing else. Writes nothing, so that it may be asked at any time, also beside another Applier at work.
/// </summary>
/// <param name="host">The machine.</param>
internal sealed class InstrumentStateReader(SessionHost host)
{
    private readonly ApplicationFolders _folders = new(host.Files, host.State);
    private readonly ReceiptHistory _history = new(host.Files, host.State);
    private readonly ReceiptOutbox _outbox = new(host.Files, host.State);

    /// <summary>How it stands now; <see cref="Standing.NotKnown"/> when the disk does not let it be read. Never throws.</summary>
    public InstrumentState Read()
    {
        try
        {
            return Found() with
            {
                ReceiptsKept = _outbox.Kept.Count,
                RestoreUnderWay = Restoration.HoldsUp(host.Files, host.Clock, host.State),
            };
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return InstrumentState.NotKnown;
        }
    }

    private InstrumentState Found()
    {
        if (!AllApplications.Read(host.Files, host.Clock, _folders).TryGet(out var all, out _))
            return new(Standing.Inconsistent);
        if (Told(all) is not { } application)
            return OfReceipt(_history.NewestOfState());
        var state = OfJournal(application, all);
        if (state.GoesOn || state.Standing == Standing.Inconsistent)
            return state;

        // A receipt of the application itself says the same; one that came after it, without a journal, says more.
        if (!application.IsUntouched && !_history.Tells(application.Summary))
            return state with { ReportDue = true };
        return _history.NewestOfState() is { Journal: null } newest ? OfReceipt(newest) : state;
    }

    // After a rollback that stopped at an application whose undo data are gone, neither of the two tells the whole.
    private static Application? Told(AllApplications all) =>
        all.Told is { State.Stage: TransactionStage.Forgotten } forgotten && all.Applications[0] is { UndoReason: { } why } newest
            && why.Reason == Rollbacks.AskedFor && newest.Request.Bundle == forgotten.Request.Bundle
                ? newest
                : all.Told;

    /// <summary>How one application stands by its own journal.</summary>
    /// <param name="application">The application.</param>
    /// <param name="all">All of this boot mode: an undo may take back several.</param>
    public static InstrumentState OfJournal(Application application, AllApplications all)
    {
        var untouched = application.IsUntouched;
        return application.State.Stage switch
        {
            TransactionStage.Pending or TransactionStage.Applying or TransactionStage.Undoing when untouched =>
                new(Standing.Untouched) { GoesOn = true },
            TransactionStage.Pending or TransactionStage.Applying => At(Standing.Between, application.NextStep),
            TransactionStage.Undoing => At(Standing.Between, application.NextStepBack) with { Undoing = true },
            TransactionStage.RestartPending => At(Standing.RestartAwaited, application.NextStep),
            TransactionStage.Applied or TransactionStage.Forgotten => new(Standing.Done),
            TransactionStage.Undone => new(untouched ? Standing.Untouched : Standing.Undone)
            {
                FilesDiffer = all.Applications.Where(one => one.UndoLead == application.UndoLead)
                    .Max(one => one.Compared?.Different ?? 0),
                StepsStay = application.UndoReason?.Reason == Rollbacks.AskedFor
                    ? Rollbacks.Staying(application, all.Applications).Length
                    : 0,
            },
            TransactionStage.Inconsistent => new(Standing.Inconsistent),
            var stage => throw new InvalidOperationException($"a stage of no known kind: {stage}"),
        };

        InstrumentState At(Standing standing, int step) =>
            new(standing) { Step = step, Steps = application.Steps.Count, GoesOn = true };
    }

    private static InstrumentState OfReceipt(Receipt? newest) => new(newest?.Verdict switch
    {
        null => Standing.Untouched,
        Verdict.Applied or Verdict.AlreadyApplied or Verdict.Holds => Standing.Done,
        Verdict.Regressed => Standing.Regressed,
        Verdict.RestartPending => Standing.RestartAwaited,
        Verdict.Undone => Standing.Undone,
        Verdict.Inconsistent => Standing.Inconsistent,
        _ => Standing.NotKnown,
    })
    {
        FilesDiffer = newest is { Verdict: Verdict.Undone, Compared.Different: var different } ? different : 0,
    };
}
