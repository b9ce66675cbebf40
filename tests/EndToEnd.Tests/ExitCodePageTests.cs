using System.Text.RegularExpressions;

namespace PatchKit.Tests.EndToEnd;

/// <summary>Every exit code of docs/exit-codes.md is reached: the page names a test that asks for it.</summary>
public partial class ExitCodePageTests
{
    private static readonly string Page = File.ReadAllText(Repository.Folder("docs", "exit-codes.md"));

    [Fact]
    public void The_page_names_a_test_for_every_code()
    {
        var codes = Code().Matches(Page).Select(row => (row.Groups[1].Value, row.Groups[2].Value));
        var reached = Reached().Matches(Page).Select(row => (row.Groups[1].Value, row.Groups[2].Value));
        Assert.Equal(codes.Order(), reached.Order());
    }

    [Fact]
    public void Each_of_these_tests_asks_for_the_code_that_it_stands_beside()
    {
        var sources = Repository.Sources("tests").Select(File.ReadAllText).ToList();
        Assert.All(Reached().Matches(Page), row =>
        {
            var (name, type, test) = (row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value);
            var source = Assert.Single(sources, text => text.Contains($"class {type}", StringComparison.Ordinal)
                && text.Contains($" {test}(", StringComparison.Ordinal));
            var whole = Whole(source, source.IndexOf($" {test}(", StringComparison.Ordinal));
            // What it asks may stand in a helper of its class.
            var helpers = Helper().Matches(source).Where(helper => whole.Contains($"{helper.Groups[1].Value}(",
                StringComparison.Ordinal)).Select(helper => Whole(source, helper.Index));
            Assert.Matches($@"\b(?:RefusalCode|ExitCodes)\.{name}\b", string.Concat([whole, .. helpers]));
        });
    }

    // From the attributes before a test to the next one's.
    private static string Whole(string source, int at)
    {
        var begins = source.LastIndexOf("\n\n", at, StringComparison.Ordinal);
        var ends = Next().Match(source, at + 1);
        return source[Math.Max(0, begins)..(ends.Success ? ends.Index : source.Length)];
    }

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \| (?!`).+ \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \| `(\w+)\.(\w+)` \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Reached();

    [GeneratedRegex(@"\n\n    (?:\[|private|public|internal|///)")]
    private static partial Regex Next();

    [GeneratedRegex(@"\n    private (?:static )?(?:async )?[\w<>]+ (\w+)\(")]
    private static partial Regex Helper();
}
