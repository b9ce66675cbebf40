using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// The stages in order: discover, stage, identify, preflight, consent, backup, prove restore, apply, receipt. Each takes the
/// previous one's record and gives its own, or a refusal. The only class that knows all stages.
/// </summary>
internal sealed class Session
{
    private readonly SessionHost _host;
    private readonly SituatedOperator _person;
    private readonly StickFinder _sticks;
    private readonly FirstStages _first;
    private readonly Stager _stager;
    private readonly BackupStage _backup;
    private readonly Transaction _transaction;
    private readonly SessionEnd _end;
    private readonly SessionGuard _guard;
    private readonly InstrumentStateReader _states;
    private readonly Leftovers _leftovers;
    private readonly UndoExpiry _expiry;
    private readonly Interview _interview;
    private readonly IdleWait _idle;

    /// <summary>A session that does nothing yet.</summary>
    /// <param name="host">The machine, the disk, the clock, the trusted root.</param>
    /// <param name="person">Who answers.</param>
    public Session(SessionHost host, IOperator person)
    {
        _host = host;
        _states = new(host);
        _person = new(person, _states);
        _sticks = new(host.Files, host.Instrument.Drives);
        _first = new(host, _person);
        _stager = new(host.Files, host.Clock, host.State, host.Root);
        _backup = new(host.Files, host.Clock, host.Instrument, _person, host.Backups);
        _transaction = new(host.Files, host.Clock, host.Instrument, _person, host.State);
        _end = new(host, _person, _transaction);
        _leftovers = new(host, _transaction);
        _expiry = new(host, _transaction);
        _idle = new(host, _person, _transaction.Patience);
        _interview = new(host, _person, new(host.Files, host.State), _states);
        _guard = new(host, _person, _leftovers, _states);
    }

    /// <summary>Goes through all stages. Never throws: whatever happens becomes the outcome.</summary>
    /// <param name="chosenStick">A folder named on the command line, or null to look at the removable drives.</param>
    /// <param name="cancel">The operator wants to stop: before the first change nothing happens, after it everything is
    /// undone.</param>
    public Task<SessionOutcome> Run(string? chosenStick, CancellationToken cancel) =>
        Told(chosenStick, async stick =>
        {
            _expiry.Forget();
            var outcome = await Heard(stick, cancel).ConfigureAwait(false);
            _expiry.Forget();
            return outcome;
        });

    /// <summary>
    /// Takes back what was applied last, as long as its undo data are kept, and leaves a receipt of that. Never throws.
    /// </summary>
    /// <param name="chosenStick">Where the receipt goes: a folder, or null to look at the removable drives.</param>
    /// <param name="cancel">Stops asking for a stick. An undo is never stopped half-way.</param>
    public Task<SessionOutcome> Rollback(string? chosenStick, CancellationToken cancel) =>
        Told(chosenStick, stick => RolledBack(stick, cancel));

    /// <summary>
    /// Reads every step of the stick's bundle back, and leaves a receipt that says whether all of it still stands. Changes
    /// nothing else. Never throws.
    /// </summary>
    /// <param name="chosenStick">The stick, as in <see cref="Run"/>.</param>
    /// <param name="cancel">Stops between two steps.</param>
    public Task<SessionOutcome> StillInForce(string? chosenStick, CancellationToken cancel) =>
        Told(chosenStick, stick => LookedAgain(stick, cancel));

    private async Task<SessionOutcome> Told(string? chosenStick, Func<SessionStick, Task<SessionOutcome>> work)
    {
        _person.Tell(_host.Introduction(_states.Read()));
        if (_host.StaysOnStick is { } why)
            _person.Tell(new Noted(Note.StaysOnStick, why));
        var stick = new SessionStick(_sticks, chosenStick, _leftovers);
        var outcome = await _guard.Run(() => work(stick)).ConfigureAwait(false);
        outcome = _person.Situated(outcome) with { StickDoubt = stick.Release(_host.Instrument.Drives) };
        _person.Tell(new SessionEnded(outcome));
        return outcome;
    }

    /// <summary>
    /// Brings what earlier starts ended on its way to support: makes the receipt of an end that has none, and sends what is kept.
    /// Never throws.
    /// </summary>
    /// <param name="chosenStick">Where receipts go, as in <see cref="Run"/>.</param>
    /// <returns>What became of the newest receipt; <see cref="ReceiptFate.None"/> when none waited.</returns>
    public async Task<ReceiptFate> Settle(string? chosenStick) => (await _guard.Run(async () =>
    {
        var stick = new SessionStick(_sticks, chosenStick, _leftovers);
        return _transaction.Pending() is null && _end.Unreported() is var (facts, ended)
            ? await Reported(facts, ended, stick, CancellationToken.None).ConfigureAwait(false)
            : new(Verdict.AlreadyApplied, null) { Receipt = _end.SendKept(stick) };
    }).ConfigureAwait(false)).Receipt;

    // What a person says of their own accord counts until the first change: then what was asked is dropped, and nothing is left
    // but its receipt.
    private async Task<SessionOutcome> Heard(SessionStick stick, CancellationToken cancel)
    {
        try
        {
            if (_person.Objection is null)
                return await Applied(stick, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_person.Objection is not null)
        {
            _stager.Clear();
        }

        return await Objected(_person.Objection!, stick).ConfigureAwait(false);
    }

    // Reads the stick and the instrument's name, and writes the receipt: no check, no script, nothing that is under way.
    private async Task<SessionOutcome> Objected(Objection objection, SessionStick stick)
    {
        if (SessionGuard.Restoring(_host) is not null || _transaction.Pending() is not null)
        {
            // No receipt tells of what has no end yet. What support wants to see goes to the stick, if it is there.
            if (objection is Objection.Compromised && stick.Present().TryGet(out var there, out _))
                Diagnose(null, null, there.Drive.Root);
            return _guard.Broken(objection.Refusal);
        }

        var (started, without) = (_host.Clock.GetUtcNow(), new SessionOutcome(objection.Verdict, objection.Refusal));
        try
        {
            _person.Tell(new StageStarted(Stage.Discover));
            var looked = await _person.Again(stick.Present, CancellationToken.None).ConfigureAwait(false);
            if (!looked.TryGet(out var found, out _)
                || !_first.Staged(_stager, found, CancellationToken.None).TryGet(out var release, out _)
                || !_first.Identified(release).TryGet(out var identified, out _)
                || AddressCheck.Address(identified, release.Delivery).Level == FindingLevel.Stop)
                return without;
            var facts = ReceiptFacts.Of(release, identified, MachineCheck.Read(_host.Instrument).OsBuild, new([]), started,
                _person.Language);
            if (objection is Objection.Compromised)
                Diagnose(release, identified, found.Drive.Root);
            return await _end.Objected(facts, objection, stick).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or AnswerMissingException)
        {
            return without;
        }
        finally
        {
            ClearStaging();
        }
    }

    // What support wants to see of a suspicion. What keeps it from the stick never keeps the receipt from it.
    private void Diagnose(StagedRelease? release, IdentifiedInstrument? identified, string stickRoot)
    {
        var diagnosing = new Diagnosing(_host, _person, $"applier {_host.Version}");
        var zip = Fault.Guard<byte[]>("", () => Diagnosing.Zip(diagnosing.LookFromAfar(release, identified)));
        var written = zip.Then(bytes => diagnosing.Write(diagnosing.PlaceOn(stickRoot), bytes));
        _person.Tell(written.TryGet(out var file, out var refusal)
            ? new Noted(Note.DiagnosisWritten, _host.Files.Path.GetFileName(file))
            : new Noted(Note.DiagnosisNotWritten, refusal.Reason));
    }

    private async Task<SessionOutcome> Applied(SessionStick stick, CancellationToken cancel)
    {
        if (SessionGuard.Restoring(_host) is { } restoring)
            return _guard.Broken(restoring);
        if (_transaction.Pending() is not null)
            return await GoneOn(stick, cancel).ConfigureAwait(false);
        return _end.Unreported() is var (facts, ended)
            ? await Reported(facts, ended, stick, cancel).ConfigureAwait(false)
            : await FromTheStart(stick, cancel).ConfigureAwait(false);
    }

    private async Task<SessionOutcome> FromTheStart(SessionStick stick, CancellationToken cancel)
    {
        var started = _host.Clock.GetUtcNow();
        _person.Tell(new StageStarted(Stage.Discover));
        var looked = await _person.Again(stick.Present, cancel).ConfigureAwait(false);
        if (!looked.TryGet(out var found, out var refusal))
            return SessionEnd.Refused(refusal);
        _person.Tell(new StageEnded(Stage.Discover, found.Id.Text, found.Drive.Name));

        if (!_first.Staged(_stager, found, cancel).TryGet(out var release, out refusal)
            || !_first.Identified(release).TryGet(out var identified, out refusal))
        {
            _stager.Clear();
            return SessionEnd.Refused(refusal);
        }

        // What an earlier session could not send goes first. What still cannot is sent at the end, or said there.
        _end.SendKept(stick);
        var outcome = await Addressed(stick, found, release, identified, started, cancel).ConfigureAwait(false);
        ClearStaging();
        return outcome;
    }

    // From here on the stick is known to be genuine, so that a refusal leaves a receipt too, if it is for this instrument.
    private async Task<SessionOutcome> Addressed(SessionStick stick, FoundStick found, StagedRelease release,
        IdentifiedInstrument identified, DateTimeOffset started, CancellationToken cancel)
    {
        while (true)
        {
            _person.Tell(new StageStarted(Stage.Preflight));
            var size = _backup.Measure(identified, cancel);
            var report = _first.Checked(release, identified, size, found, reserve: true);
            if (report is { IsNotOurs: true, Stop: { } notOurs })
            {
                _person.Tell(new StageEnded(Stage.Preflight));
                return SessionEnd.Refused(notOurs.Refusal);
            }

            // A plan is only looked at on the right instrument: its checks run scripts of the bundle.
            var plan = await _transaction.Plan(ApplyRequest.Of(release, identified, _person.Language), cancel)
                .ConfigureAwait(false);
            _person.Tell(new StageEnded(Stage.Preflight));
            var facts = ReceiptFacts.Of(release, identified, MachineCheck.Read(_host.Instrument).OsBuild, report, started,
                _person.Language);
            _person.Know(facts);
            if (plan.IsSo)
                return await _end.After(facts, plan.AlreadyApplied(), stick, cancel).ConfigureAwait(false);
            var mendable = report.Stop?.Refusal ?? size.Unreadable;
            if ((mendable ?? plan.Refusal) is not { } stop)
                return await Agreed(stick, found, release, identified, new(report, plan, facts, size), cancel)
                    .ConfigureAwait(false);
            // What stands in the way is shown whole, and may be mended without starting over.
            if (mendable is null or { Code: RefusalCode.NotAffected }
                || !await _person.Ask(new ChecksQuestion(report.Findings, stop), cancel).ConfigureAwait(false))
                return await _end.Stopped(facts, stop, stick, cancel).ConfigureAwait(false);
        }
    }

    // Nothing is in the way: a person is asked, and then the changes begin.
    private async Task<SessionOutcome> Agreed(SessionStick stick, FoundStick found, StagedRelease release,
        IdentifiedInstrument identified, Judged judged, CancellationToken cancel)
    {
        var (report, plan, _, size) = judged;
        var attestations = _interview.Attestations(release, identified, judged.Facts, found.Drive.Root);
        var ahead = Foresight.Of(plan, report, attestations, Interview.AsksLocalIt(identified), release.Manifest,
            _host.Instrument.Accounts);
        if (_person.Foresee(ahead) is { } unanswered)
            return SessionEnd.Refused(unanswered);

        var asked = await _interview.Run(release, identified, judged.Report, plan, judged.Facts, attestations, found.Drive.Root,
            cancel).ConfigureAwait(false);
        var facts = asked.Facts;
        if (facts.Decline is not null)
            return await _end.Declined(facts, stick, cancel).ConfigureAwait(false);
        if (asked.Stop is { } inTheWay)
            return await _end.Stopped(facts, inTheWay, stick, cancel).ConfigureAwait(false);

        var backup = await _backup.Run(identified, size, cancel).ConfigureAwait(false);
        if (!backup.TryGet(out var proven, out var refusal))
        {
            // Its own "no" after an objection is none of the backup's.
            if (_person.Objection is not null)
                throw new OperationCanceledException(cancel);
            return await _end.Stopped(facts, refusal, stick, cancel).ConfigureAwait(false);
        }

        var open = new OpenSession(facts.With(proven), identified.Product.IdleGate, [.. report.Left.Select(left => left.Name)]);
        _end.Remember(open);
        return await Applied(open, (gate, stop) => _transaction.Run(plan, proven, gate, stop), stick, cancel)
            .ConfigureAwait(false);
    }

    private async Task<SessionOutcome> Applied(OpenSession open,
        Func<ChangeGate, CancellationToken, Task<ApplyOutcome>> apply, SessionStick stick, CancellationToken cancel)
    {
        _person.Tell(new StageStarted(Stage.Apply));
        // Who logs off or shuts down all the same stops it, as whoever asks it to stop.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var awake = StaysAwake(stop.Cancel);
        var outcome = await apply(_idle.Gate(open, stop.Token), stop.Token).ConfigureAwait(false);
        if (outcome.Verdict is Verdict.Applied or Verdict.AlreadyApplied)
            _person.Tell(new StageEnded(Stage.Apply));
        return await _end.After(open.Facts, outcome, stick, stop.Token).ConfigureAwait(false);
    }

    private IDisposable StaysAwake(Action ending) =>
        _host.Instrument.Machine.StayAwake(new Texts(_person.Language)[TextKey.AtWork], ending);

    // After a power cut or a wanted restart journal and private copies say what to do; the stick is only for the receipt.
    private async Task<SessionOutcome> GoneOn(SessionStick stick, CancellationToken cancel)
    {
        if (!_end.Recall().TryGet(out var open, out var refusal))
            return _guard.Broken(refusal);
        // Looked for before the first change, so that another one is told from it at the end. It goes on without one too.
        _ = stick.Present();
        _person.Know(open.Facts);
        _person.Tell(new SupportKnown(open.Facts.Delivery.ReturnTo));
        var outcome = await Applied(open, _transaction.GoOn, stick, cancel).ConfigureAwait(false);
        ClearStaging();
        return outcome;
    }

    // An earlier start brought the plan to its end, and the power or the disk failed before its receipt was kept.
    private async Task<SessionOutcome> Reported(ReceiptFacts facts, ApplyOutcome ended, SessionStick stick,
        CancellationToken cancel)
    {
        _person.Know(facts);
        _person.Tell(new SupportKnown(facts.Delivery.ReturnTo));
        _person.Tell(new Noted(Note.Resuming));
        var outcome = await _end.After(facts, ended, stick, cancel).ConfigureAwait(false);
        ClearStaging();
        return outcome;
    }

    private async Task<SessionOutcome> LookedAgain(SessionStick stick, CancellationToken cancel)
    {
        if (SessionGuard.Restoring(_host) is { } restoring)
            return _guard.Broken(restoring);
        if (_states.Read() is { Standing: Standing.Inconsistent or Standing.NotKnown } bad)
            return _guard.Broken(SessionGuard.NotFit(bad));
        if (_transaction.Pending() is not null)
            return _guard.Broken(
                new(RefusalCode.PreflightStop, "", "an update is under way; 'applier apply' brings it to its end"));
        if (_end.Unreported() is var (facts, ended))
            await Reported(facts, ended, stick, cancel).ConfigureAwait(false);
        return await new InForce(_host, _person, _transaction, _end).Look(stick, cancel).ConfigureAwait(false);
    }

    private async Task<SessionOutcome> RolledBack(SessionStick stick, CancellationToken cancel)
    {
        if (SessionGuard.Restoring(_host) is { } restoring)
            return _guard.Broken(restoring);
        // What has ended and stands in no receipt yet comes first: an undo that was cut off before its receipt was this very one.
        if (_end.Unreported() is var (unreported, ended))
        {
            var reported = await Reported(unreported, ended, stick, cancel).ConfigureAwait(false);
            if (ended.Verdict != Verdict.Applied)
                return reported;
        }

        var open = _end.RecallForRollback();
        // A power cut while undoing: the next start finishes it and has what its receipt needs.
        if (open is not null)
        {
            _person.Know(open.Facts);
            _end.Remember(open);
        }

        _person.Tell(new StageStarted(Stage.Apply));
        using var awake = StaysAwake(() => { });
        var outcome = await _transaction.Rollback().ConfigureAwait(false);
        if (outcome.Refusal is { Code: RefusalCode.NothingToUndo } nothing)
            return NothingToUndo(nothing, stick);
        if (open is null)
        {
            var lost = new Refusal(RefusalCode.ReceiptNotWritten, "", "what belongs to the receipt of this application is lost");
            return new SessionOutcome(outcome.Verdict, outcome.Refusal) { Receipt = new("", null, lost) };
        }

        var facts = open.Facts with { Started = _host.Clock.GetUtcNow() };
        var taken = await _end.After(facts, outcome, stick, cancel).ConfigureAwait(false);
        ClearStaging();
        return taken;
    }

    // Asked for once more because the receipt of the first time found no stick: then it is sent, and that is what was wanted.
    private SessionOutcome NothingToUndo(Refusal nothing, SessionStick stick)
    {
        var sent = _end.SendKept(stick);
        return sent != ReceiptFate.None && _states.Read().Standing == Standing.Undone
            ? new(Verdict.Undone, null) { Receipt = sent }
            : SessionEnd.Refused(nothing) with { Receipt = sent };
    }

    // The private copies are wanted as long as an application is under way. What cannot be removed now the next staging removes:
    // the outcome stands.
    private void ClearStaging() => Fault.Try(() =>
    {
        if (_transaction.Pending() is null)
            _stager.Clear();
    });

    // What the checks gave, once nothing is in the way.
    private sealed record Judged(PreflightReport Report, CheckedPlan Plan, ReceiptFacts Facts, BackupSize Size);
}
