using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Abstractions;
using CliWrap;
using PatchKit.Shared;

namespace PatchKit.Applier.Instruments;

/// <summary>
/// Runs scripts on the host: <c>.sh</c> by <c>/bin/sh</c> on Linux, <c>.cmd</c> by cmd.exe and <c>.ps1</c> by Windows PowerShell
/// on Windows. A script sees a short environment, works in its private folder, and has no input.
/// </summary>
/// <param name="fileSystem">The host's disk.</param>
/// <param name="time">For the time limit.</param>
/// <param name="instrumentRoot">A rehearsal's mode folder, given to the script as PATCHKIT_INSTRUMENT_ROOT; null on a real
/// instrument.</param>
internal sealed class HostScripts(IFileSystem fileSystem, TimeProvider time, string? instrumentRoot) : IScripts
{
    private const int OutputKept = 64 * 1024;
    private const int ErrorKept = 4 * 1024;

    // Each script leads a session of its own. Its number is given to nobody else as long as a process of it is left.
    private readonly ConcurrentDictionary<int, bool> _sessions = new();

    /// <inheritdoc/>
    public bool CanRun(string extension) => OperatingSystem.IsWindows()
        ? extension.ToLowerInvariant() is ".cmd" or ".ps1"
        : extension is ".sh";

    /// <inheritdoc/>
    public async Task<ScriptRun> Run(ScriptCall call, CancellationToken cancel)
    {
        fileSystem.Directory.CreateDirectory(call.State);
        var output = new TailStream(OutputKept);
        var errors = new TailStream(ErrorKept);
        using var limit = new CancellationTokenSource(call.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        int? exitCode = null;
        try
        {
            var running = Interpreter(call)
                .WithWorkingDirectory(call.State)
                .WithEnvironmentVariables(Environment(call))
                .WithValidation(CommandResultValidation.None)
                .WithStandardOutputPipe(PipeTarget.ToStream(output))
                .WithStandardErrorPipe(PipeTarget.ToStream(errors))
                // The token ends the script at once, with everything that it started.
                .ExecuteAsync(OfItsOwn, null, either.Token, CancellationToken.None);
            _sessions[running.ProcessId] = true;
            exitCode = (await running).ExitCode;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Its limit was reached: an exit code of null says so.
        }
        catch (System.ComponentModel.Win32Exception wrong)
        {
            throw new InstrumentFault(call.File, $"the script cannot be started: {wrong.Message}", wrong);
        }

        return new(exitCode, output.Text, LastLine(errors.Text));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Left()
    {
        if (OperatingSystem.IsWindows() || _sessions.IsEmpty)
            return [];
        var left = new List<string>();
        var alive = new HashSet<int>();
        foreach (var process in fileSystem.Directory.EnumerateDirectories("/proc")
            .Where(process => char.IsAsciiDigit(process[^1])))
        {
            if (Stat(process) is not { } stat || !_sessions.ContainsKey(stat.Session))
                continue;
            left.Add($"{stat.Name} ({fileSystem.Path.GetFileName(process)})");
            alive.Add(stat.Session);
        }

        foreach (var session in _sessions.Keys.Where(session => !alive.Contains(session)))
            _sessions.TryRemove(session, out _);
        return left;
    }

    // proc_pid_stat(5): "id (name) state parent group session …"; the name may hold anything, also a bracket.
    private (string Name, int Session)? Stat(string process)
    {
        try
        {
            var stat = fileSystem.File.ReadAllText(fileSystem.Path.Combine(process, "stat"));
            var (begin, end) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            // A dead one that nobody has asked for yet does nothing any more.
            var fields = stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields is [not ("Z" or "X"), _, _, var session, ..]
                ? (stat[(begin + 1)..end], int.Parse(session, CultureInfo.InvariantCulture))
                : null;
        }
        catch (Exception gone) when (Fault.Is(gone))
        {
            // No process, or one that has ended in the meantime.
            return null;
        }
    }

    // The same on Windows: Ctrl-C goes to the process group of the console.
    private static void OfItsOwn(System.Diagnostics.ProcessStartInfo start)
    {
        if (OperatingSystem.IsWindows())
            start.CreateNewProcessGroup = true;
    }

    private static Command Interpreter(ScriptCall call)
    {
        // A session of its own: a key that stops the Applier stops between two steps, and does not kill what a script is doing.
        if (!OperatingSystem.IsWindows())
            return Cli.Wrap("setsid").WithArguments(["/bin/sh", call.File, call.Verb]);
        var system = System.Environment.GetFolderPath(System.Environment.SpecialFolder.System);
        return call.File.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)
            ? Cli.Wrap(Path.Combine(system, @"WindowsPowerShell\v1.0\powershell.exe")).WithArguments(
                ["-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", call.File, call.Verb])
            // cmd strips the outer pair of quotes alone when /s is given: "cmd /?".
            : Cli.Wrap(Path.Combine(system, "cmd.exe")).WithArguments($"/d /s /c \"\"{call.File}\" {call.Verb}\"");
    }

    /// <summary>What a script may know of the host. Everything that the Applier inherited is taken away first.</summary>
    private Dictionary<string, string?> Environment(ScriptCall call)
    {
        var given = System.Environment.GetEnvironmentVariables().Keys.Cast<string>().ToDictionary(
            name => name,
            _ => (string?)null,
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        if (OperatingSystem.IsWindows())
        {
            var windows = System.Environment.GetFolderPath(System.Environment.SpecialFolder.Windows);
            var system = System.Environment.GetFolderPath(System.Environment.SpecialFolder.System);
            given["SystemRoot"] = windows;
            given["SystemDrive"] = windows[..2];
            given["ComSpec"] = Path.Combine(system, "cmd.exe");
            given["PATHEXT"] = ".COM;.EXE;.BAT;.CMD";
            given["PATH"] = $@"{system};{windows};{system}\Wbem;{system}\WindowsPowerShell\v1.0";
            given["ProgramData"] = System.Environment.GetFolderPath(System.Environment.SpecialFolder.CommonApplicationData);
            given["TEMP"] = given["TMP"] = call.State;
        }
        else
        {
            given["PATH"] = "/usr/local/bin:/usr/bin:/bin";
            given["HOME"] = given["TMPDIR"] = call.State;
            given["LC_ALL"] = "C.UTF-8";
        }

        given["PATCHKIT_STATE"] = call.State;
        given["PATCHKIT_LANGUAGE"] = call.Language;
        given["PATCHKIT_INSTRUMENT_ROOT"] = instrumentRoot;
        return given;
    }

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("");
}
