using System.Runtime.Versioning;
using Native = PatchKit.Applier.Instruments.Windows.WakeNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Until it is disposed a click into the console selects nothing: as long as something is selected, Windows holds up whatever the
/// program wants to say, and so the program. Source: Windows, SetConsoleMode, ENABLE_QUICK_EDIT_MODE.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class UnselectedConsole : IDisposable
{
    private readonly nint _input = Native.GetStdHandle(Native.StandardInput);
    private readonly uint? _before;

    /// <summary>Begins; where input is no console there is nothing to do.</summary>
    public UnselectedConsole()
    {
        if (Native.GetConsoleMode(_input, out var mode)
            && Native.SetConsoleMode(_input, (mode | Native.ExtendedFlags) & ~Native.QuickEdit))
            _before = mode;
    }

    /// <summary>Whether a click selected text before.</summary>
    public bool? SelectedBefore => _before is { } mode ? (mode & Native.QuickEdit) != 0 : null;

    /// <summary>Whether a click selects text now; null when input is no console.</summary>
    public bool? Selects => Native.GetConsoleMode(_input, out var mode) ? (mode & Native.QuickEdit) != 0 : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_before is { } mode)
            Native.SetConsoleMode(_input, mode | Native.ExtendedFlags);
    }
}
