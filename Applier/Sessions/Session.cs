using System.Collections.Immutable;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// The stages in order: discover, stage, identify, preflight, consent, backup, prove restore, apply, receipt. Each takes the
/// previous one's record and gives its own, or a refusal. The only class that knows all stages.
/// </summary>
/// <param name="host">The machine, the disk, the clock, the trusted root.</param>
/// <param name="person">Who answers.</param>
internal sealed class Session(SessionHost host, IOperator person)
{
    private readonly string _state = host.Instrument.Places.State;
    // Journal, logs, receipts, state files: bytes that are always wanted free.
    private const long Slack = 16 << 20;

    private readonly SessionEnd _end = new(host, person);
    private bool _changing;

    /// <summary>Goes through all stages. Never throws: whatever happens becomes the outcome.</summary>
    /// <param name="chosenStick">A folder named on the command line, or null to look at the removable drives.</param>
    /// <param name="cancel">The operator wants to stop: before the first change nothing happens, after it everything is
    /// undone.</param>
    public async Task<SessionOutcome> Run(string? chosenStick, CancellationToken cancel)
    {
        person.Tell(new Introduced(host.Version, host.RootFingerprint, host.Instrument.IsRehearsal));
        var outcome = await Locked(() => Applied(chosenStick, cancel)).ConfigureAwait(false);
        person.Tell(new SessionEnded(outcome));
        return outcome;
    }

    /// <summary>
    /// Takes back what was applied last, as long as its undo data are kept, and leaves a receipt of that. Never throws.
    /// </summary>
    /// <param name="chosenStick">Where the receipt goes: a folder, or null to look at the removable drives.</param>
    /// <param name="cancel">Stops asking for a stick. An undo is never stopped half-way.</param>
    public async Task<SessionOutcome> Rollback(string? chosenStick, CancellationToken cancel)
    {
        person.Tell(new Introduced(host.Version, host.RootFingerprint, host.Instrument.IsRehearsal));
        var outcome = await Locked(() => RolledBack(chosenStick, cancel)).ConfigureAwait(false);
        person.Tell(new SessionEnded(outcome));
        return outcome;
    }

    /// <summary>
    /// The stages up to the checks, on copies in a scratch folder: nothing of the instrument or the stick is changed, nothing is
    /// kept.
    /// </summary>
    /// <returns>Null when an update could begin, else what is in the way.</returns>
    public Refusal? Examine(string? chosenStick)
    {
        person.Tell(new Introduced(host.Version, host.RootFingerprint, host.Instrument.IsRehearsal));
        try
        {
            if (!ScratchFolder.Make(host.Files).TryGet(out var scratch, out var refusal))
                return refusal;
            using var removed = scratch;
            ScratchState.Copy(host.Files, _state, scratch.Path);
            person.Tell(new StageStarted(Stage.Discover));
            if (!new StickFinder(host.Files, host.Instrument.Drives).Find(chosenStick).TryGet(out var stick, out refusal)
                || !Staged(new Stager(host.Files, host.Clock, scratch.Path, host.Root), stick)
                    .TryGet(out var release, out refusal)
                || !Identified(release).TryGet(out var identified, out refusal))
            {
                return refusal;
            }

            person.Tell(new StageStarted(Stage.Preflight));
            return Checked(release, identified, reserve: false).Stop is { } stop ? RefusalOf(stop) : null;
        }
        catch (Exception e) when (MachineFaults.IsOne(e))
        {
            return new Refusal(e is IOException ? DiskFault.Code(e) : RefusalCode.AccessDenied, "", e.Message).With(e.Message);
        }
    }

    private async Task<SessionOutcome> Applied(string? chosenStick, CancellationToken cancel)
    {
        if (Transaction(null).Pending() is not null)
            return await Resume(chosenStick, cancel).ConfigureAwait(false);
        return _end.Unreported(Transaction(null)) is var (facts, ended)
            ? await Report(facts, ended, chosenStick, cancel).ConfigureAwait(false)
            : await FromTheStart(chosenStick, cancel).ConfigureAwait(false);
    }

    private async Task<SessionOutcome> Locked(Func<Task<SessionOutcome>> work)
    {
        var taken = await InstanceLock.TakeWhenFree(host.Files, _state, host.Who, host.Clock).ConfigureAwait(false);
        if (!taken.TryGet(out var held, out var refusal))
            return SessionEnd.Refused(refusal);
        using (held)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Stages that change something turn a cancel into an outcome of their own; here nothing was changed yet.
                return SessionEnd.Refused(
                    new Refusal(RefusalCode.Declined, "", "the operator stopped before anything was changed"));
            }
            catch (AnswerMissingException e)
            {
                return SessionEnd.Refused(new Refusal(RefusalCode.AnswerMissing, e.Key, "the answers file does not answer this")
                    .With(e.Key));
            }
            catch (Exception e) when (MachineFaults.IsOne(e))
            {
                return Broken(new Refusal(e is IOException ? DiskFault.Code(e) : RefusalCode.AccessDenied, "", e.Message)
                    .With(e.Message));
            }
            catch (Exception e)
            {
                // A fault of this program. The person gets a sentence, support gets the log; what was begun is finished or undone
                // next time.
                person.Tell(new Faulted(e.ToString()));
                return Broken(new Refusal(RefusalCode.Internal, e.GetType().Name, e.Message));
            }
        }
    }

    // Whatever stopped the session once changes could have been made leaves an instrument of which nothing good is claimed.
    private SessionOutcome Broken(Refusal refusal)
    {
        if (!_changing)
            return SessionEnd.Refused(refusal);
        return IsHalfWay() && refusal.Code != RefusalCode.Inconsistent
            ? new SessionOutcome(Verdict.HalfWay, refusal, InstrumentChange.HalfWay, "", "", null)
            : new SessionOutcome(Verdict.Inconsistent, refusal, InstrumentChange.Unknown, "", "", null);
    }

    // Whether journal and state can be read, and say that the next start goes on.
    private bool IsHalfWay()
    {
        try
        {
            return Transaction(null).Pending() is { Damage: null, Stage: not TransactionStage.Inconsistent };
        }
        catch (Exception e) when (MachineFaults.IsOne(e))
        {
            return false;
        }
    }

    private async Task<SessionOutcome> FromTheStart(string? chosenStick, CancellationToken cancel)
    {
        var started = host.Clock.GetUtcNow();
        person.Tell(new StageStarted(Stage.Discover));
        var found = await Again(() => new StickFinder(host.Files, host.Instrument.Drives).Find(chosenStick), cancel)
            .ConfigureAwait(false);
        if (!found.TryGet(out var stick, out var refusal))
            return SessionEnd.Refused(refusal);
        person.Tell(new StageEnded(Stage.Discover, stick.Id.Text, stick.Drive.Name));

        var stager = new Stager(host.Files, host.Clock, _state, host.Root);
        if (!Staged(stager, stick).TryGet(out var release, out refusal)
            || !Identified(release).TryGet(out var identified, out refusal))
        {
            stager.Clear();
            return SessionEnd.Refused(refusal);
        }

        var facts = FactsOf(release, identified, started);
        var outcome = await Addressed(release, identified, facts, stick, cancel).ConfigureAwait(false);
        ClearStaging();
        return outcome;
    }

    // The private copies are wanted as long as an application is under way. What cannot be removed now the next staging removes:
    // the outcome stands.
    private void ClearStaging()
    {
        try
        {
            if (Transaction(null).Pending() is null)
                new Stager(host.Files, host.Clock, _state, host.Root).Clear();
        }
        catch (Exception e) when (MachineFaults.IsOne(e))
        {
        }
    }

    private Result<StagedRelease> Staged(Stager stager, FoundStick stick)
    {
        person.Tell(new StageStarted(Stage.Stage));
        var staged = stager.Stage(stick,
            new Telling<(long Done, long Total)>(bytes => person.Tell(new BytesMoved(Stage.Stage, bytes.Done, bytes.Total))));
        if (!staged.TryGet(out var release, out _))
            return staged;
        person.Tell(new StageEnded(Stage.Stage, release.Bundle.Bundle.Text, $"{release.Signers.Length}"));
        if (release.ForeignFiles.Length > 0)
            person.Tell(new Noted(Note.ForeignFiles, string.Join(", ", release.ForeignFiles)));
        if (release.Time.IsBehind)
            person.Tell(
                new Noted(Note.ClockBehind, $"{release.Time.Clock:yyyy-MM-dd HH:mm}", $"{release.Time.Floor:yyyy-MM-dd HH:mm}"));
        return staged;
    }

    private Result<IdentifiedInstrument> Identified(StagedRelease release)
    {
        person.Tell(new StageStarted(Stage.Identify));
        var identified = new InstrumentIdentifier(new ProbeReader(host.Files, host.Instrument),
            new ValueReader(host.Files, host.Instrument))
            .Identify(release.Manifest);
        if (identified.TryGet(out var instrument, out _))
            person.Tell(
                new StageEnded(Stage.Identify, instrument.Product.Name, instrument.Serial.Text, instrument.Mode.Mode.Label()));
        return identified;
    }

    // From here on the stick is known to be genuine, so that a refusal leaves a receipt too, if it is for this instrument.
    private async Task<SessionOutcome> Addressed(
        StagedRelease release, IdentifiedInstrument identified, ReceiptFacts facts, FoundStick stick, CancellationToken cancel)
    {
        var request = RequestOf(release, identified);
        var (report, plan) = await Examined(release, identified, request, cancel).ConfigureAwait(false);
        if (report.Stop is
            { Code: RefusalCode.NotForThisInstrument or RefusalCode.NotForThisMode or RefusalCode.CounterLower } notOurs)
            return SessionEnd.Refused(RefusalOf(notOurs));
        if (!plan.IsDefaultOrEmpty && plan.All(step => step.AlreadySo))
            return await _end.AlreadyApplied(facts, plan, stick, cancel).ConfigureAwait(false);
        if (report.Stop is { } stop)
            return await _end.Stopped(facts, RefusalOf(stop), stick, cancel).ConfigureAwait(false);

        var (agreed, consent) = await Consented(release, identified, report, cancel).ConfigureAwait(false);
        if (!agreed)
            return await _end.Stopped(facts, new Refusal(RefusalCode.Declined, "", "the operator said no"), stick, cancel)
                .ConfigureAwait(false);
        facts = facts with { Operator = consent };

        var backup = await BackedUp(identified, request, cancel).ConfigureAwait(false);
        if (!backup.TryGet(out var proven, out var refusal))
            return await _end.Stopped(facts, refusal, stick, cancel).ConfigureAwait(false);
        facts = facts with { Backup = proven };

        var open = new OpenSession(facts, request, identified.Product.IdleGate);
        _end.Remember(open);
        return await Applied(open, stick, cancel).ConfigureAwait(false);
    }

    private async Task<(PreflightReport Report, ImmutableArray<PlannedStep> Plan)> Examined(
        StagedRelease release, IdentifiedInstrument identified, ApplyRequest request, CancellationToken cancel)
    {
        person.Tell(new StageStarted(Stage.Preflight));
        var report = Checked(release, identified, reserve: true);
        // A plan is only looked at on the right instrument: its checks run scripts of the bundle.
        var ours =
            report.Stop is not
            { Code: RefusalCode.NotForThisInstrument or RefusalCode.NotForThisMode or RefusalCode.CounterLower };
        var plan = ours ? await Transaction(null).Plan(request, cancel).ConfigureAwait(false) : [];
        person.Tell(new StageEnded(Stage.Preflight));
        return (report, plan);
    }

    private PreflightReport Checked(StagedRelease release, IdentifiedInstrument identified, bool reserve) =>
        new PreflightChecks(host.Files, host.Instrument, host.Clock).Run(
            new PreflightRequest(identified, release.Delivery, release.Manifest, release.Time, HighestCounter(identified),
                SpaceNeeded(identified, release), reserve),
            finding => person.Tell(new Checked(finding)));

    private async Task<(bool Agreed, ReceiptOperator? Operator)> Consented(
        StagedRelease release, IdentifiedInstrument identified, PreflightReport report, CancellationToken cancel)
    {
        person.Tell(new StageStarted(Stage.Consent));
        var answer = await person.Ask(new ConsentQuestion(Summary(release, identified, report)), cancel).ConfigureAwait(false);
        if (answer.Agreed)
            person.Tell(new StageEnded(Stage.Consent, answer.Name));
        return (answer.Agreed, new ReceiptOperator(answer.Name, answer.Role));
    }

    private ConsentSummary Summary(StagedRelease release, IdentifiedInstrument identified, PreflightReport report)
    {
        var notice = release.Manifest.Notices.TryGetValue(person.Language, out var path)
            ? host.Files.File.ReadAllText(path.Under(release.Content))
            : "";
        return new ConsentSummary(
            release.Manifest.Title,
            release.Manifest.Summary,
            notice,
            release.Delivery.Customer.Name,
            identified.Product.Name,
            identified.Serial.Text,
            identified.Mode.Mode,
            $"{identified.Mode.Software} {identified.SoftwareVersion}",
            [.. identified.Mode.Phases.Select(phase =>
                new PlannedPhase(phase.Title, [.. phase.Steps.Select(step => step.Title)]))],
            [.. report.Warnings.Select(finding => new Texts(person.Language).Of(finding))],
            release.Signers);
    }

    private async Task<Result<ReceiptBackup>> BackedUp(IdentifiedInstrument identified, ApplyRequest request,
        CancellationToken cancel)
    {
        var stage = new BackupStage(host, person);
        var answer = await person.Ask(stage.Offer(identified, cancel), cancel).ConfigureAwait(false);
        person.Tell(new StageStarted(Stage.Backup));
        var taken = await Again(() => stage.Take(identified, answer, cancel), cancel).ConfigureAwait(false);
        if (!taken.TryGet(out var backup, out var refusal))
            return refusal;
        person.Tell(new StageEnded(Stage.Backup, $"{backup.Manifest.Totals.Files}", backup.Folder));
        person.Tell(new StageStarted(Stage.ProveRestore));
        if (!stage.Prove(backup, cancel).TryGet(out var proven, out refusal))
            return refusal;
        person.Tell(new StageEnded(Stage.ProveRestore, $"{proven.Files}"));
        return proven;
    }

    private async Task<SessionOutcome> Applied(OpenSession open, FoundStick? stick, CancellationToken cancel)
    {
        person.Tell(new StageStarted(Stage.Apply));
        _changing = true;
        var outcome = await Transaction(open.IdleGate).Run(open.Request, cancel).ConfigureAwait(false);
        if (outcome.Verdict is Verdict.Applied or Verdict.AlreadyApplied)
            person.Tell(new StageEnded(Stage.Apply));
        return await _end.After(open.Facts, outcome, stick, cancel).ConfigureAwait(false);
    }

    // A start after a power cut or a wanted restart: the journal and the private copies say what to do; the stick is only for the
    // receipt.
    private async Task<SessionOutcome> Resume(string? chosenStick, CancellationToken cancel)
    {
        _changing = true;
        if (!_end.Recall().TryGet(out var open, out var refusal))
            return Broken(refusal);
        var stick = new StickFinder(host.Files, host.Instrument.Drives).Find(chosenStick).TryGet(out var found, out _)
            ? found
            : null;
        var outcome = await Applied(open, stick, cancel).ConfigureAwait(false);
        ClearStaging();
        return outcome;
    }

    // An earlier start brought the plan to its end, and the power or the disk failed before its receipt was kept.
    private async Task<SessionOutcome> Report(ReceiptFacts facts, ApplyOutcome ended, string? chosenStick,
        CancellationToken cancel)
    {
        person.Tell(new Noted(Note.Resuming));
        var stick = new StickFinder(host.Files, host.Instrument.Drives).Find(chosenStick).TryGet(out var found, out _)
            ? found
            : null;
        var outcome = await _end.After(facts, ended, stick, cancel).ConfigureAwait(false);
        ClearStaging();
        return outcome;
    }

    private async Task<SessionOutcome> RolledBack(string? chosenStick, CancellationToken cancel)
    {
        var transaction = Transaction(null);
        var open = _end.RecallForRollback(transaction);
        // A power cut while undoing: the next start finishes it and has what its receipt needs.
        if (open is not null)
            _end.Remember(open);
        person.Tell(new StageStarted(Stage.Apply));
        _changing = true;
        var outcome = await transaction.Rollback().ConfigureAwait(false);
        if (outcome.Refusal is { Code: RefusalCode.NothingToUndo } nothing)
            return SessionEnd.Refused(nothing);
        if (open is null)
        {
            var lost = new Refusal(RefusalCode.ReceiptNotWritten, "", "what belongs to the receipt of this application is lost");
            return new SessionOutcome(outcome.Verdict, outcome.Refusal ?? lost, outcome.Changed, "", "", null);
        }

        var stick = new StickFinder(host.Files, host.Instrument.Drives).Find(chosenStick).TryGet(out var found, out _)
            ? found
            : null;
        var ended = await _end.After(open.Facts with { Started = host.Clock.GetUtcNow() }, outcome, stick, cancel)
            .ConfigureAwait(false);
        ClearStaging();
        return ended;
    }

    // Before each change the instrument is asked once more whether it is idle: a run may have been started in the meantime.
    private Transaction Transaction(IdleGate? gate) => new(host.Files, host.Clock, host.Instrument, person, _state)
    {
        Gate = gate is null ? null : _ =>
            new IdleCheck(host.Files, host.Instrument, host.Clock).Run(gate) is { Level: FindingLevel.Stop } busy
            ? RefusalOf(busy)
            : null,
    };

    private ReceiptFacts FactsOf(StagedRelease release, IdentifiedInstrument identified, DateTimeOffset started) => new(
        release.Bundle,
        release.Manifest.Campaign,
        release.Manifest.Counter,
        release.Delivery,
        new(identified.Product.Product, identified.Serial, identified.Mode.Mode, identified.Mode.Software,
            identified.SoftwareVersion.Text, host.Instrument.Machine.Read().OsBuild ?? 0),
        identified.Product.Name,
        [.. identified.Mode.Phases.Select(phase => new ReceiptPhase(phase.Id, Done: false,
            [.. phase.Steps.Select(step => new ReceiptStep(step.Id, step.Kind, StepOutcome.Pending, ""))]))],
        Backup: null,
        Operator: null,
        started,
        release.Time.Floor,
        person.Language);

    private ApplyRequest RequestOf(StagedRelease release, IdentifiedInstrument identified) => new(
        release.Bundle, release.Manifest.Counter, identified.Mode.Phases, release.Manifest.Files, release.Content,
            person.Language);

    private long? HighestCounter(IdentifiedInstrument identified) =>
        new DeviceMemory(host.Files, _state).Read().TryGet(out var state, out _)
            && state.CounterOf(identified.Product.Product) is > 0 and var counter ? counter : null;

    // On the instrument's own disk: backup, its trial restore and the undo data each hold what is saved; the journal and logs are
    // small.
    private ImmutableArray<SpaceNeed> SpaceNeeded(IdentifiedInstrument identified, StagedRelease release)
    {
        var saved = new BackupStage(host, person).MandatoryBytes(identified, CancellationToken.None);
        var content = release.Manifest.Files.Sum(file => file.Length);
        return [new(_state, (3 * saved) + (2 * content) + Slack)];
    }

    private static Refusal RefusalOf(Finding finding) =>
        new(finding.Code, finding.Check.ToString(), finding.Seen) { Facts = finding.Facts };

    // What an operator can mend on the spot is asked again: a stick not plugged in, a full disk.
    private async Task<Result<T>> Again<T>(Func<Result<T>> attempt, CancellationToken cancel)
        where T : notnull
    {
        while (true)
        {
            var result = attempt();
            if (result.Refusal is not { } refusal || !IsMendable(refusal.Code)
                || !await person.Ask(new RetryQuestion(refusal), cancel).ConfigureAwait(false))
                return result;
        }
    }

    private static bool IsMendable(RefusalCode code) => code is RefusalCode.StickNotFound or RefusalCode.StickAmbiguous
        or RefusalCode.StickReadOnly or RefusalCode.StickGone or RefusalCode.SpaceLacking or RefusalCode.DiskFull;
}
