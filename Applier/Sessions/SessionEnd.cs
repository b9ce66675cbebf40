using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Staging;
using PatchKit.Applier.State;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// Turns an outcome into the receipt and the one verdict. The receipt is signed and kept on the instrument first and only then
/// sent to the stick; nothing here can undo what was applied, and what becomes of the receipt never changes the verdict.
/// </summary>
internal sealed class SessionEnd(SessionHost host, IOperator person, Transaction transaction)
{
    private const string OpenName = "session";
    private const string LastName = "last-session";

    private readonly ReceiptDesk _desk = new(host.Files, host.Clock, host.Instrument, $"applier {host.Version}");
    private readonly ReceiptHistory _history = new(host.Files, host.State);
    private readonly Expectations _expectations = new(new(host.Files, host.State), host.Instrument.IsRehearsal);
    private readonly DeviceMemory _memory = new(host.Files, host.State);
    private readonly StateFile<OpenSession> _open = File(host, OpenName);

    // What the receipt of a rollback will need: of the latest application that came to its end.
    private readonly StateFile<OpenSession> _last = File(host, LastName);

    /// <summary>The outcome of a session that stopped before a receipt made sense.</summary>
    public static SessionOutcome Refused(Refusal refusal) => new(Verdict.Refused, refusal);

    /// <summary>The facts of the session that applied a bundle here; null when they are not kept any more.</summary>
    public static ReceiptFacts? FactsOf(SessionHost host, DeliveredBundle bundle) =>
        Sessions(File(host, OpenName), File(host, LastName)).FirstOrDefault(open => open.Facts.Bundle == bundle)?.Facts;

    /// <summary>The facts of the newest session that is kept; null when none is.</summary>
    public static ReceiptFacts? NewestFacts(SessionHost host) =>
        Sessions(File(host, OpenName), File(host, LastName)).FirstOrDefault()?.Facts;

    /// <summary>Keeps what the receipt will need across a power cut.</summary>
    public void Remember(OpenSession open) => _open.Write(open);

    /// <summary>
    /// What an earlier start kept, or a refusal when it is lost, or names another proof of a backup than the journal: then nobody
    /// knows whose application this is. The journal is what counts.
    /// </summary>
    public Result<OpenSession> Recall()
    {
        if (!_open.Read().TryGet(out var reading, out var refusal))
            return refusal;
        if (reading.Value is not { } open)
        {
            return new Refusal(RefusalCode.Inconsistent, "session",
                "an application is under way and what belongs to its receipt is lost");
        }

        return transaction.Pending()?.Proof is { } proof && open.Facts.Backup?.Proof != proof
            ? new Refusal(RefusalCode.Inconsistent, "session",
                "the journal and what belongs to its receipt name different proofs of a backup")
            : open;
    }

    /// <summary>
    /// An application that ended, and whose receipt a power cut or a full disk kept from being written; null when there is none.
    /// What an end that was cut off after its receipt has left behind is removed.
    /// </summary>
    public (ReceiptFacts Facts, ApplyOutcome Outcome)? Unreported()
    {
        if (!_open.Read().TryGet(out var reading, out _) || reading.Value is not { } open
            || transaction.Ended(open.Facts.Bundle, open.Facts.Backup?.Proof) is not { } ended)
            return null;
        if (ended.Journal is not { } journal || !_history.Tells(journal))
            return (open.Facts, ended);
        if (ended.Verdict != Verdict.Applied || RememberCounter(open.Facts) is null)
            Close();
        return null;
    }

    /// <summary>
    /// What belongs to the application that a rollback takes back; null when it is lost or belongs to another one.
    /// </summary>
    public OpenSession? RecallForRollback()
    {
        var kept = Sessions(_open, _last);
        return transaction.Undoable() is { } undoable
            ? kept.FirstOrDefault(open => IsOf(open, undoable))
            : kept.FirstOrDefault(_ => transaction.Pending() is { Bundle: null });
    }

    // Those that can be read, in this order.
    private static IEnumerable<OpenSession> Sessions(params StateFile<OpenSession>[] files) =>
        files.Select(file => file.Read().TryGet(out var reading, out _) ? reading.Value : null).OfType<OpenSession>();

    private static StateFile<OpenSession> File(SessionHost host, string name) =>
        new(host.Files, host.Files.Path.Combine(host.State, name), OpenSession.Format);

    private static bool IsOf(OpenSession open, ApplicationStanding application) =>
        application.Bundle?.Sha256 == open.Facts.Bundle.Sha256 && application.Proof == open.Facts.Backup?.Proof;

    /// <summary>
    /// Refused before the first change, on the right instrument: support should know that somebody tried, and why it stopped.
    /// </summary>
    public Task<SessionOutcome> Stopped(ReceiptFacts facts, Refusal refusal, SessionStick stick, CancellationToken cancel) =>
        Finish(facts, new ApplyOutcome(Verdict.Refused, refusal, [], null), stick, cancel);

    /// <summary>The operator said no before the first change: support should know, and why.</summary>
    public Task<SessionOutcome> Declined(ReceiptFacts facts, SessionStick stick, CancellationToken cancel) =>
        Finish(facts, new ApplyOutcome(Verdict.Declined, new Refusal(RefusalCode.Declined, "", "the operator said no"), [], null),
            stick, cancel);

    /// <summary>A person said something of their own accord before the first change.</summary>
    public Task<SessionOutcome> Objected(ReceiptFacts facts, Objection objection, SessionStick stick) => Finish(
        objection is Objection.NotNow { Why: var why } ? facts with { Decline = why } : facts,
        new ApplyOutcome(objection.Verdict, objection.Refusal, [], null), stick, CancellationToken.None);

    /// <summary>The transaction ended.</summary>
    public async Task<SessionOutcome> After(
        ReceiptFacts facts, ApplyOutcome outcome, SessionStick stick, CancellationToken cancel)
    {
        try
        {
            return await Recorded(facts, outcome, stick, cancel).ConfigureAwait(false);
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            // The disk or the stick failed while the end was written down: what was done to the instrument stays what it is.
            return Ended(facts, outcome, new("", null, Fault.Refuse(fault, "")), stick);
        }
    }

    private async Task<SessionOutcome> Recorded(
        ReceiptFacts facts, ApplyOutcome outcome, SessionStick stick, CancellationToken cancel)
    {
        // What has not ended has no receipt yet: the journal keeps it, and the start that brings it to its end writes it.
        if (outcome.Verdict is Verdict.RestartPending or Verdict.HalfWay)
            return new(outcome.Verdict, outcome.Refusal);
        var forgotten = outcome.Verdict is Verdict.Applied or Verdict.AlreadyApplied ? RememberCounter(facts) : null;
        var ended = await Finish(facts, outcome, stick, cancel).ConfigureAwait(false);
        // What belongs to an inconsistent application is wanted once more, for the receipt of its rollback; and so is what the
        // next start has to write down because this one could not.
        if (outcome.Verdict != Verdict.Inconsistent && ended.Receipt.Code is not null && forgotten is null)
            Close();
        return ended with { Receipt = ended.Receipt with { Fault = ended.Receipt.Fault ?? forgotten } };
    }

    // The receipt is kept, which the next start finds out if this fails. An end that could not be written to the journal is found
    // again by the next start, and wants its facts once more.
    private void Close() => Fault.Try(() =>
    {
        if (transaction.Pending() is not null)
            return;
        // Of an application that was undone nothing is left to take back: an earlier one may be.
        if (_open.Read().TryGet(out var reading, out _) && reading.Value is { } open
            && transaction.Undoable() is { } undoable && IsOf(open, undoable))
            _last.Write(open);
        _open.Delete();
    });

    // A counter that is not kept would let an older bundle in: the record is not whole then, although the plan is applied.
    private Refusal? RememberCounter(ReceiptFacts facts) =>
        _memory.Read().Then(state => _memory.Keep(state, state.Applied(facts.Instrument.Product, facts.Counter))).Refusal;

    private async Task<SessionOutcome> Finish(ReceiptFacts facts, ApplyOutcome outcome, SessionStick stick,
        CancellationToken cancel)
    {
        person.Tell(new StageStarted(Stage.Receipt));
        if (!Written(facts, outcome).TryGet(out var receipt, out var refusal))
            return Ended(facts, outcome, new("", null, refusal), stick);
        var sent = await Sent(stick, cancel).ConfigureAwait(false);
        var place = sent.TryGet(out _, out refusal) ? receipt.Path.Text : _desk.Outbox.Folder;
        if (refusal is null)
            person.Tell(new StageEnded(Stage.Receipt, receipt.Path.Text));
        return Ended(facts, outcome, new(place, receipt.Code, refusal), stick);
    }

    private SessionOutcome Ended(ReceiptFacts facts, ApplyOutcome outcome, ReceiptFate receipt, SessionStick stick) =>
        new(outcome.Verdict, outcome.Refusal)
        {
            Receipt = receipt,
            Regressed = outcome.Regressed,
            Outstanding = outcome.Verdict.MeansInstalled()
                ? _expectations.All(facts.Instrument, facts.Bundle, facts,
                    stick.Present().TryGet(out var present, out _) ? present.Drive.Root : null)
                : [],
        };

    /// <summary>Sends what no stick has taken yet; what cannot be sent now stays kept.</summary>
    /// <returns>What became of the newest of them; <see cref="ReceiptFate.None"/> when none waits.</returns>
    public ReceiptFate SendKept(SessionStick stick)
    {
        var kept = _desk.Outbox.Kept.Count;
        if (kept == 0)
            return ReceiptFate.None;
        return Send(stick, kept).TryGet(out var places, out var refusal)
            ? new(places[^1], null, null)
            : new(_desk.Outbox.Folder, null, refusal);
    }

    // Of the first ones, which earlier sessions wrote, a person is told.
    private Result<IReadOnlyList<string>> Send(SessionStick stick, int earlier)
    {
        var sent = _desk.Outbox.Send(() => stick.Present().Then<string>(present => present.Drive.Root), host.Clock.GetUtcNow());
        if (sent.TryGet(out var places, out _))
        {
            foreach (var place in places.Take(Math.Max(0, earlier)))
                person.Tell(new Noted(Note.KeptReceiptWritten, place));
        }

        return sent;
    }

    private Result<KeptReceipt> Written(ReceiptFacts facts, ApplyOutcome outcome)
    {
        if (!_memory.Read().TryGet(out var state, out var refusal))
            return refusal;
        // The number is taken before the receipt exists: a cut in between leaves a gap, never the same number twice.
        return _memory.Keep(state, state with { Receipts = state.Receipts + 1 }).TryGet(out var numbered, out refusal)
            ? _desk.Keep(facts, outcome, numbered.Receipts)
            : refusal;
    }

    private async Task<Result<IReadOnlyList<string>>> Sent(SessionStick stick, CancellationToken cancel)
    {
        var earlier = _desk.Outbox.Kept.Count - 1;
        while (true)
        {
            var sent = Send(stick, earlier);
            if (sent.Refusal is not { } refusal || cancel.IsCancellationRequested
                || !await AskAgain(refusal, cancel).ConfigureAwait(false))
                return sent;
        }
    }

    private async Task<bool> AskAgain(Refusal refusal, CancellationToken cancel)
    {
        try
        {
            return await person.Ask(new RetryQuestion(refusal), cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or AnswerMissingException)
        {
            return false;
        }
    }
}
