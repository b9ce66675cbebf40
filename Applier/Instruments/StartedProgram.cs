using System.Diagnostics;
using System.IO.Abstractions;
using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Applier.Instruments;

#pragma warning disable RS0030 // This is the process runner.

/// <summary>
/// A program that the Applier has started, without input. What it starts is known: by its session on Linux, by its job object on
/// Windows.
/// </summary>
internal sealed class StartedProgram
{
    // What stays after its parent may hold the pipes for ever. What the parent itself has written is read by then.
    private static readonly TimeSpan PipesAfterExit = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly Task _pipes;
    private readonly IDescendants _descendants;
    private readonly IDisposable? _held;

    private StartedProgram(
        Process process, IFileSystem files, TimeProvider time, Stream output, Stream errors, IDisposable? held)
    {
        (_process, _time, _held) = (process, time, held);
        _descendants = OperatingSystem.IsWindows()
            ? new WindowsJob(process.SafeHandle, () => process.HasExited)
            : new LinuxSession(files, process.Id);
        process.StandardInput.Close();
        _pipes = Task.WhenAll(Drain(process.StandardOutput, output), Drain(process.StandardError, errors))
            .ContinueWith(_ => process.StandardOutput.Dispose(), TaskScheduler.Default);
    }

    /// <summary>Processes that it has started and that are still at work, itself included, each as <c>name (id)</c>.</summary>
    public IReadOnlyList<string> AtWork => [.. _descendants.Alive().Select(Named).OfType<string>()];

    /// <summary>Starts one.</summary>
    /// <param name="start">Program, arguments, folder, environment.</param>
    /// <param name="files">The disk.</param>
    /// <param name="time">For the wait after its exit.</param>
    /// <param name="output">Takes its standard output.</param>
    /// <param name="errors">Takes its standard error.</param>
    /// <param name="held">What it holds while it runs; null: nothing.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static StartedProgram Start(
        ProcessStartInfo start, IFileSystem files, TimeProvider time, Stream output, Stream errors, StartedLock? held)
    {
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var lent = held?.Lend();
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            return new(process, files, time, output, errors, lent);
        }
        catch
        {
            // What cannot be held together does not run.
            process?.Kill(entireProcessTree: true);
            lent?.Dispose();
            throw;
        }
    }

    /// <summary>Waits for its end, and for two seconds more for what it has written.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="OperationCanceledException">It was not waited for any longer; it goes on.</exception>
    public async Task<int> End(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel).ConfigureAwait(false);
        _held?.Dispose();
        await Task.WhenAny(_pipes, Task.Delay(PipesAfterExit, _time, CancellationToken.None)).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Ends it at once, with everything that it has started, and waits until it is gone.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _descendants.End();
        await End(CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task Drain(StreamReader pipe, Stream into)
    {
        try
        {
            await pipe.BaseStream.CopyToAsync(into).ConfigureAwait(false);
        }
        catch (Exception gone) when (Shared.Fault.Is(gone) || gone is ObjectDisposedException)
        {
            // What it would still have said is lost, and nothing else.
        }
    }

    private static string? Named(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return $"{process.ProcessName} ({id})";
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has ended in the meantime.
            return null;
        }
    }
}

/// <summary>All that a program has started, and what that has started.</summary>
internal interface IDescendants
{
    /// <summary>Numbers of the processes that are at work.</summary>
    IReadOnlyList<int> Alive();

    /// <summary>Ends them at once.</summary>
    void End();
}
