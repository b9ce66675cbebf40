using System.Runtime.InteropServices;

namespace PatchKit.Qualification;

/// <summary>Says to a window what Windows would. Source: winuser.h.</summary>
internal static partial class WindowNativeMethods
{
    [LibraryImport("user32.dll", EntryPoint = "PostMessageW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool PostMessage(nint window, uint message, nuint first, nint second);
}
