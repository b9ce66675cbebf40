using System.Globalization;
using System.IO.Abstractions;
using System.Runtime.Versioning;
using Microsoft.Win32;
using PatchKit.Shared.Disks;
using Native = PatchKit.Applier.Instruments.Windows.DriveNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>The volumes that have a letter. A stick that calls itself a fixed disk is told by its bus.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsDrives(IFileSystem files) : IDrives
{
    private const uint ShareAll = 7;
    private const uint OpenExisting = 3;

    /// <inheritdoc/>
    public IReadOnlyList<Drive> List()
    {
        // Without this Windows asks the operator, in a box of its own, to put a disk into an empty reader.
        Native.SetThreadErrorMode(Native.NoCriticalErrorBox, 0);
        return [.. Letters().Select(Read).OfType<Drive>().Select(drive => drive with { HoldsOtherSystem = HoldsWindows(drive) })];
    }

    /// <inheritdoc/>
    /// <remarks>Source: Unified Write Filter, UWF_Filter.CurrentEnabled; a Windows without it has no such class.</remarks>
    public string? Forgets() =>
        ManagementQuery.Values(@"root\standardcimv2\embedded", "UWF_Filter", "CurrentEnabled").Any(value => value is true)
            ? "the Unified Write Filter is on; local IT must switch it off for the visit"
            : null;

    /// <summary>
    /// Windows keeps what was written to the registry for some seconds (RegFlushKey, winreg.h), and flushes a whole volume for an
    /// administrator who opens it to write (FlushFileBuffers, fileapi.h). The hives SAM and SECURITY are Windows' own: no
    /// administrator may open them.
    /// </summary>
    public void Flush()
    {
        foreach (var hive in new[] { "SOFTWARE", "SYSTEM" })
        {
            using var key = Registry.LocalMachine.OpenSubKey(hive)
                ?? throw new InstrumentFault($@"HKLM\{hive}", "it cannot be opened");
            if (Native.RegFlushKey(key.Handle) is not 0 and var error)
                throw WindowsFault.Of($@"HKLM\{hive}", "RegFlushKey", error);
        }

        foreach (var letter in Letters().Where(letter => letter == System || TakesOurWrites(letter)))
        {
            using var volume = Native.CreateFile($@"\\.\{letter}:", Native.GenericReadWrite, ShareAll, 0, OpenExisting, 0, 0);
            if (volume.IsInvalid || !Native.FlushFileBuffers(volume))
                throw WindowsFault.OfLastCall($"{letter}:", "FlushFileBuffers");
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A volume that nobody has a file open on can be locked, and is dismounted then; its medium is not ejected, so that its
    /// letter stays for a person who looks at the receipt. Source: FSCTL_LOCK_VOLUME, FSCTL_DISMOUNT_VOLUME.
    /// </remarks>
    public string? Release(Drive stick)
    {
        using var volume = Native.CreateFile($@"\\.\{stick.Name}", Native.GenericReadWrite, ShareAll, 0, OpenExisting, 0, 0);
        if (volume.IsInvalid || !Native.FlushFileBuffers(volume))
            return WindowsFault.OfLastCall(stick.Name, "FlushFileBuffers").Reason;
        if (FileNativeMethods.DeviceIoControl(volume, Native.LockVolume, null, 0, null, 0, out _, 0))
            FileNativeMethods.DeviceIoControl(volume, Native.DismountVolume, null, 0, null, 0, out _, 0);
        return null;
    }

    // The system's own disk may be of any kind. Another one is not flushed when it is a stick that calls itself fixed, which may
    // be pulled at any moment, or when nothing can have been written to it: locked, without a file system, read-only.
    private static bool TakesOurWrites(char letter) => Native.GetDriveType($@"{letter}:\") == Native.Fixed
        && !IsOnAStickBus(letter) && Read(letter) is { ReadOnly: false };

    private static char System => char.ToUpperInvariant(Environment.GetFolderPath(Environment.SpecialFolder.Windows)[0]);

    /// <summary>Letters in use.</summary>
    public static IEnumerable<char> Letters()
    {
        var drives = Native.GetLogicalDrives();
        return Enumerable.Range(0, 26).Where(bit => (drives >> bit & 1) != 0).Select(bit => (char)('A' + bit));
    }

    private bool HoldsWindows(Drive drive) =>
        drive.Root[0] != System && files.File.Exists(drive.Root + @"Windows\System32\config\SYSTEM");

    private static Drive? Read(char letter)
    {
        var root = $@"{letter}:\";
        var type = Native.GetDriveType(root);
        if (type is not (Native.Removable or Native.Fixed or Native.Remote))
            return null;
        var label = stackalloc char[Native.NameLength];
        var fileSystem = stackalloc char[Native.NameLength];

        // No medium, no file system that this Windows knows, or a stick that was pulled just now: not a drive to speak of.
        if (!Native.GetVolumeInformation(root, label, Native.NameLength, out var serial, out _, out var flags, fileSystem,
            Native.NameLength)
            || !Native.GetDiskFreeSpace(root, out var free, out var total, out _))
        {
            return null;
        }

        return new(
            $"{letter}:",
            root,
            new string(label),
            serial.ToString("X8", CultureInfo.InvariantCulture),
            new string(fileSystem),
            type == Native.Removable || (type == Native.Fixed && IsOnAStickBus(letter)),
            (flags & Native.ReadOnlyVolume) != 0,
            (long)Math.Min(free, long.MaxValue),
            (long)Math.Min(total, long.MaxValue));
    }

    private static bool IsOnAStickBus(char letter)
    {
        using var volume = Native.CreateFile($@"\\.\{letter}:", 0, ShareAll, 0, OpenExisting, 0, 0);
        if (volume.IsInvalid)
            return false;
        var query = default(Native.PropertyQuery);
        var descriptor = default(Native.DeviceDescriptor);
        return FileNativeMethods.DeviceIoControl(
                volume, Native.StorageQueryProperty, &query, (uint)sizeof(Native.PropertyQuery), &descriptor,
                    (uint)sizeof(Native.DeviceDescriptor), out _, 0)
            && descriptor.Bus is (Native.BusUsb or Native.BusSd or Native.BusMmc);
    }
}
