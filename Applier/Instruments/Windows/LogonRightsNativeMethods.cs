using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>The local security authority's calls. Source: ntsecapi.h. They return an NTSTATUS, 0 for success.</summary>
internal static unsafe partial class LogonRightsNativeMethods
{
    public const uint ViewLocalInformation = 0x1;
    public const uint CreateAccount = 0x10;
    public const uint LookupNames = 0x800;
    public const int ObjectNameNotFound = unchecked((int)0xC0000034);

    [LibraryImport("advapi32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int LsaOpenPolicy(nint system, ref ObjectAttributes attributes, uint access, out PolicyHandle policy);

    [LibraryImport("advapi32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int LsaAddAccountRights(PolicyHandle policy, byte* sid, UnicodeString* rights, uint count);

    [LibraryImport("advapi32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int LsaEnumerateAccountRights(PolicyHandle policy, byte* sid, out UnicodeString* rights,
        out uint count);

    [LibraryImport("advapi32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int LsaFreeMemory(void* buffer);

    [LibraryImport("advapi32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int LsaClose(nint policy);

    [LibraryImport("advapi32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int LsaNtStatusToWinError(int status);

    /// <summary>LSA_OBJECT_ATTRIBUTES, all zero but for its length.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ObjectAttributes
    {
        public uint Length;
        public nint RootDirectory;
        public nint ObjectName;
        public uint Attributes;
        public nint SecurityDescriptor;
        public nint SecurityQualityOfService;
    }

    /// <summary>LSA_UNICODE_STRING; lengths in bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct UnicodeString
    {
        public ushort Length;
        public ushort MaximumLength;
        public char* Buffer;
    }

    /// <summary>A handle of the policy.</summary>
    public sealed class PolicyHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        /// <inheritdoc/>
        protected override bool ReleaseHandle() => LsaClose(handle) == 0;
    }
}
