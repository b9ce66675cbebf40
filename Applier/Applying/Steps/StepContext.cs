using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

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

    /// <summary>Asks probes.</summary>
    public ProbeReader Probes { get; } = new(Files, Instrument);

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
