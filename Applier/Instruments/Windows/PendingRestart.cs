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

    private const string Windows = @"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\";

    /// <summary>The reason, or empty.</summary>
    public static string Reason(WindowsRegistry registry)
    {
        if (WindowsRegistry.HasKey(Windows + @"Component Based Servicing\RebootPending"))
            return "Windows has installed components";
        if (WindowsRegistry.HasKey(Windows + @"WindowsUpdate\Auto Update\RebootRequired"))
            return "Windows Update has installed updates";
        if (registry.Read(@"HKLM\SOFTWARE\Microsoft\Updates", "UpdateExeVolatile", RegistryView.Bits64) is { Text: not "0" })
            return "an update has begun";
        return "";
    }

    /// <summary>
    /// The files that the next start replaces. Left-overs that are only to be deleted change nothing that runs.
    /// </summary>
    public static IReadOnlyList<string> Files() =>
        [.. WindowsRegistry.Strings(SessionManager, Renames).Where((target, index) => index % 2 == 1 && target.Length > 0)
            .Select(Plain)];

    // "!" says that the target may be there; "\??\" begins a name of the kernel's.
    private static string Plain(string name) => name.TrimStart('!').Replace(@"\??\", "", StringComparison.Ordinal);
}
