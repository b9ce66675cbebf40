using System.Runtime.InteropServices;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>The service manager's calls. Source: winsvc.h.</summary>
internal static unsafe partial class ServiceNativeMethods
{
    public const uint ManagerConnect = 0x0001;
    public const uint ManagerEnumerate = 0x0004;
    public const uint QueryConfig = 0x0001;
    public const uint ChangeConfig = 0x0002;
    public const uint QueryStatus = 0x0004;
    public const uint EnumerateDependents = 0x0008;
    public const uint StartRight = 0x0010;
    public const uint StopRight = 0x0020;
    public const uint NoChange = 0xFFFFFFFF;
    public const uint StateAll = 3;
    public const uint Win32Services = 0x30;
    public const uint ControlStop = 1;
    public const int ProcessInfo = 0;
    public const uint ConfigFailureActions = 2;
    public const int ActionRestart = 1;

    public const int ErrorInvalidName = 123;
    public const int ErrorMoreData = 234;
    public const int ErrorInsufficientBuffer = 122;
    public const int ErrorServiceAlreadyRunning = 1056;
    public const int ErrorServiceDoesNotExist = 1060;
    public const int ErrorServiceCannotAcceptControl = 1061;
    public const int ErrorServiceNotActive = 1062;
    public const int ErrorServiceNeverStarted = 1077;

    [LibraryImport("advapi32.dll", EntryPoint = "OpenSCManagerW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial ServiceHandle OpenSCManager(string? machine, string? database, uint access);

    [LibraryImport("advapi32.dll", EntryPoint = "OpenServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial ServiceHandle OpenService(ServiceHandle manager, string name, uint access);

    [LibraryImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CloseServiceHandle(nint handle);

    [LibraryImport("advapi32.dll", EntryPoint = "GetServiceKeyNameW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetServiceKeyName(ServiceHandle manager, string displayName, char* name, ref uint length);

    [LibraryImport("advapi32.dll", EntryPoint = "QueryServiceConfigW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryServiceConfig(ServiceHandle service, byte* buffer, uint size, out uint needed);

    [LibraryImport("advapi32.dll", EntryPoint = "QueryServiceConfig2W", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryServiceConfig2(ServiceHandle service, uint what, byte* buffer, uint size, out uint needed);

    [LibraryImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryServiceStatus(ServiceHandle service, out ServiceStatus status);

    [LibraryImport("advapi32.dll", EntryPoint = "ChangeServiceConfigW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ChangeServiceConfig(
        ServiceHandle service, uint type, uint start, uint errorControl, string? path, string? group, nint tag,
        string? dependencies, string? account, string? password, string? displayName);

    [LibraryImport("advapi32.dll", EntryPoint = "StartServiceW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool StartService(ServiceHandle service, uint count, nint arguments);

    [LibraryImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ControlService(ServiceHandle service, uint control, out ServiceStatus status);

    [LibraryImport("advapi32.dll", EntryPoint = "EnumDependentServicesW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool EnumDependentServices(
        ServiceHandle service, uint state, byte* buffer, uint size, out uint needed, out uint count);

    [LibraryImport("advapi32.dll", EntryPoint = "EnumServicesStatusExW", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool EnumServicesStatusEx(
        ServiceHandle manager, int level, uint type, uint state, byte* buffer, uint size, out uint needed, out uint count,
            ref uint resume, string? group);

    [LibraryImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryServiceStatusEx(
        ServiceHandle service, int level, out ServiceStatusProcess status, uint size, out uint needed);

    /// <summary>SERVICE_STATUS_PROCESS.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ServiceStatusProcess
    {
        public ServiceStatus Status;
        public uint ProcessId;
        public uint Flags;
    }

    /// <summary>SERVICE_STATUS.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ServiceStatus
    {
        public uint Type;
        public uint State;
        public uint Accepted;
        public uint ExitCode;
        public uint SpecificExitCode;
        public uint CheckPoint;
        public uint WaitHint;
    }

    /// <summary>QUERY_SERVICE_CONFIGW.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ServiceConfig
    {
        public uint Type;
        public uint Start;
        public uint ErrorControl;
        public char* Path;
        public char* Group;
        public uint Tag;
        public char* Dependencies;
        public char* Account;
        public char* DisplayName;
    }

    /// <summary>SERVICE_FAILURE_ACTIONSW.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FailureActions
    {
        public uint ResetPeriod;
        public char* RestartMessage;
        public char* Command;
        public uint Count;
        public FailureAction* Actions;
    }

    /// <summary>SC_ACTION; the delay in milliseconds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FailureAction
    {
        public int Kind;
        public uint Delay;
    }

    /// <summary>ENUM_SERVICE_STATUSW.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DependentService
    {
        public char* Name;
        public char* DisplayName;
        public ServiceStatus Status;
    }

    /// <summary>ENUM_SERVICE_STATUS_PROCESSW.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ListedService
    {
        public char* Name;
        public char* DisplayName;
        public ServiceStatus Status;
        public uint ProcessId;
        public uint Flags;
    }
}
