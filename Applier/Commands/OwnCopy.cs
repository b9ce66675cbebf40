using System.ComponentModel;
using System.Diagnostics;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Applier.Sessions;
using PatchKit.Applier.Staging;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary>
/// A session that was started from the stick goes on in the program's own copy on the instrument's disk. Where that cannot be, it
/// goes on from the stick, and says that the stick has to stay in.
/// </summary>
internal static class OwnCopy
{
    /// <summary>
    /// Starts the same command line from the copy, if this program was started from a stick; else goes on here.
    /// </summary>
    /// <param name="host">The instrument.</param>
    /// <param name="here">Goes on in this process, with a host that knows why the stick has to stay in.</param>
    /// <returns>The exit code of the session, wherever it ran.</returns>
    public static async Task<int> Run(SessionHost host, Func<SessionHost, Task<int>> here)
    {
        var (program, arguments) = (Environment.ProcessPath, Environment.GetCommandLineArgs()[1..]);
        if (StickOf(host, program) is not { } drive)
            return await here(host).ConfigureAwait(false);
        var copied = new StickFinder(host.Files, host.Instrument.Drives).Find(drive.Root).Then<string>(stick =>
            new ProgramCopy(host.Files, host.Clock, host.State, host.Root).Make(stick));
        if (!copied.TryGet(out var folder, out var refusal))
            return await here(host with { StaysOnStick = refusal.Reason }).ConfigureAwait(false);
        // In a window of its own, opened by a double click, this process has nothing left to do, and as long as it lives the
        // stick is in use. A shell or a script waits for the end and wants its code.
        var ends = arguments.Length == 0 && OperatingSystem.IsWindows() && OwnConsole.IsOurs;
        var paths = host.Files.Path;
        if (Start(paths.Combine(folder, paths.GetRelativePath(drive.Root, program!)), arguments, out var why) is not { } running)
            return await here(host with { StaysOnStick = why }).ConfigureAwait(false);
        return ends ? ExitCodes.Done : await End(running).ConfigureAwait(false);
    }

    private static Drive? StickOf(SessionHost host, string? program) => program is null
        ? null
        : Drive.Of(program, host.Instrument.Drives.List().Where(drive => drive.Removable), host.Files.Path);

#pragma warning disable RS0030 // The one place that starts this program itself: no runner hands the console on.
    private static Process? Start(string program, string[] arguments, out string why)
    {
        why = "";
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false };
        // Started by a double click: nothing on the command line hangs on the folder, and as a working folder the stick is in
        // use.
        if (arguments.Length == 0)
            start.WorkingDirectory = Path.GetDirectoryName(program)!;
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception refused)
        {
            // A policy, say, that allows programs in some folders alone.
            why = refused.Message;
            return null;
        }
    }

    private static async Task<int> End(Process running)
    {
        using (running)
        {
            await running.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return running.ExitCode;
        }
    }
#pragma warning restore RS0030
}
