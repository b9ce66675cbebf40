using System.Globalization;
using System.IO.Abstractions;
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

    /// <summary>
    /// Names at the stick's top that the layout does not know; a character that could draw on the screen shows as a question
    /// mark.
    /// </summary>
    /// <exception cref="IOException">The stick cannot be read any more.</exception>
    public static IEnumerable<string> On(IFileSystem files, string stickRoot) => files.Directory
        .EnumerateFileSystemEntries(stickRoot)
        .Select(path => files.Path.GetFileName(path)!)
        .Where(name => !StickLayout.TopLevel.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal)
        .Take(Most)
        .Select(name => string.Concat(name.Select(c => Draws(c) ? '?' : c)));

    // Control characters move the cursor, format characters turn the direction of writing around and hide letters.
    private static bool Draws(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
        or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;
}
