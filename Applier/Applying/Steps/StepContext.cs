using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>What a step works with.</summary>
/// <param name="Files">The disk.</param>
/// <param name="Time">The clock.</param>
/// <param name="Instrument">The machine.</param>
/// <param name="Operator">The person.</param>
/// <param name="Content">The bundle's files.</param>
/// <param name="Passwords">Passwords of this session.</param>
/// <param name="Patience">How long to wait.</param>
/// <param name="Language">The operator's language.</param>
/// <param name="UndoFolder">The step's own folder for undo data, on the host.</param>
/// <param name="LogFolder">Where the outputs of installers and scripts go, on the host.</param>
internal sealed record StepContext(
    IFileSystem Files,
    TimeProvider Time,
    IInstrument Instrument,
    IOperator Operator,
    BundleContent Content,
    Passwords Passwords,
    Patience Patience,
    string Language,
    string UndoFolder,
    string LogFolder)
{
    /// <summary>With less room than this, in bytes, a disk counts as full.</summary>
    private const long LeastRoom = 1 << 20;

    /// <summary>How long the script of a probe may take.</summary>
    private static readonly TimeSpan ScriptLimit = TimeSpan.FromMinutes(5);

    /// <summary>Asks probes.</summary>
    public ProbeReader Probes => field ??= new(Files, Instrument) { Scripts = Ask };

    /// <summary>Keeps the scripts of probes that an undo will ask again, when there is no stick any more.</summary>
    public void KeepScripts(IEnumerable<Probe> probes)
    {
        foreach (var probe in probes.OfType<ScriptProbe>())
            Content.Keep(Runnable(probe), UndoFolder);
    }

    // Nothing that it writes is kept, and before the first change no folder of its step is left either.
    private (string Script, ScriptRun Run) Ask(ScriptProbe probe)
    {
        var script = Runnable(probe);
        var file = Files.File.Exists(script.Under(UndoFolder)) ? Content.Kept(script, UndoFolder) : Content.Verified(script);
        var scratch = Files.Path.Combine(UndoFolder, "probe");
        try
        {
            var call = new ScriptCall(file, "check", scratch, Language, ScriptLimit);
            return (script.Text, Instrument.Scripts.Run(call, CancellationToken.None).GetAwaiter().GetResult());
        }
        finally
        {
            if (Files.Directory.Exists(scratch))
                Files.Directory.Delete(scratch, recursive: true);
            if (Files.Directory.Exists(UndoFolder) && !Files.Directory.EnumerateFileSystemEntries(UndoFolder).Any())
                Files.Directory.Delete(UndoFolder);
        }
    }

    private MediaPath Runnable(ScriptProbe probe) => Runnable(probe.Scripts)
        ?? throw new InstrumentFault(probe.Subject, "this machine can run none of the probe's scripts");

    /// <summary>The first of several scripts that the machine can run; null when it can run none.</summary>
    public MediaPath? Runnable(ImmutableArray<MediaPath> scripts) => scripts.Select(script => (MediaPath?)script)
        .FirstOrDefault(script => Instrument.Scripts.CanRun(Files.Path.GetExtension(script!.Value.Text)));

    /// <summary>
    /// The fault of an installer or script that failed: the disk's, where that has no room left, because such a failure can be
    /// gone on with once there is room.
    /// </summary>
    public Exception FailedProgram(ProgramObservation program, string reason) =>
        Drive.Of(UndoFolder, Instrument.Drives.List(), Files.Path) is { FreeBytes: < LeastRoom } full
            ? Fault.Full($"{program.Path}: {reason}; there is no room on {full.Name}")
            : new InstrumentFault(program.Path, reason) { Observed = program };

    /// <summary>Waits by the clock.</summary>
    public Task Wait(TimeSpan pause, CancellationToken cancel) => Task.Delay(pause, Time, cancel);
}
