using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Win32;
using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Qualification;

/// <summary>Removes what this program has made, and looks whether it is gone; what was never made is no fault.</summary>
[SupportedOSPlatform("windows")]
internal static class Removal
{
    // What a script of a start that was killed has left at work holds its folder; none of them takes longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <summary>Removes it.</summary>
    public static void Remove(Thing thing)
    {
        switch (thing.Kind)
        {
            case ThingKind.File:
                if (File.Exists(thing.Name))
                {
                    File.SetAttributes(thing.Name, FileAttributes.Normal);
                    File.Delete(thing.Name);
                }

                break;
            case ThingKind.Folder:
                WhenFree(() =>
                {
                    if (Directory.Exists(thing.Name))
                        Tree(thing.Name);
                });
                break;
            case ThingKind.Service:
                RemoveService(thing.Name);
                break;
            case ThingKind.Key:
                Registry.LocalMachine.DeleteSubKeyTree(thing.Name, throwOnMissingSubKey: false);
                break;
            case ThingKind.Account:
                LocalAccount.Remove(thing.Name);
                break;
            case ThingKind.Product:
                if (InstallerDatabase.IsInstalled(thing.Name))
                    Tool.Run("msiexec.exe", $"/x {thing.Name} /qn /norestart");
                break;
            case ThingKind.Rename:
                PendingRenames.Remove(thing.Name);
                break;
            case ThingKind.Disk:
                VirtualDisk.Detach(thing.Name);
                break;
            case ThingKind.FirewallProfile:
                FirewallSwitch.PutBack(thing.Name);
                break;
        }
    }

    /// <summary>Whether it is there.</summary>
    public static bool IsThere(Thing thing) => thing.Kind switch
    {
        ThingKind.File => File.Exists(thing.Name),
        ThingKind.Folder => Directory.Exists(thing.Name),
        ThingKind.Service => ServiceManager.Find(thing.Name) is not null,
        ThingKind.Key => WindowsRegistry.HasKey($@"HKLM\{thing.Name}"),
        ThingKind.Account => LocalAccount.IsThere(thing.Name),
        ThingKind.Product => InstallerDatabase.IsInstalled(thing.Name),
        ThingKind.Rename => PendingRenames.Has(thing.Name),
        ThingKind.FirewallProfile => !FirewallSwitch.Stands(thing.Name),
        _ => false,
    };

    // A service that does not stop is ended: it is ours.
    private static void RemoveService(string name)
    {
        if (ServiceManager.Find(name) is null)
            return;
        Tool.Run("sc.exe", $"failure {name} reset= 0 actions= \"\"");
        if (ServiceManager.ProcessOf(name) is { } id)
            End((int)id);
        Tool.Run("sc.exe", $"delete {name}");
        for (var began = Stopwatch.StartNew(); began.Elapsed < Patience && ServiceManager.Find(name) is not null;)
            Thread.Sleep(200);
    }

    private static void WhenFree(Action remove)
    {
        for (var began = Stopwatch.StartNew(); ;)
        {
            try
            {
                remove();
                return;
            }
            catch (IOException) when (began.Elapsed < Patience)
            {
                Thread.Sleep(500);
            }
        }
    }

    /// <summary>Ends a process of ours.</summary>
    public static void End(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit(Patience);
        }
        catch (ArgumentException)
        {
            // It has ended in the meantime.
        }
    }

    // Links are removed and never followed; read-only files too.
    private static void Tree(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            entry.Attributes &= ~FileAttributes.ReadOnly;
            if (entry is DirectoryInfo && (entry.Attributes & FileAttributes.ReparsePoint) == 0)
                Tree(entry.FullName);
            else
                entry.Delete();
        }

        Directory.Delete(folder);
    }
}
