using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ICSharpCode.SharpZipLib.Zip;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using Step = PatchKit.Shared.Bundles.Step;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// Looks at everything that support asks for, as far as it comes, and changes nothing: what cannot be looked at is left out. What
/// it says has passed the allow-list.
/// </summary>
/// <param name="host">The machine.</param>
/// <param name="person">Who is told; nothing is asked.</param>
/// <param name="program">The program, with its version and commit.</param>
internal sealed class Diagnosing(SessionHost host, IOperator person, string program)
{
    private const int MostLogs = 10;
    private static readonly DateTime FirstDay = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly InstrumentStateReader _states = new(host);

    /// <summary>The files of a diagnosis, each with its name.</summary>
    /// <param name="chosenStick">The stick's folder, or null to look at the removable drives.</param>
    /// <param name="cancel">Stops between two looks.</param>
    public async Task<ImmutableArray<DiagnosisFile>> Look(string? chosenStick, CancellationToken cancel) =>
        Files(await Seen(chosenStick, cancel).ConfigureAwait(false));

    /// <summary>
    /// The same of what is known already, and of the Applier's own records: no check is made and no question of the bundle asked,
    /// so that nothing of an instrument is touched that somebody else may have touched.
    /// </summary>
    /// <param name="release">The staged stick; null when an update is half-way: its own records say what there is.</param>
    /// <param name="identified">The instrument; null likewise.</param>
    public ImmutableArray<DiagnosisFile> LookFromAfar(StagedRelease? release, IdentifiedInstrument? identified) =>
        Files(new Sight { Release = release, Identified = identified });

    /// <summary>Where a diagnosis of this moment goes on a stick.</summary>
    /// <param name="stickRoot">The stick.</param>
    public string PlaceOn(string stickRoot) => host.Files.Path.Combine(StickLayout.Receipts.Under(stickRoot),
        host.Clock.GetUtcNow().UtcDateTime.ToString("'diagnosis-'yyyyMMdd'T'HHmmss'Z.zip'", CultureInfo.InvariantCulture));

    /// <summary>Writes the zip; nothing is written over.</summary>
    public Result<string> Write(string file, byte[] zip) => Fault.Guard<string>(file, () =>
    {
        if (host.Files.File.Exists(file))
            return new Refusal(RefusalCode.OutputExists, file, "there is a file of this name already");
        host.Files.Directory.CreateDirectory(host.Files.Path.GetDirectoryName(file)!);
        DurableFile.Write(host.Files, file, zip);
        return file;
    });

    private ImmutableArray<DiagnosisFile> Files(Sight seen)
    {
        var kept = SessionEnd.NewestFacts(host);
        var names = seen.Release is { Manifest: var manifest } ? BundleNames.Of(manifest) : kept?.Names ?? [];
        var serial = seen.Identified?.Serial ?? seen.Serial ?? kept?.Instrument.Serial;
        var allowed = new AllowList(serial is { } number ? [.. names, number.Text] : names);
        var diagnosis = Described(seen, allowed, serial);
        return
        [
            new(Diagnosis.FileName, Diagnosis.Format.Write(diagnosis)),
            new(Diagnosis.LogName, Log(new LogSieve(allowed, OwnWords()))),
        ];
    }

    /// <summary>One zip of them: the same files give the same bytes.</summary>
    public static byte[] Zip(ImmutableArray<DiagnosisFile> files)
    {
        using var output = new MemoryStream();
        using (var zip = new ZipOutputStream(output) { IsStreamOwner = false, UseZip64 = UseZip64.Off })
        {
            foreach (var file in files)
            {
                zip.PutNextEntry(new ZipEntry(file.Name) { DateTime = FirstDay, Size = file.Bytes.Length });
                zip.Write(file.Bytes, 0, file.Bytes.Length);
                zip.CloseEntry();
            }
        }

        return output.ToArray();
    }

    private async Task<Sight> Seen(string? chosenStick, CancellationToken cancel)
    {
        var sight = new Sight();
        try
        {
            if (_states.Read() is { Standing: Standing.Inconsistent or Standing.NotKnown } bad)
                sight.Stop(SessionGuard.NotFit(bad));
            if (SessionGuard.Restoring(host) is { } restoring)
                sight.Stop(restoring);
            if (!ScratchState.Make(host.Files, host.State).TryGet(out var scratch, out var refusal))
                return sight.Stop(refusal);
            using var removed = scratch;
            var first = new FirstStages(host, person);
            if (!new StickFinder(host.Files, host.Instrument.Drives).Find(chosenStick).TryGet(out var stick, out refusal)
                || !first.Staged(new Stager(host.Files, host.Clock, scratch.Path, host.Root), stick, cancel)
                    .TryGet(out var release, out refusal))
                return sight.Stop(refusal);
            sight.Release = release;
            Ask(sight, release.Manifest.Products.SelectMany(product =>
                product.Identity.Concat(product.Modes.SelectMany(mode => mode.Detection))));
            sight.Serial = release.Manifest.Products.Select(product => product.SerialSource)
                .Select(new ValueReader(host.Files, host.Instrument).Read)
                .Select(text => Token.TryParse<SerialNumber>(text, out var serial) ? serial : (SerialNumber?)null)
                .FirstOrDefault(serial => serial is not null);
            if (!first.Identified(release).TryGet(out var identified, out refusal))
                return sight.Stop(refusal);
            sight.Identified = identified;
            var size = new BackupStage(host.Files, host.Clock, host.Instrument, person, host.Backups).Measure(identified, cancel);
            sight.Report = first.Checked(release, identified, size, stick, reserve: false);
            if ((sight.Report.Stop?.Refusal ?? size.Unreadable) is { } stop)
                sight.Stop(stop);
            var transaction = new Transaction(host.Files, host.Clock, host.Instrument, person, host.State);
            if (sight.Report.IsNotOurs)
                return sight;
            var plan = await transaction.Plan(ApplyRequest.Of(release, identified, person.Language), cancel)
                .ConfigureAwait(false);
            sight.Seen.AddRange(plan.Steps.SelectMany(step => step.Seen.Observed.Concat(step.Condition?.Observed ?? [])));
            Ask(sight, identified.Mode.Phases.SelectMany(phase => phase.Steps).SelectMany(step => step.Proof.Concat(step.When))
                .Where(probe => probe is not ScriptProbe));
            return plan.IsSo || plan.Refusal is not { } never ? sight : sight.Stop(never);
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return sight.Stop(SessionGuard.OfMachine(fault));
        }
    }

    private void Ask(Sight sight, IEnumerable<Probe> probes)
    {
        var reader = new ProbeReader(host.Files, host.Instrument);
        sight.Seen.AddRange(probes.SelectMany(probe => reader.Ask(probe).Observed));
    }

    private Diagnosis Described(Sight seen, AllowList allowed, SerialNumber? serial)
    {
        var state = _states.Read();
        var plan = seen.Identified?.Mode.Phases ?? [];
        ImmutableArray<ReceiptPhase> phases = [.. plan.Select(phase => new ReceiptPhase(phase.Id, Done: false,
            [.. phase.Steps.Select(step => ReceiptStep.Pending(step.Id, step.Kind))]))];
        return new()
        {
            Schema = Diagnosis.SchemaVersion,
            Rehearsal = host.Instrument.IsRehearsal,
            Made = Whole(host.Clock.GetUtcNow()),
            Applier = program,
            Root = host.RootFingerprint,
            Situation = seen.Refusal is { } stop ? CodeOf(stop, state, seen.Identified) : null,
            Refusal = seen.Refusal is { } refusal ? allowed.Of(refusal, phases) : null,
            Journal = state.Journal,
            ReceiptsKept = state.ReceiptsKept,
            Instrument = Instrument(seen, serial),
            Machine = Machine(MachineCheck.Read(host.Instrument)),
            Drives = Drives(),
            Preflight = [.. (seen.Report?.Findings ?? []).Select(finding =>
                new ReceiptFinding(finding.Check, finding.Level, allowed.Of(finding.Facts)))],
            Seen = [.. seen.Seen.Select(allowed.Of).Distinct()],
            Trust = Trust(),
            Applications = Applications(allowed),
        };
    }

    private static string CodeOf(Refusal refusal, InstrumentState state, IdentifiedInstrument? here)
    {
        ImmutableArray<Step> steps = [.. (here?.Mode.Phases ?? []).SelectMany(phase => phase.Steps)];
        // As on the screen that refused.
        return new SessionOutcome(Verdict.Refused, refusal)
        {
            State = state,
            Mode = here is null ? 0 : here.Product.Modes.Select(mode => mode.Mode).ToImmutableArray().IndexOf(here.Mode.Mode) + 1,
            Step = steps.Select(step => step.Id.Text).ToImmutableArray().IndexOf(refusal.Place) + 1,
        }.Code.Text;
    }

    private DiagnosedInstrument? Instrument(Sight seen, SerialNumber? serial) => seen switch
    {
        { Identified: { } here } => new(here.Product.Product)
        {
            Serial = here.Serial,
            Mode = here.Mode.Mode,
            Software = here.SoftwareVersion,
        },
        { Release.Manifest.Products: [var only] } => new(only.Product) { Serial = serial },
        _ => SessionEnd.NewestFacts(host)?.Instrument is { } known
            ? new(known.Product) { Serial = known.Serial, Mode = known.Mode }
            : null,
    };

    private static DiagnosedMachine Machine(MachineFacts facts) => new()
    {
        OsBuild = facts.OsBuild,
        Elevated = facts.Elevated,
        RestartPending = Says(facts.PendingRestart),
        OtherModeHibernated = facts.OtherModeHibernated,
        FastStartup = facts.FastStartup,
        OnBattery = facts.OnBattery,
        BatteryPercent = facts.BatteryPercent,
        PolicyBlocks = Says(facts.BlockingPolicy),
        InstallerPolicyBlocks = Says(facts.InstallerPolicy),
        PowerShellPolicyBlocks = Says(facts.PowerShellPolicy),
        InstallerBusy = facts.InstallerBusy,
    };

    private static bool? Says(string? text) => text is null ? null : text.Length > 0;

    private ImmutableArray<DiagnosedDrive> Drives()
    {
        ImmutableArray<DiagnosedDrive> drives = [];
        Fault.Try(() => drives =
        [
            // A folder in a drive's place has a path, which may hold a user's name.
            .. host.Instrument.Drives.List().Select(drive => new DiagnosedDrive(
                drive.Name is [>= 'A' and <= 'Z', ':'] ? drive.Name : "?", drive.Removable, drive.ReadOnly, drive.FreeBytes,
                drive.TotalBytes)),
        ]);
        return drives;
    }

    private DiagnosedTrust Trust() => new DeviceMemory(host.Files, host.State).Read().TryGet(out var memory, out _)
        ? new(true, memory.Times.ToImmutableSortedDictionary(time => time.Role, time => time.Time), memory.Counters,
            memory.Withdrawn.Count, memory.Deliveries.Count, memory.Receipts)
        : new(false, ImmutableSortedDictionary<string, DateTimeOffset>.Empty, ImmutableSortedDictionary<string, long>.Empty, 0,
            0, 0);

    private ImmutableArray<DiagnosedApplication> Applications(AllowList allowed) =>
        AllApplications.Read(host.Files, host.Clock, new ApplicationFolders(host.Files, host.State)).TryGet(out var all, out _)
            ? [.. all.Applications.Select(one => Application(one, InstrumentStateReader.OfJournal(one, all).Journal, allowed))]
            : [];

    private static DiagnosedApplication Application(Application one, JournalPlace place, AllowList allowed)
    {
        var phases = allowed.Of(Applying.Application.Report(one.Steps));
        return new(
            one.Folder.Number, one.Request.Bundle, place, one.State.Starts, phases,
            [.. one.Records.Select(record => new DiagnosedRecord(Whole(record.At),
                JsonNamingPolicy.KebabCaseLower.ConvertName(record.GetType().Name))
                { Step = (record as StepRecord)?.Step })])
        {
            UndoneBecause = one.UndoReason is { } why ? allowed.Of(why, phases) : null,
        };
    }

    // The newest sessions, in their order.
    private byte[] Log(LogSieve sieve)
    {
        var lines = new StringBuilder();
        Fault.Try(() =>
        {
            var folder = host.Files.Path.Combine(host.State, "logs");
            if (!host.Files.Directory.Exists(folder))
                return;
            foreach (var file in host.Files.Directory.EnumerateFiles(folder, "session-*.jsonl").Order(StringComparer.Ordinal)
                .TakeLast(MostLogs))
            {
                foreach (var line in host.Files.File.ReadLines(file))
                    lines.Append(sieve.Line(line) is { } kept ? $"{kept}\n" : "");
            }
        });
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    private static HashSet<string> OwnWords() =>
    [
        .. new[]
        {
            typeof(Stage), typeof(CheckId), typeof(FindingLevel), typeof(StepOutcome), typeof(Note), typeof(Verdict),
            typeof(Standing), typeof(RefusalCode),
        }.SelectMany(Enum.GetNames).SelectMany(name => new[] { name, JsonNamingPolicy.KebabCaseLower.ConvertName(name) }),
        .. new[]
        {
            nameof(Introduced), nameof(StageStarted), nameof(StageEnded), nameof(BytesMoved), nameof(Checked),
            nameof(StepStarted), nameof(StepEnded), nameof(Noted), nameof(SupportKnown), nameof(Faulted), "Answered",
            nameof(SessionEnded),
        }.Select(JsonNamingPolicy.KebabCaseLower.ConvertName),
    ];

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    /// <summary>What was seen so far.</summary>
    private sealed class Sight
    {
        public StagedRelease? Release { get; set; }

        public SerialNumber? Serial { get; set; }

        public IdentifiedInstrument? Identified { get; set; }

        public PreflightReport? Report { get; set; }

        public List<Observation> Seen { get; } = [];

        public Refusal? Refusal { get; private set; }

        // The first thing in the way is the refusal; the others are looked at all the same.
        public Sight Stop(Refusal refusal)
        {
            Refusal ??= refusal;
            return this;
        }
    }
}

/// <summary>One file of a diagnosis.</summary>
/// <param name="Name">Its name in the zip.</param>
/// <param name="Bytes">What it holds.</param>
internal sealed record DiagnosisFile(string Name, byte[] Bytes);
