using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PatchKit.Shared.Disks;

/// <summary>What .NET does not ask of a file on Windows. Source: fileapi.h, winbase.h, winioctl.h.</summary>
internal static unsafe partial class FileNativeMethods
{
    /// <summary>FILE_ATTRIBUTE_SPARSE_FILE.</summary>
    public const uint SparseFile = 0x200;

    /// <summary>FSCTL_SET_SPARSE.</summary>
    public const uint SetSparse = 0x900C4;

    /// <summary>FSCTL_QUERY_ALLOCATED_RANGES.</summary>
    public const uint QueryAllocatedRanges = 0x940CF;

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetFileInformationByHandle(SafeFileHandle file, out FileInformation about);

    [LibraryImport("kernel32.dll", EntryPoint = "GetFileAttributesExW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetFileAttributesEx(string path, int level, out FileAttributeData about);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetFileTime(SafeFileHandle file, nint created, nint read, in long written);

    [LibraryImport("kernel32.dll", EntryPoint = "CreateHardLinkW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CreateHardLink(string added, string existing, nint security);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool DeviceIoControl(
        SafeFileHandle device, uint code, void* input, uint inputLength, void* output, uint outputLength, out uint returned,
            nint overlapped);

    /// <summary>WIN32_FILE_ATTRIBUTE_DATA, each time in two halves.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FileAttributeData
    {
        public uint Attributes;
        public uint MadeLow;
        public uint MadeHigh;
        public uint ReadLow;
        public uint ReadHigh;
        public uint WrittenLow;
        public uint WrittenHigh;
        public uint SizeHigh;
        public uint SizeLow;
    }

    /// <summary>BY_HANDLE_FILE_INFORMATION, each time in two halves.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FileInformation
    {
        public uint Attributes;
        public uint MadeLow;
        public uint MadeHigh;
        public uint ReadLow;
        public uint ReadHigh;
        public uint WrittenLow;
        public uint WrittenHigh;
        public uint Volume;
        public uint SizeHigh;
        public uint SizeLow;
        public uint Names;
        public uint IndexHigh;
        public uint IndexLow;
    }
}
