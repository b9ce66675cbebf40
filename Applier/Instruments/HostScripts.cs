using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Abstractions;
using System.Text;

namespace PatchKit.Applier.Instruments;

/// <summary>
/// Runs scripts on the host: <c>.sh</c> by <c>/bin/sh</c> on Linux, <c>.cmd</c> by cmd.exe and <c>.ps1</c> by Windows PowerShell
/// on Windows. A script sees a short environment, works in its private folder, and has no input.
/// </summary>
/// <param name="fileSystem">The host's disk.</param>
/// <param name="time">For the time limit.</param>
/// <param name="held">What a script holds while it runs.</param>
/// <param name="instrumentRoot">A rehearsal's mode folder, given to the script as PATCHKIT_INSTRUMENT_ROOT; null on a real
/// instrument.</param>
internal sealed class HostScripts(IFileSystem fileSystem, TimeProvider time, StartedLock held, string? instrumentRoot) : IScripts
{
    private const int OutputKept = 64 * 1024;
    private const int ErrorKept = 4 * 1024;

    private readonly ConcurrentQueue<StartedProgram> _started = new();

    // What cmd and the old tools write into a pipe is in the code page of a console of this Windows' language.
    private static Encoding? Oem { get; } = OperatingSystem.IsWindows()
        ? CodePagesEncodingProvider.Instance.GetEncoding(CultureInfo.InstalledUICulture.TextInfo.OEMCodePage)
        : null;

    /// <inheritdoc/>
    public bool CanRun(string extension) => OperatingSystem.IsWindows()
        ? extension.ToLowerInvariant() is ".cmd" or ".ps1"
        : extension is ".sh";

    /// <inheritdoc/>
    public async Task<ScriptRun> Run(ScriptCall call, CancellationToken cancel)
    {
        fileSystem.Directory.CreateDirectory(call.State);
        var output = new TailStream(OutputKept, Oem);
        var errors = new TailStream(ErrorKept, Oem);
        using var limit = new CancellationTokenSource(call.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        int? exitCode = null;
        StartedProgram? running = null;
        try
        {
            running = StartedProgram.Start(Interpreter(call), fileSystem, time, output, errors, held);
            _started.Enqueue(running);
            exitCode = await running.End(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await running!.Kill().ConfigureAwait(false);
            // Its limit was reached: an exit code of null says so.
            cancel.ThrowIfCancellationRequested();
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
        var left = new List<string>();
        for (var count = _started.Count; count > 0 && _started.TryDequeue(out var started); count--)
        {
            var atWork = started.AtWork;
            left.AddRange(atWork);
            if (atWork.Count > 0)
                _started.Enqueue(started);
        }

        return left;
    }

    // A session or group of its own: a key that stops the Applier stops between two steps, and does not kill what a script does.
    private ProcessStartInfo Interpreter(ScriptCall call)
    {
        var start = Interpreted(call);
        start.WorkingDirectory = call.State;
        foreach (var (name, value) in Environment(call))
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        return start;
    }

    private static ProcessStartInfo Interpreted(ScriptCall call)
    {
        if (!OperatingSystem.IsWindows())
            return new("setsid", ["/bin/sh", call.File, call.Verb]);
        var system = System.Environment.GetFolderPath(System.Environment.SpecialFolder.System);
        var start = call.File.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)
            ? new ProcessStartInfo(Path.Combine(system, @"WindowsPowerShell\v1.0\powershell.exe"),
                ["-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", call.File, call.Verb])
            // cmd strips the outer pair of quotes alone when /s is given: "cmd /?".
            : new ProcessStartInfo(Path.Combine(system, "cmd.exe"), $"/d /s /c \"\"{call.File}\" {call.Verb}\"");
        start.CreateNewProcessGroup = true;
        return start;
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
