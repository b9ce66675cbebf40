using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Volumes and drives, renames at the next start, and the flush of the registry. Source: fileapi.h, winioctl.h, winbase.h,
/// winreg.h.
/// </summary>
internal static unsafe partial class DriveNativeMethods
{
    public const uint NoCriticalErrorBox = 0x1;
    public const uint Removable = 2;
    public const uint Fixed = 3;
    public const uint Remote = 4;
    public const uint ReadOnlyVolume = 0x80000;
    public const uint StorageQueryProperty = 0x2D1400;
    public const uint LockVolume = 0x90018;
    public const uint DismountVolume = 0x90020;
    public const uint ReplaceExisting = 0x1;
    public const uint DelayUntilRestart = 0x4;
    public const uint GenericReadWrite = 0xC0000000;
    public const int BusUsb = 7;
    public const int BusSd = 12;
    public const int BusMmc = 13;
    public const int NameLength = 261;

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetThreadErrorMode(uint mode, nint old);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial uint GetLogicalDrives();

    [LibraryImport("kernel32.dll", EntryPoint = "GetDriveTypeW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial uint GetDriveType(string root);

    [LibraryImport("kernel32.dll", EntryPoint = "GetVolumeInformationW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetVolumeInformation(
        string root, char* label, uint labelLength, out uint serial, out uint longestName, out uint flags, char* fileSystem,
            uint fileSystemLength);

    [LibraryImport("kernel32.dll", EntryPoint = "GetDiskFreeSpaceExW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetDiskFreeSpace(string root, out ulong free, out ulong total, out ulong freeOfAll);

    [LibraryImport("kernel32.dll", EntryPoint = "FindFirstVolumeW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial VolumeSearchHandle FindFirstVolume(char* name, uint length);

    [LibraryImport("kernel32.dll", EntryPoint = "FindNextVolumeW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FindNextVolume(VolumeSearchHandle search, char* name, uint length);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FindVolumeClose(nint search);

    [LibraryImport("kernel32.dll", EntryPoint = "GetVolumeNameForVolumeMountPointW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetVolumeName(string mountPoint, char* name, uint length);

    [LibraryImport("kernel32.dll", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial SafeFileHandle CreateFile(string name, uint access, uint share, nint security, uint creation,
        uint flags, nint template);

    [LibraryImport("advapi32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int RegFlushKey(SafeRegistryHandle key);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FlushFileBuffers(SafeFileHandle file);

    [LibraryImport("kernel32.dll", EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool MoveFileEx(string source, string target, uint flags);

    /// <summary>STORAGE_PROPERTY_QUERY; all zero asks for the device's descriptor.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PropertyQuery
    {
        public uint Property;
        public uint Query;
        public uint Additional;
    }

    /// <summary>STORAGE_DEVICE_DESCRIPTOR up to the bus.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DeviceDescriptor
    {
        public uint Version;
        public uint Size;
        public byte DeviceType;
        public byte DeviceTypeModifier;
        public byte RemovableMedia;
        public byte CommandQueueing;
        public uint VendorIdOffset;
        public uint ProductIdOffset;
        public uint ProductRevisionOffset;
        public uint SerialNumberOffset;
        public int Bus;
    }

    /// <summary>A search for volumes.</summary>
    public sealed class VolumeSearchHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        /// <inheritdoc/>
        protected override bool ReleaseHandle() => FindVolumeClose(handle);
    }
}
