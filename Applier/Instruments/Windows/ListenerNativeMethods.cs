using System.Runtime.InteropServices;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>The table of TCP listeners. Source: iphlpapi.h, tcpmib.h.</summary>
internal static unsafe partial class ListenerNativeMethods
{
    public const int InterNetwork = 2;
    public const int InterNetworkV6 = 23;
    public const int ListenersWithOwner = 3;
    public const int InsufficientBuffer = 122;

    [LibraryImport("iphlpapi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int GetExtendedTcpTable(
        byte* table, ref uint size, [MarshalAs(UnmanagedType.Bool)] bool ordered, int family, int kind, uint reserved);

    /// <summary>MIB_TCPROW_OWNER_PID; the port's low 16 bits are in network order.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Row
    {
        public uint State;
        public uint Address;
        public uint Port;
        public uint RemoteAddress;
        public uint RemotePort;
        public uint ProcessId;
    }

    /// <summary>MIB_TCP6ROW_OWNER_PID.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Row6
    {
        public fixed byte Address[16];
        public uint Scope;
        public uint Port;
        public fixed byte RemoteAddress[16];
        public uint RemoteScope;
        public uint RemotePort;
        public uint State;
        public uint ProcessId;
    }
}
