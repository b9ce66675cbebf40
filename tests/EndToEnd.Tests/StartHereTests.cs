using System.Text.RegularExpressions;
using PatchKit.Shared.Values;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>The first page that a technician sees: a text file on the stick, in Notepad.</summary>
public sealed partial class StartHereTests(Round round)
{
    public static TheoryData<string> Languages => [.. LocalizedText.Languages];

    [Theory, MemberData(nameof(Languages))]
    public void Start_here_says_in_six_points_what_to_do_and_whom_to_call(string language)
    {
        var text = File.ReadAllText(Path.Combine(round.Stick, $"START-HERE.{language}.txt"));

        Assert.Equal(["1", "2", "3", "4", "5", "6"], Point().Matches(text).Select(point => point.Groups[1].Value));
        Assert.Contains("+00 000 0000", text, StringComparison.Ordinal);
        Assert.Contains("Windows 7", text, StringComparison.Ordinal);
        // Older Notepads show everything in one line otherwise, and a narrow window breaks what is longer.
        Assert.Equal(text.Count(one => one == '\n'), text.Split("\r\n").Length - 1);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
        Assert.DoesNotContain('{', text.Split("PowerShell")[0]);
    }

    [GeneratedRegex(@"^([0-9])\. ", RegexOptions.Multiline)]
    private static partial Regex Point();
}
