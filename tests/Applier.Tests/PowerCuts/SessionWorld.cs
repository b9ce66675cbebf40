using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared.Bundles;
using PatchKit.Tests.Applier.Applying;
using PatchKit.Tests.Applier.Staging;
using PatchKit.Tests.Shared.Bundles;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// The instrument of <see cref="PlanWorld"/> with a signed stick plugged in, as an image of files: whole sessions can be started on any image, as
/// after a restart. The stick is made once, by <see cref="StickBench"/>, with keys of its own.
/// </summary>
internal sealed class SessionWorld
{
    private readonly PlanWorld _plan = new();
    private readonly byte[] _root;

    public SessionWorld()
    {
        using var vendor = new StickBench();
        var contents = Contents();
        var manifest = ManifestOf(contents);
        var made = vendor.Make(plan => plan with { Manifest = manifest, Contents = contents, Named = manifest.Bundle }).Drive.Root;
        _root = vendor.FirstRoot;
        Stick = Path.Combine(Path.GetDirectoryName(_plan.Folder)!, "stick");
        var stick = Directory.EnumerateFiles(made, "*", SearchOption.AllDirectories)
            .Select(file => KeyValuePair.Create(Path.Combine(Stick, Path.GetRelativePath(made, file)), File.ReadAllBytes(file)))
            .ToList();
        Untouched = Instrument(_plan.Untouched).AddRange(stick);
        LastStepFails = Instrument(_plan.LastStepFails).AddRange(stick);
        State = _plan.Open(PowerCutDisk.Holding(Untouched).Inner).Places.State;
    }

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

        return disk.IsOff ? throw new PowerCutException() : await started;
    }

    /// <summary>One start of the Applier, with a person who agrees to everything.</summary>
    public async Task<SessionOutcome> Start(IFileSystem files, int hour, Action<SessionEvent>? told = null)
    {
        var instrument = Open(files);
        var person = new FakeOperator { OnEvent = told ?? (_ => { }) };
        person.Answer = question => question switch
        {
            ConsentQuestion => new ConsentAnswer(true, "Anna Rossi", "technician"),
            BackupQuestion backup => new BackupAnswer(backup.Places[0].Folder, WithOptional: true),
            RetryQuestion => false,
            _ => PlanWorld.Answer(instrument, question),
        };
        var host = new SessionHost(files, new SimulatedClock(StickBench.Now.AddHours(hour)), instrument, _root, "", "0.0.0-test", $"start {hour}")
        {
            Backups = new() { Workers = 1 },
        };
        var outcome = await new Session(host, person).Run(null, CancellationToken.None);
        return person.Events.OfType<Faulted>().FirstOrDefault() is { } fault ? throw new InvalidOperationException(fault.Detail) : outcome;
    }

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
    public IInstrument Open(IFileSystem files) => _plan.Open(files);

    private ImmutableDictionary<string, byte[]> Instrument(ImmutableDictionary<string, byte[]> image) =>
        image.RemoveRange(image.Keys.Where(path => path.StartsWith(_plan.Request.Content, StringComparison.Ordinal)));

    private Dictionary<string, byte[]> Contents()
    {
        var contents = _plan.Request.Files.ToDictionary(
            file => file.Path.Text, file => _plan.Untouched[file.Path.Under(_plan.Request.Content)], StringComparer.Ordinal);
        foreach (var own in new[] { "notices/n.en.md", "notices/n.it.md", "sbom.cdx.json" })
            contents[own] = TestManifest.Contents[own];
        return contents;
    }

    private BundleManifest ManifestOf(Dictionary<string, byte[]> contents)
    {
        var sample = TestManifest.Create(contents);
        const string Key = @"HKLM\SOFTWARE\Illumina\Instrument";
        return sample with
        {
            Products =
            [
                sample.Products[0] with
                {
                    Identity = [new RegistryProbe(Key, "Product") { EqualTo = "MiSeqDx" }],
                    SerialSource = new RegistrySource(Key, "SerialNumber"),
                    IdleGate = new()
                    {
                        RunFolders = [@"D:\Illumina\MiSeq Temp"],
                        FinishedMarkers = ["RTAComplete*", "CopyComplete*"],
                        QuietMinutes = 15,
                        Processes = ["MiSeqOperatingSoftware"],
                    },
                    BackupSet = new()
                    {
                        Mandatory = [@"C:\ProgramData\Illumina", @"C:\Program Files\Illumina\Universal Copy Service"],
                        Optional = [@"D:\Illumina\MiSeq Temp"],
                    },
                    Modes =
                    [
                        sample.Products[0].Modes[0] with
                        {
                            Detection = [new RegistryProbe(Key, "BootMode") { EqualTo = "Dx" }],
                            SoftwareVersion = new ProductSource("MiSeq Operating Software"),
                            Phases = _plan.Request.Phases,
                        },
                    ],
                },
            ],
        };
    }
}
