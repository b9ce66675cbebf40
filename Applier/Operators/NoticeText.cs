using System.Text.RegularExpressions;

namespace PatchKit.Applier.Operators;

/// <summary>
/// A notice in Markdown as a person reads it on a screen of text: headings underlined, lists with their marks, paragraphs whole
/// again, and no mark of emphasis left. What it does not know it shows as it stands.
/// </summary>
internal static partial class NoticeText
{
    private const int LongestRule = 60;

    /// <summary>Paragraphs, list entries and headings, one a line and to be folded; blank lines between them.</summary>
    public static IEnumerable<string> Of(string markdown)
    {
        var blank = true;
        foreach (var line in Blocks(markdown))
        {
            if (line.Length > 0 || !blank)
                yield return line;
            blank = line.Length == 0;
        }
    }

    private static IEnumerable<string> Blocks(string markdown)
    {
        var paragraph = "";
        foreach (var raw in markdown.ReplaceLineEndings("\n").Trim().Split('\n'))
        {
            var line = raw.TrimEnd();
            var begins = line.Length == 0 || Heading().IsMatch(line) || Entry().IsMatch(line) || line.StartsWith('|');
            if (begins && paragraph.Length > 0)
            {
                yield return Plain(paragraph);
                paragraph = "";
            }

            if (Heading().Match(line) is { Success: true } heading)
            {
                var words = Plain(heading.Groups["words"].Value);
                yield return "";
                yield return words;
                yield return new string('-', Math.Min(words.Length, LongestRule));
            }
            else if (Entry().Match(line) is { Success: true } entry)
            {
                paragraph = $"{entry.Groups["indent"].Value}{entry.Groups["mark"].Value} {entry.Groups["words"].Value}";
            }
            else if (line.Length == 0)
            {
                yield return "";
            }
            else if (line.StartsWith('|'))
            {
                // A table's row; the line of dashes below its head says nothing.
                var cells = line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
                if (!cells.All(cell => cell.Trim('-', ':').Length == 0))
                    yield return Plain(string.Join(" - ", cells));
            }
            else
            {
                var words = line.TrimStart().TrimStart('>').TrimStart();
                paragraph = paragraph.Length == 0 ? words : $"{paragraph} {words}";
            }
        }

        if (paragraph.Length > 0)
            yield return Plain(paragraph);
    }

    private static string Plain(string text)
    {
        text = Link().Replace(text, match =>
            match.Groups["words"].Value == match.Groups["address"].Value || match.Groups["address"].Value is "#"
                ? match.Groups["words"].Value
                : $"{match.Groups["words"].Value} ({match.Groups["address"].Value})");
        return Escape().Replace(Emphasis().Replace(text, ""), "$1");
    }

    [GeneratedRegex(@"^#{1,6}\s+(?<words>.*?)\s*#*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(?<indent>\s*)(?<mark>[-*+]|\d+[.)])\s+(?<words>\S.*)$")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\[(?<words>[^\]]+)\]\((?:mailto:)?(?<address>[^)\s]+)\)")]
    private static partial Regex Link();

    // Stars and lines around words, not those inside a name or standing alone.
    [GeneratedRegex(@"(?<![\\\w])(?:\*\*|__|\*|_|`)(?=\S)|(?<=[^\s\\])(?:\*\*|__|\*|_|`)(?!\w)")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"\\([\\`*_{}\[\]()#+\-.!>|])")]
    private static partial Regex Escape();
}
