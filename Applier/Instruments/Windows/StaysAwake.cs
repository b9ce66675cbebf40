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
/// session may end. Source: Windows, SetThreadExecutionState; ShutdownBlockReasonCreate; WM_QUERYENDSESSION.
/// </remarks>
[SupportedOSPlatform("windows")]
internal sealed unsafe class StaysAwake : IDisposable
{
    private readonly TaskCompletionSource<uint> _thread = new();
    private readonly Thread _keeper;

    /// <summary>Begins.</summary>
    /// <param name="reason">What a person is told.</param>
    public StaysAwake(string reason)
    {
        _keeper = new Thread(() => Keep(reason)) { IsBackground = true };
        _keeper.Start();
        Granted = _thread.Task.GetAwaiter().GetResult() is not 0;
    }

    /// <summary>Whether Windows took the request to stay awake.</summary>
    public bool Granted { get; }

    /// <summary>Whether Windows took the reason that a person is told.</summary>
    public bool HoldsShutdown { get; private set; }

    private uint _id;

    /// <inheritdoc/>
    public void Dispose()
    {
        Native.PostThreadMessage(_id, Native.Quit, 0, 0);
        _keeper.Join();
    }

    private void Keep(string reason)
    {
        _id = Native.GetCurrentThreadId();
        var granted = Native.SetThreadExecutionState(Native.Continuous | Native.SystemRequired);
        var window = Native.CreateWindow(0, "STATIC", "PatchKit", 0, 0, 0, 0, 0, 0, 0, 0, 0);
        if (window != 0)
        {
            Native.SetWindowLong(window, Native.WindowProcedure,
                (nint)(delegate* unmanaged<nint, uint, nuint, nint, nint>)&Answer);
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
        message == Native.QueryEndSession ? 0 : Native.DefaultProcedure(window, message, first, second);
}
