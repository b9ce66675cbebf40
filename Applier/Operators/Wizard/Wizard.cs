using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using PatchKit.Applier.Operators.Printing;
using Terminal.Gui.App;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>The session as a row of screens. The only room that knows Terminal.Gui.</summary>
internal static class Wizard
{
    /// <summary>Runs the wizard until the person closes it.</summary>
    /// <param name="session">The session; it runs on another thread. Its token is cancelled when the person stops.</param>
    /// <param name="options">How.</param>
    /// <returns>The exit code of the session's outcome, or of an interruption when it never began.</returns>
    /// <exception cref="Exception">What the session threw, after the console is back to normal.</exception>
    public static int Run(Func<IOperator, CancellationToken, Task<SessionOutcome>> session, WizardOptions options)
    {
        Look.Set(options.Console.Plain);
        WizardFlow flow;
        var ended = new TaskCompletionSource();
#pragma warning disable RS0030 // Create() makes an instance: it is the one member of the static class that keeps no state.
        var app = Application.Create();
#pragma warning restore RS0030
        try
        {
            app.ForceDriver = options.Console.Driver;
            app.Init();
            using (flow = new WizardFlow(app, session, options))
            using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, End))
            using (PosixSignalRegistration.Create(PosixSignal.SIGHUP, End))
            using (options.Terminal?.Until(() => app.Invoke(flow.Close)))
            {
                try
                {
                    app.Run(flow.Shell);
                }
                finally
                {
                    // Also when the terminal is gone and the screens with it.
                    flow.Finish().GetAwaiter().GetResult();
                    ended.SetResult();
                }
            }

            // Ended by default, the program would leave the terminal as the screens want it, and a step in the middle.
            void End(PosixSignalContext signal)
            {
                signal.Cancel = true;
                app.Invoke(flow.Close);
                // Windows ends a program whose window is closed as soon as this returns. Source: Windows, HandlerRoutine.
                if (OperatingSystem.IsWindows())
                    ended.Task.Wait();
            }
        }
        finally
        {
            // Reading from a terminal that has hung up Terminal.Gui waits for its own end for ever; there is nothing left to put
            // right, and the thread ends with the program.
            if (options.Terminal?.IsGone is not true)
                app.Dispose();
        }

        if (flow.Fault is { } fault)
            ExceptionDispatchInfo.Throw(fault);
        if (flow.Outcome is { } outcome)
            Leave(flow, outcome, options);
        return flow.ExitCode;
    }

    // What the last screen said stays in the console, for whoever closed it too soon.
    private static void Leave(WizardFlow flow, SessionOutcome outcome, WizardOptions options)
    {
        var printer = new LinePrinter(options.Output, flow.Texts, options.Time) { Rehearsal = options.Introduction.Rehearsal };
        if (flow.Support is { } support)
            printer.Print(new SupportKnown(support));
        printer.Print(new SessionEnded(outcome));
    }
}
