using System.Runtime.Versioning;
using Native = PatchKit.Applier.Instruments.Windows.DriveNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Renames at Windows' next start, read back from the list that Windows itself will go through.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsRestartMoves : IRestartMoves
{
    /// <inheritdoc/>
    /// <exception cref="InstrumentFault">Windows said no, or the rename does not stand in its list.</exception>
    public void Schedule(string source, string target)
    {
        if (!Native.MoveFileEx(source, target, Native.ReplaceExisting | Native.DelayUntilRestart))
            throw WindowsFault.OfLastCall(target, "MoveFileEx");
        if (!WindowsRegistry.Strings(PendingRestart.SessionManager, PendingRestart.Renames)
            .Any(entry => entry.EndsWith(source, StringComparison.OrdinalIgnoreCase)))
        {
            throw WindowsFault.Disagreement(target, "MoveFileEx said success", $"{PendingRestart.Renames} does not hold it");
        }
    }
}
