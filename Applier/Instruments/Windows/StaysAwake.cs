using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Native = PatchKit.Applier.Instruments.Windows.WakeNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// As long as it is not disposed, Windows does not go to sleep by itself, and a person who logs off or shuts down is told why not
/// now; they may do it all the same. What Windows does not grant is no fault: a power cut is survived too.
/// </summary>
/// <remarks>
/// A thread of its own, since both belong to one: the state of a thread's execution, and the window that is asked whether the
/// session may end. A console program with a window is told of a logoff by it alone; the session may end any time after
/// it has answered. Source: Windows, SetThreadExecutionState; ShutdownBlockReasonCreate; SetConsoleCtrlHandler;
/// WM_QUERYENDSESSION; WM_ENDSESSION.
/// </remarks>
[SupportedOSPlatform("windows")]
internal sealed unsafe class StaysAwake : IDisposable
{
    private readonly TaskCompletionSource<uint> _thread = new();
    private readonly ManualResetEventSlim _over = new();
    private readonly Action _ending;
    private readonly Thread _keeper;

    // The one whose window belongs to this thread.
    [ThreadStatic]
    private static StaysAwake? _here;

    /// <summary>Begins.</summary>
    /// <param name="reason">What a person is told.</param>
    /// <param name="ending">Called when they insist.</param>
    public StaysAwake(string reason, Action ending)
    {
        _ending = ending;
        _keeper = new Thread(() => Keep(reason)) { IsBackground = true };
        _keeper.Start();
        Granted = _thread.Task.GetAwaiter().GetResult() is not 0;
    }

    /// <summary>Whether Windows took the request to stay awake.</summary>
    public bool Granted { get; }

    /// <summary>Whether Windows took the reason that a person is told.</summary>
    public bool HoldsShutdown { get; private set; }

    /// <summary>Its window, or 0; whoever is not Windows says by it what Windows would.</summary>
    public nint Window { get; private set; }

    private uint _id;

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Set();
        Native.PostThreadMessage(_id, Native.Quit, 0, 0);
        _keeper.Join();
        _over.Dispose();
    }

    private void Keep(string reason)
    {
        (_id, _here) = (Native.GetCurrentThreadId(), this);
        var granted = Native.SetThreadExecutionState(Native.Continuous | Native.SystemRequired);
        var window = Native.CreateWindow(0, "STATIC", "PatchKit", 0, 0, 0, 0, 0, 0, 0, 0, 0);
        if (window != 0)
        {
            Native.SetWindowLong(window, Native.WindowProcedure,
                (nint)(delegate* unmanaged<nint, uint, nuint, nint, nint>)&Answer);
            Window = window;
            HoldsShutdown = Native.ShutdownBlockReasonCreate(window, reason);
        }

        // A thread has a queue for messages as soon as it makes its first window or asks for a message; a quit that is posted
        // before would be lost. So the queue is asked for first.
        Native.PeekMessage(out _, 0, 0, 0, 0);
        _thread.SetResult(granted);
        while (Native.GetMessage(out var message, 0, 0, 0) > 0)
            Native.DispatchMessage(message);
        if (window != 0)
            Native.DestroyWindow(window);
        _ = Native.SetThreadExecutionState(Native.Continuous);
    }

    [UnmanagedCallersOnly]
    private static nint Answer(nint window, uint message, nuint first, nint second) =>
        message switch
        {
            Native.QueryEndSession => 0,
            Native.EndSession when first != 0 => _here?.End() ?? 0,
            _ => Native.DefaultProcedure(window, message, first, second),
        };

    // As long as this does not return Windows waits, up to its own patience.
    private nint End()
    {
        _ending();
        _over.Wait();
        return 0;
    }
}
