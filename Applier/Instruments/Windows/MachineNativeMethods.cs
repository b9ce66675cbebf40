using System.Runtime.InteropServices;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Windows' build and the machine's power. Source: wdm.h, winbase.h.</summary>
internal static unsafe partial class MachineNativeMethods
{
    [LibraryImport("ntdll.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int RtlGetVersion(ref VersionInfo version);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetSystemPowerStatus(out PowerStatus status);

    /// <summary>RTL_OSVERSIONINFOW.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct VersionInfo
    {
        public uint Size;
        public uint Major;
        public uint Minor;
        public uint Build;
        public uint Platform;
        public fixed char ServicePack[128];
    }

    /// <summary>SYSTEM_POWER_STATUS; 255 means unknown.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PowerStatus
    {
        public byte Line;
        public byte Battery;
        public byte Percent;
        public byte Saver;
        public uint Seconds;
        public uint FullSeconds;
    }
}
