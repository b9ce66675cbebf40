using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text.Json.Nodes;
using PatchKit.Applier.Commands;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Instruments.Rehearsal;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Sessions;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Applying;
using PatchKit.Tests.Applier.Sessions;
using PatchKit.Tests.Applier.Staging;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// An instrument of <see cref="PlanWorld"/> with a signed stick plugged in, as an image of files: whole sessions can be started
/// on any image, as after a restart. The stick is made once, by <see cref="StickBench"/>, with keys of its own.
/// </summary>
internal sealed class SessionWorld
{
    private readonly PlanWorld _plan;
    private readonly byte[] _root;

    private SessionWorld(PlanWorld plan, Func<ExpectedInstrument, ImmutableArray<ExpectedInstrument>>? expects = null)
    {
        _plan = plan;
        using var vendor = new StickBench();
        var (manifest, contents) = plan.Bundle;
        var serial = JsonNode.Parse(
            plan.Untouched[Path.Combine(plan.Folder, MakeBelieveInstrument.FileName)])!["serial"]!.GetValue<string>();
        var made = vendor.Make(stick => stick with
        {
            Manifest = manifest,
            Contents = contents,
            Named = manifest.Bundle,
            Deliver = delivery => delivery with
            {
                Instruments = (expects ?? (own => [own]))(
                    new(plan.Product.Product, PatchKit.Shared.Values.Token.Of<SerialNumber>(serial), [plan.Mode])),
            },
        }).Drive.Root;
        _root = vendor.FirstRoot;
        Stick = Path.Combine(Path.GetDirectoryName(_plan.Folder)!, "stick");
        var stick = Directory.EnumerateFiles(made, "*", SearchOption.AllDirectories)
            .Select(file => KeyValuePair.Create(Path.Combine(Stick, Path.GetRelativePath(made, file)), File.ReadAllBytes(file)))
            .ToList();
        Untouched = Instrument(_plan.Untouched).AddRange(stick);
        LastStepFails = Instrument(_plan.LastStepFails).AddRange(stick);
        State = _plan.Open(PowerCutDisk.Holding(Untouched).Inner).Places.State;
    }

    /// <summary>One for each of <see cref="PlanWorld.All"/>.</summary>
    public static IReadOnlyDictionary<string, Lazy<SessionWorld>> All { get; } = PlanWorld.All.ToDictionary(
        plan => plan.Key, plan => new Lazy<SessionWorld>(() => new SessionWorld(plan.Value.Value)), StringComparer.Ordinal);

    /// <summary>The plan with every kind of step, in a folder of its own.</summary>
    public static SessionWorld WithEveryKind() => new(PlanWorld.WithEveryKind());

    /// <summary>The sample's MiSeqDx in Dx mode, with a stick that is for more than that.</summary>
    public static SessionWorld Expecting(Func<ExpectedInstrument, ImmutableArray<ExpectedInstrument>> expects) =>
        new(PlanWorld.All["miseqdx Dx"].Value, expects);

    /// <summary>The sample's RUO, which has to wait for its Dx.</summary>
    public static SessionWorld RuoAfterDx() => new(PlanWorld.RuoAfterDx());

    /// <summary>The plan and its instrument.</summary>
    public PlanWorld Plan => _plan;

    /// <summary>The folder that holds instrument and stick.</summary>
    public string Folder => Path.GetDirectoryName(Stick)!;

    /// <summary>The stick's folder.</summary>
    public string Stick { get; }

    /// <summary>The Applier's own folder.</summary>
    public string State { get; }

    /// <summary>Nothing is applied.</summary>
    public ImmutableDictionary<string, byte[]> Untouched { get; }

    /// <summary>Nothing is applied, and the last step will fail.</summary>
    public ImmutableDictionary<string, byte[]> LastStepFails { get; }

    /// <summary>Stands between a session and its instrument: nothing, unless a test wants to see what is asked.</summary>
    public Func<IInstrument, IInstrument> Ports { get; set; } = ports => ports;

    /// <summary>Stands between a session and its disk, likewise.</summary>
    public Func<IFileSystem, IFileSystem> Disk { get; set; } = files => files;

    /// <summary>Whether the person tries again what is in the way; not, unless a test mends it.</summary>
    public Func<RetryQuestion, bool> TriesAgain { get; set; } = _ => false;

    /// <summary>Whether the person has put back what differs after an undo; not, unless a test says so.</summary>
    public Func<RestoreAlteredQuestion, bool> PutsBack { get; set; } = _ => false;

    /// <summary>Whether the person knows that a run was broken off; not, unless a test says so.</summary>
    public Func<ConsentAnswer> Consents { get; set; } = () => new ConsentAnswer.Agreed(SerialTyped: null);

    /// <summary>Who the person says they are, and what they attest: everything, unless a test says otherwise.</summary>
    public Func<AttestationQuestion, AttestationAnswer> Attests { get; set; } = question => new(
        new("Anna Rossi", "technician") { Company = question.Known.Company },
        question.Sentences.ToImmutableSortedDictionary(asked => asked.Sentence, _ => true));

    /// <summary>Whom of local IT the person has told.</summary>
    public string? ToldIt { get; set; } = "Carlo Verdi";

    /// <summary>Whether the person has the checks made again; not, unless a test mends what is in the way.</summary>
    public Func<ChecksQuestion, bool> ChecksAgain { get; set; } = _ => false;

    /// <summary>Every question that was asked, those of steps too.</summary>
    public List<object> Asked { get; } = [];

    /// <summary>Sees each question before it is answered, those of steps aside.</summary>
    public Action<object> Answers { get; set; } = _ => { };

    /// <summary>Hears what will be asked, before anything is changed.</summary>
    public Func<Foreseen, PatchKit.Shared.Refusal?> Foresees { get; set; } = _ => null;

    /// <summary>What the person says of their own accord.</summary>
    public Func<Objection?> Objects { get; set; } = () => null;

    public Func<BrokenRunsQuestion, bool> KnowsBroken { get; set; } = _ => false;

    /// <summary>Whether the person says that the mode that comes first is done: yes, unless a test says otherwise.</summary>
    public Func<EarlierModeQuestion, bool> SaysDone { get; set; } = _ => true;

    /// <summary>Whether a fault of the program itself is what a test wants to see.</summary>
    public bool Breaks { get; set; }

    /// <summary>Waits just before each change, as for a person who decides whether to stop.</summary>
    public Func<CancellationToken, Task> Holds { get; set; } = _ => Task.CompletedTask;

    /// <summary>Ends when the person stops.</summary>
    public CancellationToken Stops { get; set; } = CancellationToken.None;

    /// <summary>How the instrument stands, as its own records tell it.</summary>
    public InstrumentState StateOn(IFileSystem files) => new InstrumentStateReader(Host(files, 0, Open(files))).Read();

    /// <summary>What is not the Applier's own on the instrument.</summary>
    public string Snapshot(IFileSystem files) => _plan.Snapshot(files);

    /// <summary>One start of the Applier on a disk that may lose its power; each start is an hour after the one before.</summary>
    public async Task<SessionOutcome> Start(PowerCutDisk disk, int hour, Action<SessionEvent>? told = null)
    {
        Task<SessionOutcome> started;
        try
        {
            started = Start(new PowerCutFileSystem(disk), hour, told);
            await started;
        }
        catch (InvalidOperationException) when (disk.IsOff)
        {
            // The session took the missing power for a fault of its own.
            throw new PowerCutException();
        }

        if (disk.IsOff)
            throw new PowerCutException();
        var outcome = await started;
        OneVerdict.Holds(outcome, disk.Inner, Stick);
        return outcome;
    }

    /// <summary>One start of the Applier, with a person who agrees to everything.</summary>
    public Task<SessionOutcome> Start(IFileSystem files, int hour, Action<SessionEvent>? told = null,
        SimulatedInstrument? instrument = null) =>
        Run(files, hour, told, instrument ?? Open(files), session => session.Run(null, Stops));

    /// <summary>One start with whichever operator.</summary>
    public Task<SessionOutcome> Start(IFileSystem files, int hour, IOperator person, CancellationToken cancel)
    {
        var instrument = Open(files);
        return new Session(Host(files, hour, instrument), new RehearsalOperator(person, instrument.Hand)).Run(null, cancel);
    }

    /// <summary>One rollback, with the same person.</summary>
    public Task<SessionOutcome> Rollback(IFileSystem files, int hour, SimulatedInstrument instrument,
        Action<SessionEvent>? told = null) =>
        Run(files, hour, told, instrument, session => session.Rollback(null, CancellationToken.None));

    /// <summary>A look, months later perhaps, whether all is still in force.</summary>
    public Task<SessionOutcome> LookAgain(IFileSystem files, int hour, Action<SessionEvent>? told = null)
    {
        files.Directory.CreateDirectory(files.Path.GetTempPath());
        return Run(files, hour, told, Open(files), session => session.StillInForce(null, Stops));
    }

    /// <summary>What a diagnosis would hold.</summary>
    public Task<ImmutableArray<DiagnosisFile>> Diagnose(IFileSystem files, int hour, SimulatedInstrument instrument)
    {
        files.Directory.CreateDirectory(files.Path.GetTempPath());
        return new Diagnosing(Host(files, hour, instrument), new FakeOperator(), "applier 0.0.0-test")
            .Look(null, CancellationToken.None);
    }

    private async Task<SessionOutcome> Run(IFileSystem files, int hour, Action<SessionEvent>? told,
        SimulatedInstrument instrument, Func<Session, Task<SessionOutcome>> verb)
    {
        var person = new FakeOperator
        {
            OnEvent = told ?? (_ => { }),
            Hold = Holds,
            Objects = Objects,
            Foresees = Foresees,
            Questions = Asked,
        };
        person.Answer = question => Answer(question);
        object? Answer(object question)
        {
            Answers(question);
            return question switch
            {
                OriginQuestion => true,
                ChecksQuestion checks => ChecksAgain(checks),
                AttestationQuestion attestation => Attests(attestation),
                LocalItQuestion => new LocalItAnswer(ToldIt),
                ConsentQuestion => Consents(),
                BackupQuestion backup => new BackupAnswer(backup.Places[0].Folder, WithOptional: true),
                RetryQuestion retry => TriesAgain(retry),
                RestoreAlteredQuestion altered => PutsBack(altered),
                BrokenRunsQuestion runs => KnowsBroken(runs),
                EarlierModeQuestion earlier => SaysDone(earlier),
                _ => null,
            };
        }

        var host = Host(files, hour, instrument);
        var outcome = await verb(new Session(host, PlanWorld.Person(instrument, person)));
        if (!Breaks && person.Events.OfType<Faulted>().FirstOrDefault() is { } fault)
            throw new InvalidOperationException(fault.Detail);
        OneVerdict.Holds(outcome, person.Events);
        return outcome;
    }

    private SessionHost Host(IFileSystem files, int hour, SimulatedInstrument instrument) =>
        new(Disk(files), new SimulatedClock(StickBench.Now.AddHours(hour)), Ports(instrument), _root, "", "0.0.0-test",
            $"start {hour}")
        {
            Backups = new() { Workers = 1 },
        };

    /// <summary>Puts instrument and stick on another file system, where they have to be.</summary>
    public void PutOn(IFileSystem files)
    {
        foreach (var (path, bytes) in Untouched)
        {
            files.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            files.File.WriteAllBytes(path, bytes);
            files.File.SetLastWriteTimeUtc(path, PowerCutDisk.Yesterday);
        }
    }

    /// <summary>The instrument as it is on a disk.</summary>
    public SimulatedInstrument Open(IFileSystem files) => _plan.Open(files);

    private ImmutableDictionary<string, byte[]> Instrument(ImmutableDictionary<string, byte[]> image) =>
        image.RemoveRange(image.Keys.Where(path => path.StartsWith(_plan.Request.Content, StringComparison.Ordinal)));
}
