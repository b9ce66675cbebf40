using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>
/// One of the two programs as it is built, started as a process. PATCHKIT_PROGRAMS names a folder to take them from instead:
/// compiled ahead they start three times as fast, which a sweep of thousands of starts is glad of.
/// </summary>
internal sealed class Built
{
    // The Packager's own output: there the build has put the Applier beside it, as a publish does.
    public static string Output { get; } = Environment.GetEnvironmentVariable("PATCHKIT_PROGRAMS") ?? BuildOutput;

    private static string BuildOutput => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Packager",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))));

    public static Built Packager { get; } = new(Output, "Packager");

    public static Built Applier { get; } = new(Path.Combine(Output, "applier"), "Applier");

    /// <summary>An Applier that lies somewhere else: on a stick, say.</summary>
    public static Built ApplierIn(string folder) => new(folder, "Applier");

    /// <summary>A Packager that was published.</summary>
    public static Built PackagerIn(string folder) => new(folder, "Packager");

    /// <summary>Whether it brings its runtime along.</summary>
    public bool IsSelfContained => File.Exists(Path.Combine(_folder, "System.Private.CoreLib.dll"));

    /// <summary>The program's file name, without an extension.</summary>
    public string Name => _name;

    private readonly string _folder;
    private readonly string _name;
    private (string Name, string Value)[] _environment = [];
    private bool _asLibrary;
    private bool _hooks;
    private string? _third;

    private Built(string folder, string name) => (_folder, _name) = (folder, name);

    /// <summary>The same program where the environment says more.</summary>
    public Built With(params (string Name, string Value)[] environment) =>
        new(_folder, _name)
        {
            _environment = [.. _environment, .. environment],
            _asLibrary = _asLibrary,
            _hooks = _hooks,
            _third = _third,
        };

    /// <summary>The same program with a file to read on descriptor 3: a passphrase, say. Not on Windows.</summary>
    public Built Reading(string file) =>
        new(_folder, _name) { _environment = _environment, _asLibrary = _asLibrary, _third = file };

    /// <summary>The same program as developers start it: <c>dotnet NAME.dll</c>.</summary>
    public Built AsLibrary() => new(_folder, _name) { _environment = _environment, _asLibrary = true };

    /// <summary>
    /// The same program as it is built, with the startup hooks that it refuses itself: they are a matter of its configuration.
    /// </summary>
    public Built WithHooks() => new(_name == "Applier" ? Path.Combine(BuildOutput, "applier") : BuildOutput, _name)
    {
        _environment = _environment,
        _hooks = true,
    };

    /// <summary>Runs it to its end.</summary>
    public async Task<Ran> Run(params IEnumerable<string> arguments)
    {
        using var running = Start(arguments);
        return await running.End;
    }

    /// <summary>Starts it; each line of standard output is told as it comes.</summary>
    public Running Start(IEnumerable<string> arguments, Action<Running, string>? line = null)
    {
        // A shell that starts tests in the background has SIGINT ignored, and a child would inherit that: env takes it back.
        string[] program = OperatingSystem.IsLinux() ? ["/usr/bin/env", "--default-signal=INT,HUP", .. Program()] : Program();
        if (_third is not null)
            program = ["/bin/sh", "-c", "exec \"$@\" 3<\"$0\"", _third, .. program];
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["DOTNET_ROOT"] = Dotnet;
        start.Environment["TZ"] = "UTC";
        // Not what the person who runs the tests has set for a desk of their own.
        start.Environment["PATCHKIT_SETTINGS"] = Path.Combine(Path.GetTempPath(), "no-settings-here.json");
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        return new Running(start, line);
    }

    public static string Dotnet { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    // The program's own configuration, but for the one line that forbids hooks.
    private static string HookConfiguration(string file)
    {
        var configuration = JsonNode.Parse(File.ReadAllText($"{file}.runtimeconfig.json"))!;
        configuration["runtimeOptions"]!["configProperties"]!["System.StartupHookProvider.IsSupported"] = true;
        var copy = Path.Combine(AppContext.BaseDirectory, $"{Path.GetFileName(file)}.hooks.runtimeconfig.json");
        File.WriteAllText(copy, configuration.ToJsonString());
        return copy;
    }

    /// <summary>The command that starts it.</summary>
    public string[] Program()
    {
        var file = Path.Combine(_folder, _name);
        if (_hooks)
            return [Path.Combine(Dotnet, "dotnet"), "exec", "--runtimeconfig", HookConfiguration(file), $"{file}.dll"];
        if (_asLibrary)
            return [Path.Combine(Dotnet, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), $"{file}.dll"];
        return [OperatingSystem.IsWindows() ? $"{file}.exe" : file];
    }
}

/// <summary>A program that runs.</summary>
internal sealed class Running : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public Running(ProcessStartInfo start, Action<Running, string>? line)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, told) =>
        {
            if (told.Data is null)
                return;
            _output.AppendLine(told.Data);
            line?.Invoke(this, told.Data);
        };
        _process.ErrorDataReceived += (_, told) =>
        {
            if (told.Data is not null)
                _error.AppendLine(told.Data);
        };
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        End = Wait();
    }

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Its end, with everything that it printed.</summary>
    public Task<Ran> End { get; }

    /// <summary>Sends a signal: INT is what Ctrl-C sends, HUP what a terminal that goes away.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Ends it so that it notices nothing (SIGKILL).</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It was quicker.
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task<Ran> Wait()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ran(_process.ExitCode, _output.ToString(), _error.ToString());
    }
}
