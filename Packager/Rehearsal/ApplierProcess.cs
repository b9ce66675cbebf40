using System.Diagnostics;
using System.IO.Abstractions;
using System.Runtime.InteropServices;
using System.Text;
using CliWrap;
using CliWrap.Buffered;
using PatchKit.Shared;

namespace PatchKit.Packager.Rehearsal;

/// <summary>The real Applier, started as a process at this terminal: the Packager never calls into it.</summary>
internal sealed class ApplierProcess(IFileSystem files)
{
    private static readonly string Name = OperatingSystem.IsWindows() ? "Applier.exe" : "Applier";

    /// <summary>Beside this program, where a build puts it.</summary>
    public static string UsualFolder => Path.Combine(AppContext.BaseDirectory, "applier");

    /// <summary>Starts it at this terminal and waits for its end.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="input">What it reads from its standard input; null for this terminal.</param>
    /// <returns>Its exit code.</returns>
    public async Task<Result<int>> Run(string folder, IEnumerable<string> arguments, string? input = null)
    {
        if (!Found(folder).TryGet(out var program, out var refusal))
            return refusal;
#pragma warning disable RS0030 // A wizard needs this terminal itself; a process runner that pipes would take it away.
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = input is not null,
        };
        start.Environment[RuntimeVariable] = Runtime;
        using var process = Process.Start(start)!;
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input).ConfigureAwait(false);
            process.StandardInput.Close();
        }

        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode;
#pragma warning restore RS0030
    }

    /// <summary>Starts it, keeps what it prints from this terminal, and waits for its end.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="input">What it reads from its standard input.</param>
    public async Task<Result<QuietRun>> RunQuietly(string folder, IEnumerable<string> arguments, string input)
    {
        if (!Found(folder).TryGet(out var program, out var refusal))
            return refusal;
        var ended = await Cli.Wrap(program)
            .WithArguments(arguments)
            .WithEnvironmentVariables(set => set.Set(RuntimeVariable, Runtime))
            .WithStandardInputPipe(PipeSource.FromString(input))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Encoding.UTF8)
            .ConfigureAwait(false);
        return new QuietRun(ended.ExitCode, ended.StandardOutput, ended.StandardError);
    }

    // The child is a program of the same runtime, wherever that is installed.
    private const string RuntimeVariable = "DOTNET_ROOT";

    private static string Runtime => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>Why a folder holds none that can be started here, or null: asked before anything is made for it.</summary>
    public Refusal? FaultIn(string folder) => Found(folder).Refusal;

    private Result<string> Found(string folder)
    {
        var program = Path.Combine(folder, Name);
        return files.File.Exists(program)
            ? program
            : new Refusal(RefusalCode.InputMissing, program,
                "no Applier for this machine is there: name the folder of a published one with --applier. A build of the " +
                "solution puts one beside the Packager, a published Packager brings none along");
    }
}

/// <summary>An Applier that has ended, and what it printed.</summary>
internal sealed record QuietRun(int ExitCode, string Output, string Error);
