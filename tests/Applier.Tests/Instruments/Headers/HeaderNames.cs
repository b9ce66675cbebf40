using PatchKit.Applier.Instruments.Windows;
using PatchKit.Qualification;
using PatchKit.Qualification.Packages;
using PatchKit.Shared.Disks;

namespace PatchKit.Tests.Applier.Instruments.Headers;

/// <summary>
/// What Windows' headers call what our declarations say: structures with their members in order, constants. A declaration that
/// is missing here fails the test.
/// </summary>
internal static class HeaderNames
{
    /// <summary>The calls of Windows that both programs share.</summary>
    public static readonly Type Files = typeof(DiskFlush).Assembly.GetType("PatchKit.Shared.Disks.FileNativeMethods", true)!;

    /// <summary>The qualification program's own calls, which are compiled into these tests as well.</summary>
    public static readonly Type[] Qualification =
        [typeof(LocalAccountNativeMethods), typeof(PackageNativeMethods), typeof(WindowNativeMethods)];

    /// <summary>The headers that hold all of it.</summary>
    public static readonly string[] Headers =
        ["winsock2.h", "ws2tcpip.h", "windows.h", "winternl.h", "ntsecapi.h", "lm.h", "iphlpapi.h", "tlhelp32.h",
            "restartmanager.h", "winioctl.h", "msi.h", "msiquery.h", "msidefs.h", "winsafer.h", "netfw.h"];

    /// <summary>Functions that these headers do not declare; the import library has them.</summary>
    public static readonly string[] Undeclared = ["RtlGetVersion"];

    /// <summary>A structure's name and its members; fewer members than it has: it is declared up to them.</summary>
    public static readonly IReadOnlyDictionary<Type, string> Structs = new Dictionary<Type, string>
    {
        [typeof(AccountNativeMethods.UserInfo)] = "USER_INFO_1 usri1_name usri1_password usri1_password_age usri1_priv " +
            "usri1_home_dir usri1_comment usri1_flags usri1_script_path",
        [typeof(AccountNativeMethods.LockoutInfo)] = "USER_MODALS_INFO_3 usrmod3_lockout_duration " +
            "usrmod3_lockout_observation_window usrmod3_lockout_threshold",
        [typeof(DriveNativeMethods.PropertyQuery)] = "STORAGE_PROPERTY_QUERY PropertyId QueryType AdditionalParameters",
        [typeof(DriveNativeMethods.DeviceDescriptor)] = "STORAGE_DEVICE_DESCRIPTOR Version Size DeviceType DeviceTypeModifier " +
            "RemovableMedia CommandQueueing VendorIdOffset ProductIdOffset ProductRevisionOffset SerialNumberOffset BusType",
        [typeof(JobNativeMethods.IdList)] =
            "JOBOBJECT_BASIC_PROCESS_ID_LIST NumberOfAssignedProcesses NumberOfProcessIdsInList " +
            "ProcessIdList",
        [Files.GetNestedType("FileInformation")!] = "BY_HANDLE_FILE_INFORMATION dwFileAttributes " +
            "ftCreationTime.dwLowDateTime ftCreationTime.dwHighDateTime ftLastAccessTime.dwLowDateTime " +
            "ftLastAccessTime.dwHighDateTime ftLastWriteTime.dwLowDateTime ftLastWriteTime.dwHighDateTime " +
            "dwVolumeSerialNumber nFileSizeHigh nFileSizeLow nNumberOfLinks nFileIndexHigh nFileIndexLow",
        [Files.GetNestedType("FileAttributeData")!] = "WIN32_FILE_ATTRIBUTE_DATA dwFileAttributes " +
            "ftCreationTime.dwLowDateTime ftCreationTime.dwHighDateTime ftLastAccessTime.dwLowDateTime " +
            "ftLastAccessTime.dwHighDateTime ftLastWriteTime.dwLowDateTime ftLastWriteTime.dwHighDateTime " +
            "nFileSizeHigh nFileSizeLow",
        [typeof(FileExtrasNativeMethods.StreamData)] = "WIN32_FIND_STREAM_DATA StreamSize cStreamName",
        [typeof(FileExtrasNativeMethods.FindData)] = "WIN32_FIND_DATAW dwFileAttributes " +
            "ftCreationTime.dwLowDateTime ftCreationTime.dwHighDateTime ftLastAccessTime.dwLowDateTime " +
            "ftLastAccessTime.dwHighDateTime ftLastWriteTime.dwLowDateTime ftLastWriteTime.dwHighDateTime " +
            "nFileSizeHigh nFileSizeLow dwReserved0 dwReserved1 cFileName cAlternateFileName",
        [typeof(FileExtrasNativeMethods.OnePrivilege)] = "TOKEN_PRIVILEGES PrivilegeCount Privileges[0].Luid.LowPart " +
            "Privileges[0].Luid.HighPart Privileges[0].Attributes",
        [typeof(ListenerNativeMethods.Row)] = "MIB_TCPROW_OWNER_PID dwState dwLocalAddr dwLocalPort dwRemoteAddr dwRemotePort " +
            "dwOwningPid",
        [typeof(ListenerNativeMethods.Row6)] = "MIB_TCP6ROW_OWNER_PID ucLocalAddr dwLocalScopeId dwLocalPort ucRemoteAddr " +
            "dwRemoteScopeId dwRemotePort dwState dwOwningPid",
        [typeof(LogonRightsNativeMethods.ObjectAttributes)] =
            "LSA_OBJECT_ATTRIBUTES Length RootDirectory ObjectName Attributes " +
            "SecurityDescriptor SecurityQualityOfService",
        [typeof(LogonRightsNativeMethods.UnicodeString)] = "LSA_UNICODE_STRING Length MaximumLength Buffer",
        [typeof(MachineNativeMethods.VersionInfo)] = "RTL_OSVERSIONINFOW dwOSVersionInfoSize dwMajorVersion dwMinorVersion " +
            "dwBuildNumber dwPlatformId szCSDVersion",
        [typeof(MachineNativeMethods.PowerStatus)] = "SYSTEM_POWER_STATUS ACLineStatus BatteryFlag BatteryLifePercent " +
            "Reserved1 BatteryLifeTime BatteryFullLifeTime",
        [typeof(PolicyNativeMethods.CodeProperties)] = "SAFER_CODE_PROPERTIES cbSize dwCheckFlags ImagePath hImageFileHandle " +
            "UrlZoneId ImageHash dwImageHashSize ImageSize HashAlgorithm pByteBlock hWndParent dwWVTUIChoice",
        [typeof(ProcessNativeMethods.ProcessEntry)] = "PROCESSENTRY32W dwSize cntUsage th32ProcessID th32DefaultHeapID " +
            "th32ModuleID cntThreads th32ParentProcessID pcPriClassBase dwFlags szExeFile",
        [typeof(ProcessNativeMethods.Holder)] = "RM_PROCESS_INFO Process.dwProcessId Process.ProcessStartTime.dwLowDateTime " +
            "Process.ProcessStartTime.dwHighDateTime strAppName strServiceShortName ApplicationType AppStatus TSSessionId " +
            "bRestartable",
        [typeof(ServiceNativeMethods.ServiceStatus)] = "SERVICE_STATUS dwServiceType dwCurrentState dwControlsAccepted " +
            "dwWin32ExitCode dwServiceSpecificExitCode dwCheckPoint dwWaitHint",
        [typeof(ServiceNativeMethods.ServiceConfig)] = "QUERY_SERVICE_CONFIGW dwServiceType dwStartType dwErrorControl " +
            "lpBinaryPathName lpLoadOrderGroup dwTagId lpDependencies lpServiceStartName lpDisplayName",
        [typeof(ServiceNativeMethods.FailureActions)] = "SERVICE_FAILURE_ACTIONSW dwResetPeriod lpRebootMsg lpCommand " +
            "cActions lpsaActions",
        [typeof(ServiceNativeMethods.FailureAction)] = "SC_ACTION Type Delay",
        [typeof(ServiceNativeMethods.DependentService)] = "ENUM_SERVICE_STATUSW lpServiceName lpDisplayName ServiceStatus",
        [typeof(ServiceNativeMethods.ServiceStatusProcess)] = "SERVICE_STATUS_PROCESS dwServiceType dwProcessId dwServiceFlags",
        // Its last two members are those of the longer status that it holds.
        [typeof(ServiceNativeMethods.ListedService)] = "ENUM_SERVICE_STATUS_PROCESSW lpServiceName lpDisplayName " +
            "ServiceStatusProcess ServiceStatusProcess.dwProcessId ServiceStatusProcess.dwServiceFlags",
        [typeof(WakeNativeMethods.Message)] = "MSG hwnd message wParam lParam time pt.x pt.y",
    };

    /// <summary>A class's constants: ours, theirs.</summary>
    public static readonly IReadOnlyDictionary<Type, string> Constants = new Dictionary<Type, string>
    {
        [typeof(AccountNativeMethods)] = "Success NERR_Success, ErrorLogonFailure ERROR_LOGON_FAILURE, ErrorMemberNotInAlias " +
            "ERROR_MEMBER_NOT_IN_ALIAS, ErrorMemberInAlias ERROR_MEMBER_IN_ALIAS, ErrorLogonTypeNotGranted " +
            "ERROR_LOGON_TYPE_NOT_GRANTED, UserNotFound NERR_UserNotFound, AccountDisabled UF_ACCOUNTDISABLE, IncludeIndirect " +
            "LG_INCLUDE_INDIRECT, NormalAccounts FILTER_NORMAL_ACCOUNT, LogonService LOGON32_LOGON_SERVICE, MaxLength " +
            "(int)MAX_PREFERRED_LENGTH, Lockout 3",
        [typeof(DriveNativeMethods)] =
            "NoCriticalErrorBox SEM_FAILCRITICALERRORS, Removable DRIVE_REMOVABLE, Fixed DRIVE_FIXED, " +
            "Remote DRIVE_REMOTE, ReadOnlyVolume FILE_READ_ONLY_VOLUME, StorageQueryProperty IOCTL_STORAGE_QUERY_PROPERTY, " +
            "LockVolume FSCTL_LOCK_VOLUME, DismountVolume FSCTL_DISMOUNT_VOLUME, " +
            "ReplaceExisting MOVEFILE_REPLACE_EXISTING, DelayUntilRestart MOVEFILE_DELAY_UNTIL_REBOOT, GenericReadWrite " +
            "GENERIC_READ|GENERIC_WRITE, BusUsb BusTypeUsb, BusSd BusTypeSd, BusMmc BusTypeMmc, NameLength MAX_PATH+1",
        [typeof(JobNativeMethods)] = "ProcessIds JobObjectBasicProcessIdList",
        [Files] = "SparseFile FILE_ATTRIBUTE_SPARSE_FILE, SetSparse FSCTL_SET_SPARSE, QueryAllocatedRanges " +
            "FSCTL_QUERY_ALLOCATED_RANGES",
        [typeof(FileExtrasNativeMethods)] = "EndOfFile ERROR_HANDLE_EOF, " +
            "InvalidParameter ERROR_INVALID_PARAMETER, InvalidFunction ERROR_INVALID_FUNCTION, NoMoreFiles " +
            "ERROR_NO_MORE_FILES, FileNotFound ERROR_FILE_NOT_FOUND, ReparsePoint FILE_ATTRIBUTE_REPARSE_POINT, MountPoint " +
            "IO_REPARSE_TAG_MOUNT_POINT, TokenAdjust TOKEN_ADJUST_PRIVILEGES, Enabled SE_PRIVILEGE_ENABLED",
        [typeof(ListenerNativeMethods)] = "InterNetwork AF_INET, InterNetworkV6 AF_INET6, ListenersWithOwner " +
            "TCP_TABLE_OWNER_PID_LISTENER, InsufficientBuffer ERROR_INSUFFICIENT_BUFFER",
        [typeof(LogonRightsNativeMethods)] = "ViewLocalInformation POLICY_VIEW_LOCAL_INFORMATION, CreateAccount " +
            "POLICY_CREATE_ACCOUNT, LookupNames POLICY_LOOKUP_NAMES, ObjectNameNotFound (int)0xC0000034",
        [typeof(MachineNativeMethods)] = "",
        // The header's list of kinds ends before it: its number stands in the documentation of NtQuerySystemInformation.
        [typeof(PolicyNativeMethods)] = "FullyTrusted SAFER_LEVELID_FULLYTRUSTED, ByPath SAFER_CRITERIA_IMAGEPATH, LevelId " +
            "SaferObjectLevelId, CodeIntegrity 103",
        [typeof(ProcessNativeMethods)] = "SnapshotProcesses TH32CS_SNAPPROCESS, NoMoreFiles ERROR_NO_MORE_FILES, MoreData " +
            "ERROR_MORE_DATA, SessionKeyLength CCH_RM_SESSION_KEY+1, QueryLimitedInformation " +
            "PROCESS_QUERY_LIMITED_INFORMATION, TokenDuplicate TOKEN_DUPLICATE, TokenQuery TOKEN_QUERY",
        [typeof(ProductNativeMethods)] = "MoreData ERROR_MORE_DATA, GuidLength MAX_GUID_CHARS+1, " +
            "NoMoreItems ERROR_NO_MORE_ITEMS, RevisionNumber PID_REVNUMBER, Template PID_TEMPLATE, " +
            "PatchFile MSIDBOPEN_PATCHFILE*sizeof(*MSIDBOPEN_READONLY), ForUser MSIINSTALLCONTEXT_USERUNMANAGED, " +
            "ForMachine MSIINSTALLCONTEXT_MACHINE, NetworkSources MSISOURCETYPE_NETWORK",
        [typeof(ServiceNativeMethods)] = "ManagerConnect SC_MANAGER_CONNECT, ManagerEnumerate SC_MANAGER_ENUMERATE_SERVICE, " +
            "QueryConfig SERVICE_QUERY_CONFIG, ChangeConfig SERVICE_CHANGE_CONFIG, QueryStatus SERVICE_QUERY_STATUS, " +
            "EnumerateDependents SERVICE_ENUMERATE_DEPENDENTS, StartRight SERVICE_START, StopRight SERVICE_STOP, NoChange " +
            "SERVICE_NO_CHANGE, StateAll SERVICE_STATE_ALL, Win32Services SERVICE_WIN32, ControlStop SERVICE_CONTROL_STOP, " +
            "ErrorInvalidName ERROR_INVALID_NAME, ErrorMoreData ERROR_MORE_DATA, ErrorInsufficientBuffer " +
            "ERROR_INSUFFICIENT_BUFFER, ErrorServiceAlreadyRunning ERROR_SERVICE_ALREADY_RUNNING, ErrorServiceDoesNotExist " +
            "ERROR_SERVICE_DOES_NOT_EXIST, ErrorServiceCannotAcceptControl ERROR_SERVICE_CANNOT_ACCEPT_CTRL, " +
            "ErrorServiceNotActive ERROR_SERVICE_NOT_ACTIVE, ProcessInfo SC_STATUS_PROCESS_INFO, " +
            "ConfigFailureActions SERVICE_CONFIG_FAILURE_ACTIONS, ActionRestart SC_ACTION_RESTART, ErrorServiceNeverStarted " +
            "ERROR_SERVICE_NEVER_STARTED",
        [typeof(LocalAccountNativeMethods)] = "",
        [typeof(WindowNativeMethods)] = "",
        // The header says it as a pointer, which no assertion takes.
        [typeof(PackageNativeMethods)] = "Create 3",
        [typeof(WakeNativeMethods)] = "Continuous ES_CONTINUOUS, SystemRequired ES_SYSTEM_REQUIRED, WindowProcedure " +
            "GWLP_WNDPROC, QueryEndSession WM_QUERYENDSESSION, Quit WM_QUIT, EndSession WM_ENDSESSION, " +
            "StandardInput STD_INPUT_HANDLE, ExtendedFlags ENABLE_EXTENDED_FLAGS, QuickEdit ENABLE_QUICK_EDIT_MODE",
    };
}
