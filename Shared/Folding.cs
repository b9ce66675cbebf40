using System.Text.RegularExpressions;

namespace PatchKit.Shared;

/// <summary>Folds text at blanks to a width, the same for every operator and for letters.</summary>
internal static partial class Folding
{
    /// <summary>
    /// The lines of <paramref name="text"/>, none longer than <paramref name="width"/>. Its own line ends stay, a longer word is
    /// cut.
    /// </summary>
    public static IEnumerable<string> Fold(string text, int width)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var rest = paragraph.TrimEnd();
            while (rest.Length > width)
            {
                var at = rest.LastIndexOf(' ', width);
                var end = at > 0 ? at : width;
                yield return rest[..end].TrimEnd();
                rest = rest[end..].TrimStart();
            }

            yield return rest;
        }
    }

    /// <summary>
    /// The same; what goes on below a list's mark (<c>- </c>, <c>2. </c>, <c>[OK] </c>) or a blank beginning stands under its
    /// text.
    /// </summary>
    public static IEnumerable<string> FoldHanging(string text, int width)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var mark = ListMark().Match(line).Value;
            foreach (var folded in mark.Length < width / 2 ? Hang(mark, line[mark.Length..], width) : Fold(line, width))
                yield return folded;
        }
    }

    [GeneratedRegex(@"^\s*(?:(?:[-*!]|\d+\.|\[..\]|->)\s+)?")]
    private static partial Regex ListMark();

    /// <summary>The same with a mark before the first line; the others are indented by as much.</summary>
    public static IEnumerable<string> Hang(string mark, string text, int width) =>
        Fold(text, width - mark.Length).Select((line, index) => (index == 0 ? mark : new string(' ', mark.Length)) + line);
}
