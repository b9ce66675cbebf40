using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// One application of a bundle, begun or taken up again: its journal, its state, and how far each step has come.
/// </summary>
internal sealed class Application
{
    private const int WriteTries = 3;

    private readonly TimeProvider _time;
    private readonly Journal _journal;
    private readonly StepProgress[] _steps;

    private Application(ApplicationFolder folder, TimeProvider time, Journal journal, TransactionState state, Began began)
    {
        Folder = folder;
        _time = time;
        _journal = journal;
        State = state;
        Request = began.Request;
        Proof = began.Proof;
        Backup = began.Backup;
        _steps =
            [.. began.Request.Phases.SelectMany(phase =>
            phase.Steps.Select(step => new StepProgress(phase, step, StepOutcome.Pending, null, "")))];
        foreach (var record in journal.Records)
            Fold(record);
        // The intent stands in the journal, and the disk refused the state that follows it: the way is not turned around.
        if (state is { IsHalfWay: true, Stage: not TransactionStage.Undoing }
            && journal.Records.LastOrDefault(record => record is UndoBegan or Intended or Proven) is UndoBegan)
            State = state with { Stage = TransactionStage.Undoing, Starts = 1 };
    }

    /// <summary>Its folder.</summary>
    public ApplicationFolder Folder { get; }

    /// <summary>Where it stands.</summary>
    public TransactionState State { get; private set; }

    /// <summary>What it applies, as it stands in the journal.</summary>
    public ApplyRequest Request { get; }

    /// <summary>
    /// On which proof of a backup it may change the instrument: what the journal's first record says, at the first start and at
    /// every later one.
    /// </summary>
    public Sha256Digest Proof { get; }

    /// <summary>The backup that was taken before its first change.</summary>
    public KeptBackup Backup { get; }

    /// <summary>What the last undo's comparison with the backup showed; null when there was none.</summary>
    public Compared? Compared { get; private set; }

    /// <summary>Its journal, the first record first.</summary>
    public IReadOnlyList<JournalRecord> Records => _journal.Records;

    /// <summary>Its steps, in order.</summary>
    public IReadOnlyList<StepProgress> Steps => _steps;

    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Number of the newest application that its last undo takes back; 0 when there was none.</summary>
    public int UndoLead => LastUndo?.Lead ?? 0;

    /// <summary>Why the last undo began; null when none did.</summary>
    public Refusal? UndoReason => LastUndo is { Why: var why }
        ? new Refusal(why.Code, why.Place, why.Reason) { Subject = TitleOf(why.Place) }
        : null;

    private UndoBegan? LastUndo => _journal.Records.OfType<UndoBegan>().LastOrDefault();

    // The journal keeps what the receipt says of a refusal: a step's id, whose title stands in the plan.
    private Fact.Title? TitleOf(string place) =>
        _steps.FirstOrDefault(one => one.Step.Id.Text == place) is { } found ? new Fact.Title(found.Step.Title) : null;

    /// <summary>
    /// Begins a new one, on a backup that is proven: the journal's first record, then the state. Nothing on the instrument is
    /// changed.
    /// </summary>
    public static Result<Application> Begin(IFileSystem files, ApplicationFolder folder, TimeProvider time, ApplyRequest request,
        ProvenBackup backup, IInstrument instrument)
    {
        folder.Begin();
        folder.Reserve.Take(request, instrument.Places);
        return Journal.Open(files, folder.Journal).Then<Application>(journal =>
        {
            var began = new Began(time.GetUtcNow(), Began.SchemaVersion, instrument.IsRehearsal, request, backup.Digest,
                backup.Kept);
            journal.Append(began);
            var state = new TransactionState(TransactionState.SchemaVersion, request.Bundle.Sha256, TransactionStage.Pending,
                Starts: 1);
            folder.State.Write(state);
            return new Application(folder, time, journal, state, began);
        });
    }

    /// <summary>Takes one up again from what is on the disk.</summary>
    /// <returns>The application, or <see cref="RefusalCode.Inconsistent"/> when state or journal cannot be trusted.</returns>
    public static Result<Application> Open(IFileSystem files, ApplicationFolder folder, TimeProvider time) =>
        folder.State.Read()
            .Then(reading => Journal.Open(files, folder.Journal).Then(journal => Open(folder, time, journal, reading.Value)));

    /// <summary>Appends to the journal; when it returns, the record is on the disk.</summary>
    public void Write(JournalRecord record)
    {
        _journal.Append(record);
        Fold(record);
    }

    /// <summary>Writes down that an undo begins, unless it stands there; a disk that takes no record does not stop it.</summary>
    /// <returns>What the disk said, or null.</returns>
    public Exception? TryBegin(Refusal why, int lead)
    {
        if (State.Stage == TransactionStage.Undoing)
            return null;
        // An undo has its own count of starts.
        return Again(() => Write(new UndoBegan(Now, new JournalRefusal(why.Code, why.Place, why.Reason), lead)))
            ?? Again(() => MoveTo(State with { Stage = TransactionStage.Undoing, Starts = 1 }));
    }

    /// <summary>
    /// Takes note of what an undo has done, and writes it down if the disk will have it: the next start finds it out again.
    /// </summary>
    public void TryNote(JournalRecord record)
    {
        Fold(record);
        if (Again(() => _journal.Append(record)) is null && record is UndoProven)
            Again(() => MoveTo(State with { Starts = 1 }));
    }

    /// <summary>Writes the end down, or that a restart is awaited.</summary>
    /// <returns>What the disk said, or null. Then the application has not ended: journal and state tell the next start.</returns>
    public Exception? TryEnd(Verdict verdict)
    {
        var stage = verdict switch
        {
            Verdict.Applied => TransactionStage.Applied,
            Verdict.RestartPending => TransactionStage.RestartPending,
            Verdict.Inconsistent => TransactionStage.Inconsistent,
            _ => TransactionStage.Undone,
        };
        // A start that only found the restart missing has come to an end of its own: it is not counted.
        var ended = State with { Stage = stage, Starts = 1 };
        var fault = (verdict == Verdict.RestartPending ? null : Again(() => Write(new Ended(Now, verdict))))
            ?? Again(() => MoveTo(ended));
        if (fault is null || Kept() != ended)
            return fault;
        // It stands there, and only the disk's word is missing: were it lost, the next start would find the same end again.
        State = ended;
        return null;
    }

    /// <summary>
    /// What the state file holds, which after a fault may be what was being written; null when it cannot be read.
    /// </summary>
    public TransactionState? Kept()
    {
        try
        {
            return Folder.State.Read().TryGet(out var reading, out _) ? reading.Value : null;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return null;
        }
    }

    /// <summary>How it stands; what a rollback would take back is for the transaction to say.</summary>
    public ApplicationStanding Standing() => new(Request.Bundle, State.Stage, State.Starts, null)
    {
        Steps = [.. _steps.Select(step => (step.Step.Id, step.Outcome))],
        UndoReason = UndoReason,
        Proof = Proof,
    };

    /// <summary>Moves to a stage.</summary>
    public void MoveTo(TransactionStage stage) => MoveTo(State with { Stage = stage });

    /// <summary>Writes the state.</summary>
    public void MoveTo(TransactionState state)
    {
        if (state == State)
            return;
        Folder.State.Write(state);
        State = state;
    }

    /// <summary>The outcome to report.</summary>
    public ApplyOutcome Outcome(Verdict verdict, Refusal? refusal) =>
        new(verdict, refusal, Report(_steps), _journal.Summary) { Compared = Compared };

    /// <summary>The journal's chained digest and number of records, for the receipt.</summary>
    public ReceiptJournal Summary => _journal.Summary;

    /// <summary>The first step, from 1, that is not known to be new; the last one when all are.</summary>
    public int NextStep => Math.Min(_steps.Length,
        1 + _steps.TakeWhile(step => step.IsSettled).Count());

    /// <summary>The step, from 1, that an undo takes back next; 1 when none is left.</summary>
    public int NextStepBack =>
        1 + Math.Max(0, Array.FindLastIndex(_steps, step => step.Before is not null && step.Outcome != StepOutcome.Undone));

    /// <summary>Whether no step has come as far as a change.</summary>
    public bool IsUntouched => _steps.All(step => step.Before is null);

    /// <summary>The phases as a receipt tells them.</summary>
    public static ImmutableArray<ReceiptPhase> Report(IEnumerable<StepProgress> steps) =>
    [
        .. steps.GroupBy(step => step.Phase.Id).Select(phase => new ReceiptPhase(
            phase.Key,
            phase.All(step => step.IsSettled),
            [.. phase.Select(step => step.Report())])),
    ];

    private static Result<Application> Open(ApplicationFolder folder, TimeProvider time, Journal journal, TransactionState? state)
    {
        if (state is null || journal.Records is not [Began { Schema: Began.SchemaVersion } began, ..]
            || state.Schema != TransactionState.SchemaVersion || state.Bundle != began.Request.Bundle.Sha256)
            return new Refusal(RefusalCode.Inconsistent, folder.Path, "state and journal do not belong together");
        return new Application(folder, time, journal, state, began);
    }

    // A disk that says no once says yes the next time, as a rule: a virus scanner, a bus that stumbled.
    private static Exception? Again(Action write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                write();
                return null;
            }
            catch (Exception fault) when (Fault.Is(fault))
            {
                if (attempt == WriteTries)
                    return fault;
            }
        }
    }

    private void Fold(JournalRecord record)
    {
        Compared = record switch
        {
            UndoBegan => null,
            Compared compared => compared,
            _ => Compared,
        };
        for (var index = 0; index < _steps.Length; index++)
            _steps[index] = _steps[index].After(record);
    }
}
