using System.Runtime.InteropServices;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>What policies say of a program. Source: winsafer.h, winternl.h.</summary>
internal static unsafe partial class PolicyNativeMethods
{
    public const uint FullyTrusted = 0x40000;
    public const uint ByPath = 1;
    public const int LevelId = 1;
    public const int CodeIntegrity = 103;

    [LibraryImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SaferIdentifyLevel(uint count, CodeProperties* properties, out nint level, nint reserved);

    [LibraryImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SaferGetLevelInformation(nint level, int kind, void* value, uint size, out uint needed);

    [LibraryImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SaferCloseLevel(nint level);

    [LibraryImport("ntdll.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NtQuerySystemInformation(int kind, void* buffer, uint size, out uint needed);

    /// <summary>SAFER_CODE_PROPERTIES.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CodeProperties
    {
        public uint Size;
        public uint Checks;
        public char* Path;
        public nint File;
        public uint UiFlags;
        public fixed byte Hash[64];
        public uint HashSize;
        public long ImageSize;
        public uint HashKind;
        public byte* FileBytes;
        public nint Window;
        public uint TrustKind;
    }
}
