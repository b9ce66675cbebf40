using System.Runtime.Versioning;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>The console window, and who else is in it. Source: Windows console documentation, GetConsoleProcessList.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class OwnConsole
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
            return ProcessNativeMethods.GetConsoleProcessList(processes, Room) == 1;
        }
    }
}
