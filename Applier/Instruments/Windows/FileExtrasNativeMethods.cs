using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Streams, short names and kinds of links, and the privilege to give a file away. Source: fileapi.h, securitybaseapi.h, winnt.h.
/// </summary>
internal static unsafe partial class FileExtrasNativeMethods
{
    /// <summary>INVALID_HANDLE_VALUE.</summary>
    public static readonly nint NoHandle = -1;

    public const int EndOfFile = 38;
    public const int InvalidParameter = 87;
    public const int InvalidFunction = 1;
    public const int NoMoreFiles = 18;
    public const int FileNotFound = 2;
    public const uint ReparsePoint = 0x400;
    public const uint MountPoint = 0xA0000003;
    public const uint TokenAdjust = 0x20;
    public const uint Enabled = 2;

    [LibraryImport("kernel32.dll", EntryPoint = "FindFirstStreamW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial nint FindFirstStream(string path, int level, out StreamData found, uint flags);

    [LibraryImport("kernel32.dll", EntryPoint = "FindNextStreamW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FindNextStream(nint search, out StreamData found);

    [LibraryImport("kernel32.dll", EntryPoint = "FindFirstFileW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial nint FindFirstFile(string path, out FindData found);

    [LibraryImport("kernel32.dll", EntryPoint = "FindNextFileW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FindNextFile(nint search, out FindData found);

    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FindClose(nint search);

    [LibraryImport("advapi32.dll", EntryPoint = "LookupPrivilegeValueW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool LookupPrivilegeValue(string? system, string name, out long privilege);

    [LibraryImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool AdjustTokenPrivileges(SafeAccessTokenHandle token,
        [MarshalAs(UnmanagedType.Bool)] bool disableAll, in OnePrivilege wanted, uint length, nint before, nint returned);

    /// <summary>WIN32_FIND_STREAM_DATA.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct StreamData
    {
        public long Size;
        public fixed char Name[296];
    }

    /// <summary>WIN32_FIND_DATAW, each time in two halves.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FindData
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
        public uint ReparseTag;
        public uint Reserved;
        public fixed char Name[260];
        public fixed char ShortName[14];
    }

    /// <summary>TOKEN_PRIVILEGES with one.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct OnePrivilege
    {
        public uint Count;
        public uint Low;
        public int High;
        public uint Attributes;
    }
}
