using PatchKit.Shared.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// What a person gets wrong in YAML, in their words. The reader's own sentences tell what its grammar expected, which is seldom
/// what has to be changed.
/// </summary>
internal static class YamlMistakes
{
    private const string Escape =
        "between \"…\" a backslash begins an escape; write a path without quotation marks, or between '…'";

    private const char NonBreaking = '\u00a0';

    // Parts of YamlDotNet's sentences, and what the author does about it; the first that fits is said.
    private static readonly (string Seen, string Advice)[] Sentences =
    [
        ("expected '-' indicator", "this line is indented neither like the items of the list above ('- ') nor like what stands "
            + "around the list"),
        ("expected key",
            "no name with a colon and a blank behind it is found here: is the line indented like the names around it, "
            + "and does a text with quotation marks of its own stand between '…', each ' in it doubled?"),
        ("expected ',' or",
            "a bracket is open here: each item ends with a comma, and a text with a comma, a colon, a bracket or a " +
            "# in it stands in quotation marks"),
        ("invalid mapping",
            "a colon stands inside a value: a text with a colon and a blank in it stands in quotation marks, and a "
            + "name is indented like the names around it"),
        ("unknown escape", Escape),
        ("hexadecimal", Escape),
        ("wrong indentation", "a quotation mark that was opened is not closed in its line"),
        ("quoted scalar, found unexpected", "a quotation mark that was opened is not closed"),
        ("a block scalar", "a text that begins with > or | stands in quotation marks"),
        ("cannot start any token", "a text that begins with this character stands in quotation marks"),
        ("a tag", "a text that begins with ! stands in quotation marks"),
        ("an anchor or alias", "a text that begins with * or & stands in quotation marks"),
    ];

    /// <summary>
    /// The same mistake, told so that its author knows what to change; unchanged where nothing better is known.
    /// </summary>
    public static YamlException Plain(string text, YamlException wrong)
    {
        if (Blank(text, wrong.Start, '\t') is { } tab)
            return new(tab, tab, "a tab stands where blanks belong: YAML is indented with blanks alone");
        if (Blank(text, wrong.Start, NonBreaking) is { } blank)
            return new(blank, blank, "a non-breaking blank (U+00A0) stands where a blank belongs, as a word processor writes it");
        var known = Array.Find(Sentences, sentence => wrong.Message.Contains(sentence.Seen, StringComparison.Ordinal)).Advice;
        return known is null ? wrong : new(wrong.Start, wrong.End, $"{known} (YAML: {wrong.Message.TrimEnd('.')})");
    }

    /// <summary>Comments that were perhaps meant as the rest of a text: <c>en: Close port #8081</c> says "Close port".</summary>
    public static IEnumerable<(FilePosition At, string Message)> CutOff(string text)
    {
        var lines = text.Split('\n');
        var scanner = new Scanner(new StringReader(text), skipComments: false);
        while (scanner.MoveNext())
        {
            if (scanner.Current is not Comment { IsInline: true } comment)
                continue;
            var (line, column) = ((int)comment.Start.Line, (int)comment.Start.Column);
            var rest = lines[line - 1].AsSpan(column - 1).TrimStart('#').TrimEnd();
            if (rest.Length > 0 && char.IsLetterOrDigit(rest[0]))
                yield return (new(line, column),
                    $"'#{JsonLeaf.Short(rest.ToString())}' is a comment and no part of the text before it; put the text into " +
                    "quotation marks, or a blank behind the #");
        }
    }

    // YamlDotNet reports some tabs at the beginning of the file, or where the line that they broke began.
    private static Mark? Blank(string text, Mark reported, char blank)
    {
        var lines = text.Split('\n');
        for (var line = 0; line < lines.Length; line++)
        {
            var indent = lines[line].Length - lines[line].TrimStart(' ', '\t', NonBreaking).Length;
            var at = blank == '\t' ? lines[line].AsSpan(0, indent).IndexOf(blank) : lines[line].IndexOf(blank);
            if (at >= 0 && (reported.Line <= 1 || Math.Abs(reported.Line - (line + 1)) <= (blank == '\t' ? 0 : 1)))
                return new Mark(0, line + 1, at + 1);
        }

        return null;
    }
}
