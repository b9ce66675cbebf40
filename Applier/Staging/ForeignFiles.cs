using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Staging;

/// <summary>
/// What lies on a stick and is none of ours: a scanner's report, what other systems leave behind. It is never read; it is listed,
/// so that a site's IT can see that we saw it.
/// </summary>
internal static class ForeignFiles
{
    /// <summary>How many are listed at most.</summary>
    internal const int Most = 20;

    private const int LongestName = 80;

    /// <summary>
    /// Names at the stick's top that the layout does not know, cleaned: nobody vouched for them.
    /// </summary>
    /// <exception cref="IOException">The stick cannot be read any more.</exception>
    public static IEnumerable<string> On(IFileSystem files, string stickRoot) => files.Directory
        .EnumerateFileSystemEntries(stickRoot)
        .Select(path => files.Path.GetFileName(path)!)
        .Where(name => !StickLayout.TopLevel.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal)
        .Take(Most)
        .Select(name => Printable.Line(name, LongestName));
}
