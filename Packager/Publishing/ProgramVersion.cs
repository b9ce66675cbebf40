using System.Diagnostics;
using PatchKit.Shared;

namespace PatchKit.Packager.Publishing;

/// <summary>What a program file says of where it comes from.</summary>
/// <param name="Version">The version, without the commit.</param>
/// <param name="Commit">The commit that it was built from.</param>
internal sealed record ProgramVersion(string Version, string Commit)
{
    /// <summary>Reads it from the properties of a library.</summary>
    public static Result<ProgramVersion> Of(string path) =>
        (FileVersionInfo.GetVersionInfo(path).ProductVersion ?? "").Split('+', 2) is [var version, var commit]
            ? new ProgramVersion(version, commit)
            : new Refusal(RefusalCode.FormatInvalid, path, "it names no version with a commit");
}
