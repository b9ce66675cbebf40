using System.Runtime.Versioning;
using Microsoft.Win32;
using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Qualification.Parts;

/// <summary>Restarts: why Windows wants one, and that one was made.</summary>
[SupportedOSPlatform("windows")]
internal static class RestartClaims
{
    private const string Delayed = "pkq-delayed.txt";
    private const string Successor = "pkq-successor.txt";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Now("restart.same-run", "The machine's run has one name as long as it is not restarted", site =>
            Evidence.Of(site.Instrument.Machine.Boot() == site.Boot, $"{site.Boot}, then {site.Instrument.Machine.Boot()}")),
        Told("restart.components", "Windows' own components that want a restart are told",
            @"Component Based Servicing\RebootPending"),
        Told("restart.components-begun", "Windows' own components that are being installed are told",
            @"Component Based Servicing\RebootInProgress"),
        Told("restart.packages", "Windows' own components that are still to be installed are told",
            @"Component Based Servicing\PackagesPending"),
        Told("restart.updates", "Windows Update's wish for a restart is told", @"WindowsUpdate\Auto Update\RebootRequired"),
        Told("restart.updates-report", "What Windows Update does after a restart is told",
            @"WindowsUpdate\Auto Update\PostRebootReporting"),
        Told("restart.installer", "What Windows Installer has begun and not ended is told", @"Installer\InProgress"),
        Claim.Now("restart.fast-startup", "A policy that turns Fast Startup on or off is told", FastStartup),
        Claim.Now("restart.delayed", "A file that is held open is left to the next start, and its target is told", site =>
        {
            var (target, successor) = (site.File(Delayed, "old"), site.File(Successor, "new"));
            site.Journal.Make(ThingKind.Rename, successor, () => site.Instrument.RestartMoves!.Schedule(successor, target));
            var told = site.Instrument.Machine.Read().PendingFiles ?? [];
            return Evidence.Of(told.Contains(target, StringComparer.OrdinalIgnoreCase),
                told.Count == 0 ? "none is told" : string.Join(", ", told));
        }),
        Claim.Restarted("restart.replaced", "The next start has replaced the file", _ =>
        {
            var text = File.ReadAllText(Path.Combine(Site.Folder, Delayed));
            return Evidence.Of(text == "new" && !File.Exists(Path.Combine(Site.Folder, Successor)), $"it holds '{text}'");
        }),
        Claim.Restarted("restart.another-run", "After a restart the machine's run has another name", site =>
            Evidence.Of(site.Instrument.Machine.Boot() != site.Boot, $"{site.Boot}, then {site.Instrument.Machine.Boot()}")),
        Claim.Restarted("restart.none-pending", "After the restart the file is not pending any more", site =>
        {
            var told = site.Instrument.Machine.Read().PendingFiles;
            return Evidence.Of(told?.Any(file => file.Contains(Delayed, StringComparison.OrdinalIgnoreCase)) == false,
                told is null ? "not told" : $"{told.Count} files are pending");
        }),
    ];

    /// <summary>Whether a thing is needed after the restart.</summary>
    public static bool Stays(Thing thing) => thing.Kind == ThingKind.Rename || thing.Name == Site.Folder
        || thing.Name.EndsWith(Delayed, StringComparison.Ordinal) || thing.Name.EndsWith(Successor, StringComparison.Ordinal)
        || thing.Name.EndsWith(@"\PatchKit", StringComparison.Ordinal);

    // The policy says the opposite of what holds now.
    private static Evidence FastStartup(Site site)
    {
        const string policy = @"SOFTWARE\Policies\Microsoft\Windows\System";
        using (var there = Registry.LocalMachine.OpenSubKey(policy))
        {
            if (there is not null)
                return Evidence.NotRun($@"HKLM\{policy} is there already");
        }

        var before = site.Instrument.Machine.Read().FastStartup;
        site.Journal.Make(ThingKind.Key, policy, () =>
        {
            using var made = Registry.LocalMachine.CreateSubKey(policy, writable: true, RegistryOptions.Volatile);
            made.SetValue("HiberbootEnabled", before == true ? 0 : 1);
        });
        var told = site.Instrument.Machine.Read().FastStartup;
        Registry.LocalMachine.DeleteSubKeyTree(policy, throwOnMissingSubKey: false);
        var after = site.Instrument.Machine.Read().FastStartup;
        return Evidence.Of(before is not null && told == !before && after == before, $"{before}, then {told}, then {after}");
    }

    private static Claim Told(string id, string text, string source) => Claim.Now(id, text, site =>
    {
        var key = $@"SOFTWARE\Microsoft\Windows\CurrentVersion\{source}";
        if (WindowsRegistry.HasKey($@"HKLM\{key}"))
            return Evidence.NotRun("it is there already");
        if (PendingRestart.Reason(site.Registry) is { Length: > 0 } already)
            return Evidence.NotRun($"a restart is wanted already: {already}");
        site.Journal.Make(ThingKind.Key, key, () =>
        {
            // Gone after the next start whatever becomes of this program.
            using var made = Registry.LocalMachine.CreateSubKey(key, writable: true, RegistryOptions.Volatile);
        });
        var told = PendingRestart.Reason(site.Registry);
        Registry.LocalMachine.DeleteSubKeyTree(key, throwOnMissingSubKey: false);
        var after = PendingRestart.Reason(site.Registry);
        return Evidence.Of(told.Length > 0 && after.Length == 0, $"'{told}', then '{after}'");
    });
}
