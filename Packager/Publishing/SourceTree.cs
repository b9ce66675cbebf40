using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Packager.Publishing;

/// <summary>The checkout that is published from.</summary>
/// <param name="Folder">Its top.</param>
/// <param name="Commit">The commit, 40 hexadecimal digits.</param>
/// <param name="Date">When it was committed, as git writes it: ISO 8601.</param>
/// <param name="Changed">Whether there are files that are not as the commit has them.</param>
internal sealed record SourceTree(string Folder, string Commit, string Date, bool Changed)
{
    private const string Solution = "PatchKit.slnx";

    /// <summary>What the program says of where it comes from.</summary>
    public string Revision => Changed ? $"{Commit}.changed" : Commit;

    /// <summary>A path in it.</summary>
    public string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Looks at the checkout that a folder lies in.</summary>
    public static async Task<Result<SourceTree>> Open(IFileSystem files, string start)
    {
        var folder = Path.GetFullPath(start);
        while (!files.File.Exists(Path.Combine(folder, Solution)))
        {
            if (Path.GetDirectoryName(folder) is not { } parent)
                return new Refusal(RefusalCode.InputMissing, start,
                    $"no folder from here upwards holds {Solution}: a program is published from a checkout, with the .NET SDK. "
                    + "An Applier that was published elsewhere goes on a stick with --applier");
            folder = parent;
        }

        if (!(await Tool.Run("git", ["rev-parse", "HEAD"], folder).ConfigureAwait(false)).TryGet(out var commit, out var refusal)
            || !(await Tool.Run("git", ["show", "--no-patch", "--format=%cI", "HEAD"], folder).ConfigureAwait(false))
                .TryGet(out var date, out refusal)
            || !(await Tool.Run("git", ["status", "--porcelain"], folder).ConfigureAwait(false))
                .TryGet(out var changes, out refusal))
        {
            return refusal;
        }

        return new SourceTree(folder, commit.Trim(), date.Trim(), changes.Length > 0);
    }
}
