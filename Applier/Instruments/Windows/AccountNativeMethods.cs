using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Calls on local accounts and groups. Source: lmaccess.h, winbase.h. The Net calls return an error number, 0 for success.
/// </summary>
internal static unsafe partial class AccountNativeMethods
{
    public const int Success = 0;
    public const int ErrorLogonFailure = 1326;
    public const int ErrorMemberNotInAlias = 1377;
    public const int ErrorMemberInAlias = 1378;
    public const int ErrorLogonTypeNotGranted = 1385;
    public const int UserNotFound = 2221;
    public const uint AccountDisabled = 0x2;
    public const uint IncludeIndirect = 0x1;
    public const uint NormalAccounts = 0x2;
    public const int LogonService = 5;
    public const int MaxLength = -1;
    public const int Lockout = 3;

    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetUserGetInfo(string? server, string name, int level, out nint buffer);

    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetUserEnum(
        string? server, int level, uint filter, out nint buffer, int length, out uint read, out uint total, nint resume);

    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetUserGetLocalGroups(
        string? server, string name, int level, uint flags, out nint buffer, int length, out uint read, out uint total);

    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetUserGetGroups(
        string? server, string name, int level, out nint buffer, int length, out uint read, out uint total);

    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetLocalGroupEnum(string? server, int level, out nint buffer, int length, out uint read,
        out uint total, nint resume);

    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetLocalGroupGetMembers(
        string? server, string group, int level, out nint buffer, int length, out uint read, out uint total, nint resume);

    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetLocalGroupAddMembers(string? server, string group, int level, byte** sids, uint count);

    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetLocalGroupDelMembers(string? server, string group, int level, byte** sids, uint count);

    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetUserModalsGet(string? server, int level, out nint buffer);

    [LibraryImport("netapi32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetApiBufferFree(nint buffer);

    [LibraryImport("advapi32.dll", EntryPoint = "LogonUserW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool LogonUser(string name, string? domain, string password, int type, int provider,
        out SafeAccessTokenHandle token);

    /// <summary>USER_MODALS_INFO_3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct LockoutInfo
    {
        public uint Duration;
        public uint Window;
        public uint Threshold;
    }

    /// <summary>USER_INFO_1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct UserInfo
    {
        public char* Name;
        public char* Password;
        public uint PasswordAge;
        public uint Privilege;
        public char* HomeFolder;
        public char* Comment;
        public uint Flags;
        public char* Script;
    }
}
