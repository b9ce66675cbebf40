using System.Diagnostics;
using System.IO.Abstractions;
using System.Runtime.InteropServices;
using PatchKit.Shared;

namespace PatchKit.Packager.Rehearsal;

/// <summary>The real Applier, started as a process at this terminal: the Packager never calls into it.</summary>
internal sealed class ApplierProcess(IFileSystem files)
{
    private static readonly string Name = OperatingSystem.IsWindows() ? "Applier.exe" : "Applier";

    /// <summary>Beside this program, where a build puts it.</summary>
    public static string UsualFolder => Path.Combine(AppContext.BaseDirectory, "applier");

    /// <summary>Starts it and waits for its end.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>Its exit code.</returns>
    public async Task<Result<int>> Run(string folder, IEnumerable<string> arguments)
    {
        var program = Path.Combine(folder, Name);
        if (!files.File.Exists(program))
            return new Refusal(RefusalCode.InputMissing, program,
                "the Applier is not there; build the solution, or name its folder with --applier");
#pragma warning disable RS0030 // A wizard needs this terminal itself; a process runner that pipes would take it away.
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false };
        // The child is a program of the same runtime, wherever that is installed.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode;
#pragma warning restore RS0030
    }
}
