using System.Runtime.Versioning;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Shared.Bundles;

namespace PatchKit.Qualification;

/// <summary>Everything on the machine whose name begins as ours do, found without the journal.</summary>
[SupportedOSPlatform("windows")]
internal static class Leftovers
{
    /// <summary>What is there, but for the journal.</summary>
    public static IReadOnlyList<string> Find(string journal)
    {
        var (data, drive) = (Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData),
            Path.GetPathRoot(Environment.SystemDirectory)!);
        var programs = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
        return
        [
            .. new[] { data, drive, programs }
                .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, $"{Thing.Mark}*"))
                .Where(path => path != journal),
            .. Keys(@"HKLM\SYSTEM\CurrentControlSet\Services", "service"),
            .. Keys(@"HKLM\SOFTWARE", "key"),
            .. InstallerDatabase.Products().Select(code => InstallerDatabase.Info(code, "InstalledProductName"))
                .Where(name => name?.StartsWith(Thing.Mark, StringComparison.OrdinalIgnoreCase) == true)
                .Select(name => $"product {name}"),
            .. WindowsRegistry.Strings(PendingRestart.SessionManager, PendingRestart.Renames)
                .Where(entry => entry.Contains($@"\{Thing.Mark}", StringComparison.OrdinalIgnoreCase))
                .Select(entry => $"rename {entry}"),
            .. new[] { Site.Account }.Where(LocalAccount.IsThere).Select(name => $"account {name}"),
        ];
    }

    private static IEnumerable<string> Keys(string key, string what) =>
        WindowsRegistry.SubKeys(key, RegistryView.Bits64)
            .Where(name => name.StartsWith(Thing.Mark, StringComparison.OrdinalIgnoreCase))
            .Select(name => $"{what} {name}");
}
