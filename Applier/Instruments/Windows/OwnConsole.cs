using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>The console window, and who else is in it. Source: Windows console documentation, GetConsoleProcessList.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class OwnConsole
{
    /// <summary>
    /// Whether the window was opened for this program alone: no shell waits in it.
    /// </summary>
    public static bool IsOurs
    {
        get
        {
            const uint Room = 2;
            var processes = stackalloc uint[(int)Room];
            return GetConsoleProcessList(processes, Room) == 1;
        }
    }

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint GetConsoleProcessList(uint* processes, uint count);
}
