using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// The list of processes, those of the console, their tokens, and the restart manager that knows who holds a file. Source:
/// tlhelp32.h, wincon.h, processthreadsapi.h, restartmanager.h.
/// </summary>
internal static unsafe partial class ProcessNativeMethods
{
    public const uint SnapshotProcesses = 2;
    public const int NoMoreFiles = 18;
    public const int MoreData = 234;
    public const int SessionKeyLength = 33;
    public const uint QueryLimitedInformation = 0x1000;
    public const uint TokenDuplicate = 0x2;
    public const uint TokenQuery = 0x8;

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial SafeFileHandle CreateToolhelp32Snapshot(uint flags, uint process);

    [LibraryImport("kernel32.dll", EntryPoint = "Process32FirstW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Process32First(SafeFileHandle snapshot, ref ProcessEntry entry);

    [LibraryImport("kernel32.dll", EntryPoint = "Process32NextW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Process32Next(SafeFileHandle snapshot, ref ProcessEntry entry);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial uint GetConsoleProcessList(uint* processes, uint count);

    [LibraryImport("rstrtmgr.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int RmStartSession(out uint session, uint flags, char* key);

    [LibraryImport("rstrtmgr.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int RmRegisterResources(
        uint session, uint fileCount, char** files, uint applicationCount, nint applications, uint serviceCount, nint services);

    [LibraryImport("rstrtmgr.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int RmGetList(uint session, out uint needed, ref uint count, Holder* holders, out uint reasons);

    [LibraryImport("rstrtmgr.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int RmEndSession(uint session);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial SafeProcessHandle OpenProcess(
        uint access, [MarshalAs(UnmanagedType.Bool)] bool inherited, uint process);

    [LibraryImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool OpenProcessToken(SafeProcessHandle process, uint access, out SafeAccessTokenHandle token);

    /// <summary>PROCESSENTRY32W.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ProcessEntry
    {
        public uint Size;
        public uint Usage;
        public uint ProcessId;
        public nuint DefaultHeap;
        public uint Module;
        public uint Threads;
        public uint Parent;
        public int Priority;
        public uint Flags;
        public fixed char Image[260];
    }

    /// <summary>RM_PROCESS_INFO.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Holder
    {
        public uint ProcessId;
        public uint StartedLow;
        public uint StartedHigh;
        public fixed char Name[256];
        public fixed char Service[64];
        public int Type;
        public uint Status;
        public uint Session;
        public int Restartable;
    }
}
