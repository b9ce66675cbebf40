using System.Runtime.Versioning;
using Microsoft.Win32;
using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Qualification;

/// <summary>The renames of the next start, where one of ours is taken out again.</summary>
[SupportedOSPlatform("windows")]
internal static class PendingRenames
{
    private const string Key = @"SYSTEM\CurrentControlSet\Control\Session Manager";

    /// <summary>Whether one has this source.</summary>
    public static bool Has(string source) => WindowsRegistry.Strings(PendingRestart.SessionManager, PendingRestart.Renames)
        .Any(entry => entry.EndsWith(source, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes it out.</summary>
    public static void Remove(string source)
    {
        if (!Has(source))
            return;
        var all = WindowsRegistry.Strings(PendingRestart.SessionManager, PendingRestart.Renames);
        var others = all.Chunk(2).Where(pair => !pair[0].EndsWith(source, StringComparison.OrdinalIgnoreCase))
            .SelectMany(pair => pair).ToArray();
        using var key = Registry.LocalMachine.OpenSubKey(Key, writable: true)!;
        if (others.Length == 0)
            key.DeleteValue(PendingRestart.Renames, throwOnMissingValue: false);
        else
            key.SetValue(PendingRestart.Renames, others, RegistryValueKind.MultiString);
        key.Flush();
    }
}
