using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Windows' own on-screen keyboard, osk.exe. It stays open when this program ends, as any program of the person's. Source:
/// Windows, "Use the On-Screen Keyboard (OSK) to type".
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsKeyboard : IScreenKeyboard
{
    /// <inheritdoc/>
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Nothing of it is waited for or read")]
    public void Show()
    {
        try
        {
            Process.Start(new ProcessStartInfo(Path.Combine(Environment.SystemDirectory, "osk.exe")) { UseShellExecute = true })
                ?.Dispose();
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            // A kiosk's Windows may have none: the person sees that nothing opens, and no session ends by it.
        }
    }
}
