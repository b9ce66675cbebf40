using System.IO.Abstractions;
using System.IO.Enumeration;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Preflight;

/// <summary>
/// Whether the instrument is idle: every run finished and quiet, no control software, no service between states, no installer, no
/// restart pending. What cannot be read counts as not idle. To be asked again just before the first change.
/// </summary>
/// <param name="fileSystem">The host's disk.</param>
/// <param name="instrument">The machine.</param>
/// <param name="time">The instrument's own clock: it dated the markers, so it tells their age, right or wrong.</param>
internal sealed class IdleCheck(IFileSystem fileSystem, IInstrument instrument, TimeProvider time)
{
    /// <summary>Asks all of it; the first thing in the way is the finding.</summary>
    public Finding Run(IdleGate gate)
    {
        try
        {
            return Process(gate) ?? Service() ?? Installer() ?? Run(gate, time.GetUtcNow())
                ?? new(CheckId.Idle, FindingLevel.Pass, "no run, no control software, no installer, no service between states");
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return Stop("unreadable", fault.Message, $"could not be read: {fault.Message}");
        }
    }

    private Finding? Process(IdleGate gate) => instrument.Processes.Running()
        .FirstOrDefault(running => gate.Processes.Any(name => IsImage(running, name))) is { } process
            ? Stop("process", process, $"process {process} runs")
            : null;

    private Finding? Service() =>
        instrument.Services.AnyPending() is { } service
            ? Stop("service", service, $"service {service} is between two states")
            : null;

    private Finding? Installer() => instrument.Machine.Read() switch
    {
        { InstallerBusy: null } => Stop("unreadable", "installer", "whether an installer runs could not be read"),
        { InstallerBusy: true } => Stop("installer", "", "an installer is at work"),
        { PendingRestart: null } => Stop("unreadable", "restart", "whether a restart is pending could not be read"),
        { PendingRestart.Length: > 0 } facts =>
            Stop("restart", facts.PendingRestart, $"a restart is pending: {facts.PendingRestart}"),
        _ => null,
    };

    private Finding? Run(IdleGate gate, DateTimeOffset now) => gate.RunFolders
        .Where(folder => fileSystem.Directory.Exists(instrument.Places.OnHost(folder.Text)))
        .SelectMany(folder => fileSystem.Directory.EnumerateDirectories(instrument.Places.OnHost(folder.Text))
            .Order(StringComparer.Ordinal)
            .Select(run => Unfinished(run, $@"{folder}\{fileSystem.Path.GetFileName(run)}", gate, now)))
        .FirstOrDefault(finding => finding is not null);

    private Finding? Unfinished(string run, string name, IdleGate gate, DateTimeOffset now)
    {
        var files = fileSystem.DirectoryInfo.New(run).EnumerateFiles().ToArray();
        var youngest = DateTime.MinValue;
        foreach (var marker in gate.FinishedMarkers)
        {
            var matches = files.Where(file => FileSystemName.MatchesSimpleExpression(marker, file.Name)).ToArray();
            if (matches.Length == 0)
                return Quiet($"run {name} has no {marker}");
            youngest = matches.Select(file => file.Written()).Append(youngest).Max();
        }

        // A marker of the future has no age: the clock was changed, and how long the run has been quiet is not known.
        var age = now.UtcDateTime - youngest;
        return age >= TimeSpan.FromMinutes(gate.QuietMinutes)
            ? null
            : Quiet(age < TimeSpan.Zero
                ? $"run {name} was finished in the future, by this clock"
                : $"run {name} was finished {age.TotalMinutes:0} minutes ago");

        Finding Quiet(string seen) => Stop("run", name, seen, gate.QuietMinutes);
    }

    /// <summary>The same image, whether or not the machine writes the extension.</summary>
    private static bool IsImage(string running, string name) =>
        (running.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? running[..^4] : running)
            .Equals(name, StringComparison.OrdinalIgnoreCase);

    private static Finding Stop(string kind, string what, string seen, Fact? minutes = null) =>
        new(CheckId.Idle, FindingLevel.Stop, seen) { Facts = [kind, what, minutes ?? ""], Code = RefusalCode.NotIdle };
}
