using System.Runtime.Versioning;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Why Windows wants a restart.</summary>
[SupportedOSPlatform("windows")]
internal static class PendingRestart
{
    /// <summary>
    /// Where Windows keeps the renames of its next start: pairs of source and target, an empty target for a file to be deleted.
    /// </summary>
    public const string SessionManager = @"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager";

    /// <summary>The value's name.</summary>
    public const string Renames = "PendingFileRenameOperations";

    private const string MoreRenames = "PendingFileRenameOperations2";
    private const string Windows = @"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\";
    private const string Netlogon = @"HKLM\SYSTEM\CurrentControlSet\Services\Netlogon";
    private const string Names = @"HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\";

    // Keys that are there as long as a restart is wanted. Source: Windows' servicing, Windows Update and Windows Installer, as
    // Microsoft's own tools look for them (Test-PendingReboot of Configuration Manager and of PowerShell's DSC resources).
    private static readonly (string Key, string Why)[] Keys =
    [
        (@"Component Based Servicing\RebootPending", "Windows has installed components"),
        (@"Component Based Servicing\RebootInProgress", "Windows is installing components"),
        (@"Component Based Servicing\PackagesPending", "Windows has components to install"),
        (@"WindowsUpdate\Auto Update\RebootRequired", "Windows Update has installed updates"),
        (@"WindowsUpdate\Auto Update\PostRebootReporting", "Windows Update has something to do after it"),
        (@"Installer\InProgress", "Windows Installer has begun something and not ended it"),
    ];

    /// <summary>The reason, or empty.</summary>
    public static string Reason(WindowsRegistry registry)
    {
        if (Keys.FirstOrDefault(one => WindowsRegistry.HasKey(Windows + one.Key)) is { Why: { } why })
            return why;
        if (Value(@"HKLM\SOFTWARE\Microsoft\Updates", "UpdateExeVolatile") is not (null or "0"))
            return "an update has begun";
        if (Value(Windows + "RunOnce", "DVDRebootSignal") is not null)
            return "a setup of Microsoft's goes on after it";
        if (Value(Netlogon, "JoinDomain") is not null || Value(Netlogon, "AvoidSpnSet") is not null)
            return "the machine joins a domain";
        var (name, next) = (Value(Names + "ActiveComputerName", "ComputerName"), Value(Names + "ComputerName", "ComputerName"));
        return name is not null && next is not null && !name.Equals(next, StringComparison.OrdinalIgnoreCase)
            ? $"the machine will be called {next}"
            : "";

        string? Value(string key, string name) => registry.Read(key, name, RegistryView.Bits64)?.Text;
    }

    /// <summary>
    /// The files that the next start replaces. Left-overs that are only to be deleted change nothing that runs.
    /// </summary>
    public static IReadOnlyList<string> Files() =>
        [.. new[] { Renames, MoreRenames }.SelectMany(list => WindowsRegistry.Strings(SessionManager, list)
            .Where((target, index) => index % 2 == 1 && target.Length > 0)).Select(Plain)];

    // "!" says that the target may be there; "\??\" begins a name of the kernel's.
    private static string Plain(string name) => name.TrimStart('!').Replace(@"\??\", "", StringComparison.Ordinal);
}
