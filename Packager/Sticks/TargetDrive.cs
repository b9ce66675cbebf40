using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// The drive that a stick is written to. The root of a system's or of a fixed drive is never written to; a folder on one is, by
/// whoever wants a stick in a folder.
/// </summary>
internal static class TargetDrive
{
    // FAT keeps a file's length in 32 bits.
    private const long LongestOnFat = uint.MaxValue;
    private const string Mounts = "/proc/self/mounts";
    private const string Blocks = "/sys/class/block";

    /// <summary>Why this is no place for a stick, or null.</summary>
    public static Refusal? FaultFor(IFileSystem files, string target)
    {
        var full = files.Path.TrimEndingDirectorySeparator(files.Path.GetFullPath(target));
        var reason = OperatingSystem.IsWindows() ? OnWindows(files, full) : OnLinux(files, full);
        return reason is null ? null : new Refusal(RefusalCode.Usage, target, $"{reason}: a stick is never written to its root");
    }

    /// <summary>The longest file that its file system holds, in bytes; null where it holds any that a stick has.</summary>
    public static long? LongestFile(IDriveInfo drive) => Format(drive) switch
    {
        "vfat" or "msdos" or "fat" or "fat32" => LongestOnFat,
        _ => null,
    };

    /// <summary>
    /// Bytes that a file takes at least, and in steps of which: the largest of its file system where it is not told.
    /// </summary>
    public static long Cluster(IDriveInfo drive) => Format(drive) switch
    {
        "vfat" or "msdos" or "fat" or "fat32" => 32 << 10,
        "exfat" or "fuseblk" or "fuse" => 128 << 10,
        _ => 4 << 10,
    };

    private static string Format(IDriveInfo drive)
    {
        var format = "";
        // What has no format has no limit that is known.
        Fault.Try(() => format = drive.DriveFormat is { Length: > 0 } told ? told.ToUpperInvariant() : "");
        return format switch
        {
            "VFAT" => "vfat",
            "MSDOS" => "msdos",
            "FAT" => "fat",
            "FAT32" => "fat32",
            "EXFAT" => "exfat",
            "FUSEBLK" => "fuseblk",
            "FUSE" => "fuse",
            _ => "",
        };
    }

    private static string? OnWindows(IFileSystem files, string full)
    {
        if (files.Path.GetPathRoot(full) is not { Length: > 0 } root
            || files.Path.TrimEndingDirectorySeparator(root) != files.Path.TrimEndingDirectorySeparator(full))
            return null;
        var system = files.Path.GetPathRoot(Environment.SystemDirectory);
        return string.Equals(root, system, StringComparison.OrdinalIgnoreCase) ? "this is the system's drive"
            : files.DriveInfo.New(root).DriveType is DriveType.Removable ? null
            : "this is no removable drive";
    }

    // proc(5), sysfs-block: a partition's drive says whether it is removable; what hangs on USB is, whatever it says.
    private static string? OnLinux(IFileSystem files, string full)
    {
        if (full == "/")
            return "this is the system's drive";
        var device = "";
        Fault.Try(() => device = files.File.ReadLines(Mounts).Select(line => line.Split(' '))
            .LastOrDefault(parts =>
                parts is [_, var place, ..] && place.Replace("\\040", " ", StringComparison.Ordinal) == full)?[0] ?? "");
        if (!device.StartsWith("/dev/", StringComparison.Ordinal))
            return null;
        var fixedDrive = false;
        Fault.Try(() =>
        {
            var block = $"{Blocks}/{files.Path.GetFileName(device)}";
            var place = files.Directory.ResolveLinkTarget(block, returnFinalTarget: true)?.FullName ?? "";
            var of = files.File.Exists($"{place}/partition") ? files.Path.GetDirectoryName(place)! : place;
            fixedDrive = place.Length > 0 && !place.Contains("/usb", StringComparison.Ordinal)
                && !place.Contains("/virtual/", StringComparison.Ordinal)
                && files.File.ReadAllText($"{of}/removable").Trim() == "0";
        });
        return fixedDrive ? $"{device} is no removable drive" : null;
    }
}
