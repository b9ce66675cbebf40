using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>
/// Notices that the terminal is gone: a window that was closed, a connection that broke. Whoever started this program may have
/// let it inherit that SIGHUP is ignored, and the screens themselves never end by it.
/// </summary>
internal sealed class TerminalWatch
{
    // The terminal that controls this process, by the name that every Unix has for it; opening it fails once it has hung up.
    private const string Own = "/dev/tty";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IFileSystem _files;
    private readonly TimeProvider _time;
    private readonly bool _hasOne;

    /// <summary>
    /// Looks whether there is one; without one nothing is ever noticed, and on Windows the console tells it itself.
    /// </summary>
    public TerminalWatch(IFileSystem files, TimeProvider time)
    {
        (_files, _time) = (files, time);
        _hasOne = !OperatingSystem.IsWindows() && Opens();
    }

    /// <summary>Looks once a second, on a thread of its own, until it is disposed.</summary>
    /// <param name="gone">Called once, when the terminal is gone.</param>
    public IDisposable Until(Action gone)
    {
        var told = 0;
        return _time.CreateTimer(_ =>
        {
            if (IsGone && Interlocked.Exchange(ref told, 1) == 0)
                gone();
        }, null, Interval, Interval);
    }

    /// <summary>Whether there was a terminal, and it is gone.</summary>
    public bool IsGone => _hasOne && !Opens();

    private bool Opens()
    {
        try
        {
            using var terminal = _files.FileStream.New(Own, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            return true;
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return false;
        }
    }
}
