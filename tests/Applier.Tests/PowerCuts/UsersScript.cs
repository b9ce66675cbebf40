using System.IO.Abstractions;
using System.Text.RegularExpressions;
using PatchKit.Applier.Instruments;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// The sample campaign's <c>ucs-users.sh</c>, played inside the test on the disk under test: the same copies and renames in the
/// same order, and like every shell script without a word to the disk about flushing. <see cref="UsersScriptTests"/> holds it
/// beside the real one.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="modeRoot">The running mode's folder on it.</param>
internal sealed partial class UsersScript(IFileSystem files, string modeRoot) : IScripts
{
    private string Target =>
        files.Path.Combine(modeRoot, "C", "ProgramData", "Illumina", "Universal Copy Service", "ucs-users.cfg");

    public bool CanRun(string extension) => extension == ".sh";

    public IReadOnlyList<string> Left() => [];

    public Task<ScriptRun> Run(ScriptCall call, CancellationToken cancel)
    {
        files.Directory.CreateDirectory(call.State);
        var kept = files.Path.Combine(call.State, "ucs-users.cfg");
        var (exitCode, reason) = call.Verb switch
        {
            "check" => Check(),
            "apply" => Check() is { ExitCode: not 0 } no ? no : Apply(kept),
            _ => Undo(kept),
        };
        return Task.FromResult(new ScriptRun(exitCode, "", reason));
    }

    // What a disk answers reaches nobody but through an exit code.
    private static (int ExitCode, string Reason)? Fails(string reason, Action change)
    {
        try
        {
            change();
            return null;
        }
        catch (IOException)
        {
            return (1, reason);
        }
    }

    private (int ExitCode, string Reason) Check()
    {
        if (!files.File.Exists(Target))
            return (1, "ucs-users.cfg is missing");
        if (Has("standard"))
            return (10, "copy jobs run as a standard user already");
        return Has("administrator")
            ? (0, "copy jobs run as an administrator")
            : (1, "ucs-users.cfg has no line RunAs that this script knows");
    }

    private (int ExitCode, string Reason) Apply(string kept)
    {
        var keeping = Fails("the old file could not be kept", () =>
        {
            files.File.Copy(Target, kept + ".new", overwrite: true);
            files.File.Move(kept + ".new", kept, overwrite: true);
        });
        if (keeping is { } notKept)
            return notKept;
        var writing = Fails("ucs-users.cfg could not be written", () =>
        {
            files.File.WriteAllText(Target + ".new", Administrator().Replace(files.File.ReadAllText(Target), "RunAs=standard"));
            files.File.Move(Target + ".new", Target, overwrite: true);
        });
        if (writing is { } notWritten)
            return notWritten;
        return Has("standard")
            ? (0, "copy jobs run as a standard user now")
            : (1, "ucs-users.cfg was written and does not say RunAs=standard");
    }

    private (int ExitCode, string Reason) Undo(string kept)
    {
        if (!files.File.Exists(kept))
            return (10, "nothing was kept, so nothing was changed");
        var back = Fails("the old ucs-users.cfg could not be put back", () =>
        {
            files.File.Copy(kept, Target + ".new", overwrite: true);
            files.File.Move(Target + ".new", Target, overwrite: true);
        });
        if (back is { } notBack)
            return notBack;
        files.File.Delete(kept);
        return (0, "the old ucs-users.cfg is back");
    }

    private bool Has(string user) =>
        files.File.ReadAllText(Target).Split('\n').Any(line => line.TrimEnd('\r') == $"RunAs={user}");

    [GeneratedRegex("^RunAs=administrator", RegexOptions.Multiline)]
    private static partial Regex Administrator();
}
