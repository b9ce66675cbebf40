using System.Collections.Immutable;
using System.Globalization;
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
    /// <summary>
    /// How long nothing was written to a run that has not ended until it counts as broken off: an instrument at work writes
    /// every few minutes.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromHours(24);

    // What lies behind a link is no part of the run.
    private static readonly EnumerationOptions Inside = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>
    /// Asks all of it; the first thing in the way is the finding. Runs that were perhaps broken off warn: a person decides.
    /// </summary>
    public IdleReport Run(IdleGate gate)
    {
        var left = ImmutableArray.CreateBuilder<LeftRun>();
        return Asked(() => new(Process(gate) ?? Service(instrument.Services.AnyPending()) ?? Machine(restarts: true)
            ?? Run(gate, left) ?? Enough(left), left.ToImmutable()));
    }

    /// <summary>
    /// Asks between two changes of a plan what could disturb it: control software, an installer, and its own services alone. A
    /// restart may be pending by then because the plan itself has asked for one.
    /// </summary>
    public IdleReport Between(IdleGate gate, IEnumerable<string> services) => Asked(() => new(Process(gate)
        ?? Service(services.FirstOrDefault(service => instrument.Services.Find(service)?.State == ServiceRunState.Pending))
        ?? Machine(restarts: false)
        ?? new(CheckId.Idle, FindingLevel.Pass, "no control software, no installer, no service of the plan between states"), []));

    private static IdleReport Asked(Func<IdleReport> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return new(Stop("unreadable", fault.Message, $"could not be read: {fault.Message}"), []);
        }
    }

    private static Finding Enough(ImmutableArray<LeftRun>.Builder left) => left.Count == 0
        ? new(CheckId.Idle, FindingLevel.Pass, "no run, no control software, no installer, no service between states")
        : new(CheckId.Idle, FindingLevel.Warn, string.Join("; ", left))
        {
            Facts = ["left", left[0].Name, left[0].Written, left.Count == 1 ? "" : left.Count - 1],
            Code = RefusalCode.NotIdle,
        };

    private Finding? Process(IdleGate gate) => instrument.Processes.Running()
        .FirstOrDefault(running => gate.Processes.Any(name => IsImage(running, name))) is { } process
            ? Stop("process", process, $"process {process} runs")
            : null;

    private static Finding? Service(string? pending) => pending is null
        ? null
        : Stop("service", pending, $"service {pending} is between two states") with { Passes = true };

    // An installer at work; and a restart that is pending, where that counts.
    private Finding? Machine(bool restarts) => instrument.Machine.Read() switch
    {
        { InstallerBusy: null } => Stop("unreadable", "installer", "whether an installer runs could not be read"),
        { InstallerBusy: true } => Stop("installer", "Windows Installer", "an installer is at work") with { Passes = true },
        _ when !restarts => null,
        { PendingRestart: null } => Stop("unreadable", "restart", "whether a restart is pending could not be read"),
        { PendingRestart.Length: > 0 } facts =>
            Stop("restart", facts.PendingRestart, $"a restart is pending: {facts.PendingRestart}"),
        _ => null,
    };

    private Finding? Run(IdleGate gate, ImmutableArray<LeftRun>.Builder left)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return gate.RunFolders
            .Where(folder => fileSystem.Directory.Exists(instrument.Places.OnHost(folder.Text)))
            .SelectMany(folder => fileSystem.Directory.EnumerateDirectories(instrument.Places.OnHost(folder.Text))
                .Order(StringComparer.Ordinal)
                .Select(run => Unfinished(run, $@"{folder}\{fileSystem.Path.GetFileName(run)}", gate, now, left)))
            .FirstOrDefault(finding => finding is not null);
    }

    private Finding? Unfinished(string run, string name, IdleGate gate, DateTime now, ImmutableArray<LeftRun>.Builder left)
    {
        var files = fileSystem.DirectoryInfo.New(run).EnumerateFiles().ToArray();
        var youngest = DateTime.MinValue;
        foreach (var marker in gate.FinishedMarkers)
        {
            var matches = files.Where(file => FileSystemName.MatchesSimpleExpression(marker, file.Name)).ToArray();
            if (matches.Length == 0)
                return Busy($"has no {marker}");
            youngest = matches.Select(file => file.Written()).Append(youngest).Max();
        }

        // A marker of the future has no age: the clock was changed, and how long the run has been quiet is not known.
        var age = now - youngest;
        return age >= TimeSpan.FromMinutes(gate.QuietMinutes) ? null
            : Busy(age < TimeSpan.Zero
                ? "was finished in the future, by this clock"
                : string.Create(CultureInfo.InvariantCulture, $"was finished {age.TotalMinutes:0} minutes ago"),
                age < TimeSpan.Zero ? null : age);

        // Written to within a day of this clock's time it is under way. Else a person has to say what it is.
        Finding? Busy(string seen, TimeSpan? ended = null)
        {
            var folder = fileSystem.DirectoryInfo.New(run);
            var (count, latest) = (0L, folder.Written());
            foreach (var inside in folder.EnumerateFileSystemInfos("*", Inside).Prepend(folder))
            {
                var written = inside.Written();
                count += inside is IFileInfo ? 1 : 0;
                latest = written > latest ? written : latest;
                if ((now - written).Duration() < Silence)
                {
                    var stop = Stop("run", name, $"run {name} {seen}", gate.QuietMinutes, new DateTimeOffset(written));
                    // A run that has ended is waited for by the minute.
                    return ended is { } gone
                        ? stop with
                        {
                            Facts =
                            [
                                .. stop.Facts, (long)gone.TotalMinutes, (long)Math.Ceiling(gate.QuietMinutes - gone.TotalMinutes),
                            ],
                        }
                        : stop;
                }
            }

            left.Add(new(name, seen, new DateTimeOffset(latest), count));
            return null;
        }
    }

    /// <summary>The same image, whether or not the machine writes the extension.</summary>
    private static bool IsImage(string running, string name) =>
        (running.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? running[..^4] : running)
            .Equals(name, StringComparison.OrdinalIgnoreCase);

    private static Finding Stop(string kind, string what, string seen, Fact? minutes = null, Fact? written = null) =>
        new(CheckId.Idle, FindingLevel.Stop, seen)
        {
            Facts = written is null ? [kind, what, minutes ?? ""] : [kind, what, minutes ?? "", written],
            Code = RefusalCode.NotIdle
        };
}

/// <summary>What the check found.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Left">Runs that have no end and to which nothing was written for a day.</param>
internal sealed record IdleReport(Finding Finding, ImmutableArray<LeftRun> Left)
{
    /// <summary>
    /// What is in the way when a person has said of these runs that they were broken off; null when nothing is.
    /// </summary>
    public Refusal? Refusal(IEnumerable<string> brokenOff) =>
        Finding.Level == FindingLevel.Stop || Left.Any(run => !brokenOff.Contains(run.Name, StringComparer.OrdinalIgnoreCase))
            ? Finding.Refusal
            : null;
}

/// <summary>A run without an end that nobody seems to be at work on.</summary>
/// <param name="Name">Its folder on the instrument.</param>
/// <param name="Seen">Why it does not count as ended.</param>
/// <param name="Written">When something in it was written last, by the instrument's clock.</param>
/// <param name="Files">How many files it holds.</param>
internal sealed record LeftRun(string Name, string Seen, DateTimeOffset Written, long Files)
{
    /// <summary>What was seen, in plain English.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"run {Name} {Seen}; {Files} files, the last one written {Written.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
