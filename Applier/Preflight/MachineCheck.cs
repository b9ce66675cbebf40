using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Preflight;

/// <summary>The checks that judge <see cref="MachineFacts"/>. A fact that could not be read counts as bad.</summary>
internal static class MachineCheck
{
    /// <summary>Stands in a sentence for a fact that could not be read.</summary>
    public const string Unreadable = "?";

    /// <summary>Below this the battery is too low, in percent: enough for several times the longest plan.</summary>
    public const int LowestBattery = 50;

    /// <summary>What .NET 10 runs on: Windows 10 version 1607, the build of LTSB 2016.</summary>
    public const int LowestOsBuild = 14393;

    /// <summary>The facts; when the machine does not tell them, every one of them is unreadable.</summary>
    public static MachineFacts Read(IInstrument instrument)
    {
        try
        {
            return instrument.Machine.Read();
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return new(Unreadable, null, null, null, null, null, null, null, null, null, null)
            {
                InstallerPolicy = null,
                PowerShellPolicy = null,
            };
        }
    }

    /// <summary>The Windows build.</summary>
    public static Finding OsBuild(MachineFacts machine, int lowest)
    {
        lowest = Math.Max(lowest, LowestOsBuild);
        var build = Number(machine.OsBuild);
        return machine.OsBuild >= lowest
            ? new(CheckId.OsBuild, FindingLevel.Pass, $"Windows build {build}") { Facts = [build] }
            : new(CheckId.OsBuild, FindingLevel.Stop, $"Windows build {build} ({machine.OsName}); the lowest is {lowest}")
            {
                Facts = [build, lowest, machine.OsName],
                Code = RefusalCode.PlatformUnfit,
            };
    }

    /// <summary>Administrator rights.</summary>
    public static Finding Rights(MachineFacts machine) => machine.Elevated == true
        ? new(CheckId.Rights, FindingLevel.Pass, "the program has administrator rights")
        : new(CheckId.Rights, FindingLevel.Stop,
            machine.Elevated is null ? "rights could not be read" : "the program has no administrator rights");

    /// <summary>
    /// A restart that is wanted. Windows' own reasons stop, and so does a file of the plan that waits to be replaced. Another
    /// program's file is only told: some ask for that at every start, and no restart would ever be enough.
    /// </summary>
    public static Finding PendingRestart(MachineFacts machine, ModeTarget mode, IPlaces places)
    {
        if (machine is not { PendingRestart: { } reason, PendingFiles: { } waiting })
            return Stop("could not be read", Unreadable);
        if (reason.Length > 0)
            return Stop(reason, reason);
        var plan = mode.Phases.SelectMany(phase => phase.Steps).SelectMany(step => step.ChangedFiles).Select(OnHost).ToArray();
        if (waiting.FirstOrDefault(file => plan.Contains(file, StringComparer.OrdinalIgnoreCase)) is { } ours)
            return Stop($"{ours} waits to be replaced", ours);
        return waiting is []
            ? new(CheckId.PendingRestart, FindingLevel.Pass, "no restart is pending")
            : new(CheckId.PendingRestart, FindingLevel.Warn, $"the next start replaces {string.Join(", ", waiting)}")
            {
                Facts = [string.Join(", ", waiting)],
            };

        // What has no place here does not wait for a restart either; its step will say so.
        string? OnHost(InstrumentPath file)
        {
            try
            {
                return places.OnHost(file.Text);
            }
            catch (InstrumentFault)
            {
                return null;
            }
        }

        static Finding Stop(string seen, string fact) =>
            new(CheckId.PendingRestart, FindingLevel.Stop, $"a restart is pending: {seen}") { Facts = [fact] };
    }

    /// <summary>The other boot mode, which may sleep on a volume that both mount.</summary>
    public static Finding OtherMode(MachineFacts machine) => (machine.OtherModeHibernated, machine.FastStartup) switch
    {
        (true, _) => new(CheckId.OtherMode, FindingLevel.Stop, "the other boot mode is hibernated") { Facts = ["hibernated"] },
        (false, false) => new(CheckId.OtherMode, FindingLevel.Pass, "the other boot mode is shut down; Fast Startup is off"),
        (false, true) => new(CheckId.OtherMode, FindingLevel.Warn, "Fast Startup is on: a shutdown of this mode hibernates"),
        _ => new(CheckId.OtherMode, FindingLevel.Stop, "whether the other boot mode sleeps could not be read")
        { Facts = [Unreadable] },
    };

    /// <summary>Mains, or enough battery.</summary>
    public static Finding Power(MachineFacts machine)
    {
        var percent = Number(machine.BatteryPercent);
        return (machine.OnBattery, machine.BatteryPercent) switch
        {
            (false, _) =>
                new(CheckId.Power, FindingLevel.Pass, "on mains")
                { Facts = ["mains", machine.BatteryPercent is null ? (Fact)"-" : percent] },
            (true, >= LowestBattery) => new(CheckId.Power, FindingLevel.Warn, $"on battery, {percent} %") { Facts = [percent] },
            _ => new(CheckId.Power, FindingLevel.Stop, $"on battery, {percent} %; the lowest is {LowestBattery} %")
            {
                Facts = [percent, LowestBattery],
            },
        };
    }

    /// <summary>
    /// A policy that blocks what the plan runs, or keeps an account that it gives to a service from logging on; one that blocks
    /// what the plan does not run is told.
    /// </summary>
    public static Finding Policy(MachineFacts machine, ModeTarget mode, IInstrument instrument)
    {
        var steps = mode.Phases.SelectMany(phase => phase.Steps).ToArray();
        var scripts = steps.OfType<RunScriptStep>().Select(step => step.Scripts)
            .Concat(steps.SelectMany(step => step.Proof.Concat(step.When)).OfType<ScriptProbe>().Select(probe => probe.Scripts))
            .ToArray();
        (string? Policy, bool Matters)[] all =
        [
            (machine.BlockingPolicy, scripts.Length > 0 || steps.Any(step => step is InstallerStep)),
            (machine.InstallerPolicy,
                steps.Any(step => step is RunInstallerStep { IsWindowsInstallers: true } or UninstallStep { Program: null })),
            (machine.PowerShellPolicy, scripts.Any(choice => choice.Any(script =>
                script.Text.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)))),
            (LogonPolicy(steps, instrument.Accounts), true),
            (Trial(scripts, instrument), true),
        ];
        var blocking = all.Where(one => one.Policy is not { Length: 0 }).OrderByDescending(one => one.Matters).ToArray();
        if (blocking is not [var (found, matters), ..])
            return new(CheckId.Policy, FindingLevel.Pass, "no policy blocks programs or scripts");
        var policy = found ?? Unreadable;
        return new(CheckId.Policy, matters ? FindingLevel.Stop : FindingLevel.Warn,
            $"a policy may block programs or scripts: {policy}")
        { Facts = [policy] };
    }

    // Of the kinds of scripts that the plan would run here, the first one that does not run.
    private static string? Trial(ImmutableArray<MediaPath>[] scripts, IInstrument instrument)
    {
        try
        {
            return scripts.SelectMany(choice => choice).Select(script => Path.GetExtension(script.Name).ToLowerInvariant())
                .Distinct().Where(instrument.Scripts.CanRun).Select(instrument.Machine.RefusesScripts)
                .FirstOrDefault(why => why is not null) ?? "";
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return null;
        }
    }

    private static string? LogonPolicy(Step[] steps, IAccounts accounts)
    {
        try
        {
            return steps.OfType<SetServiceStep>().Select(step => step.Account).OfType<string>()
                .Select(accounts.NoServiceLogon).FirstOrDefault(why => why is not null) ?? "";
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return null;
        }
    }

    /// <summary>
    /// Whether what is written stays, and the flush of the disks that will be asked for before a step is called proven; nothing
    /// is changed by it.
    /// </summary>
    public static Finding Disk(IDrives drives)
    {
        try
        {
            if (drives.Forgets() is { } why)
                return new(CheckId.Disk, FindingLevel.Stop, $"what is written is gone after a restart: {why}") { Facts = [why] };
            drives.Flush();
            return new(CheckId.Disk, FindingLevel.Pass, "the disks confirm that what was written has reached them");
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return new(CheckId.Disk, FindingLevel.Stop, $"the disks do not confirm what was written: {fault.Message}")
            { Facts = [fault.Message] };
        }
    }

    private static Fact Number(int? number) => number is { } known ? (Fact)known : Unreadable;
}
