using System.Runtime.InteropServices;
using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Qualification;

/// <summary>What makes and removes an account. Source: lmaccess.h. They return an error number, 0 for success.</summary>
internal static unsafe partial class LocalAccountNativeMethods
{
    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetUserAdd(string? server, int level, AccountNativeMethods.UserInfo* info, out uint wrong);

    [LibraryImport("netapi32.dll", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NetUserDel(string? server, string name);
}
