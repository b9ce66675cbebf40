using System.Globalization;
using System.IO.Abstractions;
using System.Runtime.Versioning;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// A harmless script in the Applier's own folder, run as those of a bundle are: what keeps it from running would keep them too,
/// whichever policy or program it is.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class ScriptTrial(IFileSystem files, IScripts scripts, IPlaces places)
{
    // What no interpreter ends with by itself.
    private const int Ran = 10;
    private const int Constrained = 11;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Why a script of this kind does not run; null when it does.</summary>
    public string? Reason(string extension)
    {
        var folder = files.Path.Combine(places.State, "script-trial");
        var script = files.Path.Combine(folder, $"trial{extension}");
        try
        {
            files.Directory.CreateDirectory(folder);
            files.File.WriteAllText(script, Text(extension));
            var run = scripts.Run(new(script, "check", files.Path.Combine(folder, "state"), "en", Limit), CancellationToken.None)
                .GetAwaiter().GetResult();
            return run.ExitCode switch
            {
                Ran => null,
                Constrained => "PowerShell runs in its constrained language",
                var code => $"a harmless {extension} script does not run here ({InWords(code)}{Said(run)})",
            };
        }
        catch (InstrumentFault fault)
        {
            return $"a harmless {extension} script does not run here ({fault.Reason})";
        }
        finally
        {
            if (files.Directory.Exists(folder))
                files.Directory.Delete(folder, recursive: true);
        }
    }

    // PowerShell, about_Language_Modes: what is not the full language keeps a script from most of what it does.
    private static string Text(string extension) => extension.Equals(".ps1", StringComparison.OrdinalIgnoreCase)
        ? $"if (\"$($ExecutionContext.SessionState.LanguageMode)\" -ne 'FullLanguage') {{ exit {Constrained} }}\r\nexit {Ran}\r\n"
        : $"@exit /b {Ran}\r\n";

    private static string InWords(int? code) =>
        code is { } number ? $"exit code {number.ToString(CultureInfo.InvariantCulture)}" : "no end within a minute";

    private static string Said(ScriptRun run) => run.Reason.Length == 0 ? "" : $": {run.Reason}";
}
