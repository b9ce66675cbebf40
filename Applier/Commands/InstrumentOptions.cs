using System.CommandLine;
using System.IO.Abstractions;
using System.Reflection;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Instruments.Rehearsal;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Applier.Sessions;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary>The options that say on which instrument and with which root a command works; the same for every command.</summary>
internal sealed class InstrumentOptions
{
    private const int CommitDigits = 10;

    private readonly Option<string?> _rehearsal = new("--rehearsal")
    {
        Description = "Work on a make-believe instrument in this folder instead of this machine. Everything then says REHEARSAL.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _root = new("--root")
    {
        Description = "Trust this root instead of the compiled one. Accepted together with --rehearsal alone.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _fault = new("--fault")
    {
        Description = "Play a fault at the N-th record of the journal: cut:N (the power goes when it stands on the disk), " +
            "torn:N (while it is written) or full:N (the disks are full from then on). Accepted together with --rehearsal alone.",
        HelpName = "FAULT",
    };

    /// <summary>The version of this program and the first digits of its commit: <c>0.1.0+4004912f33</c>.</summary>
    public static string Version { get; } = Short(FullVersion);

    /// <summary>The version of this program and its whole commit.</summary>
    public static string FullVersion =>
        typeof(InstrumentOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_rehearsal);
        command.Add(_root);
        command.Add(_fault);
    }

    /// <summary>Opens the instrument and the root that the command line names.</summary>
    public Result<SessionHost> Open(ParseResult line, IFileSystem files, TimeProvider clock)
    {
        var rehearsal = line.GetValue(_rehearsal);
        if (!PinnedRoot.Open(files, line.GetValue(_root), rehearsal is not null).TryGet(out var root, out var refusal)
            || !Disk(files, line.GetValue(_fault), rehearsal).TryGet(out var disk, out refusal)
            || !Instrument(disk.Files, clock, rehearsal).TryGet(out var instrument, out refusal))
        {
            return refusal;
        }

        return new SessionHost(
            disk.Files, clock, instrument.Machine, root.Bytes, root.Fingerprint.ToString(), Version,
                $"process {Environment.ProcessId}, user {Environment.UserName}");
    }

    private static string Short(string version) =>
        version.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus && version.Length > plus + CommitDigits + 1
            ? version[..(plus + 1 + CommitDigits)]
            : version;

    private static Result<Played> Disk(IFileSystem files, string? fault, string? rehearsal)
    {
        if (fault is null)
            return new Played(files);
        return rehearsal is null
            ? new Refusal(RefusalCode.Usage, "--fault", "a fault is played on a rehearsal instrument alone")
            : PlayedFault.Parse(fault, "--fault").Then<Played>(parsed => new Played(new FaultyDisk(files, rehearsal, parsed)));
    }

    // The struct keeps an interface inside a result, whose conversions C# does not allow for interfaces.
    private static Result<OpenedInstrument> Instrument(IFileSystem files, TimeProvider clock, string? rehearsal)
    {
        if (rehearsal is not null)
            return RehearsalInstrument.Open(files, rehearsal, clock)
                .Then<OpenedInstrument>(instrument => new OpenedInstrument(instrument));
        if (OperatingSystem.IsWindows())
            return WindowsInstrument.Open(files, clock).Then<OpenedInstrument>(instrument => new OpenedInstrument(instrument));
        return new Refusal(
            RefusalCode.PlatformUnfit, Environment.OSVersion.VersionString,
                "an instrument runs Windows; on another system use --rehearsal FOLDER");
    }

    private sealed record OpenedInstrument(IInstrument Machine);

    private sealed record Played(IFileSystem Files);
}
