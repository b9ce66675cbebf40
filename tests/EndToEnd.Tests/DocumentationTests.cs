using System.Text.RegularExpressions;

namespace PatchKit.Tests.EndToEnd;

/// <summary>What the pages promise by the name of a test is there.</summary>
public partial class DocumentationTests
{
    [Fact]
    public void Every_test_that_a_page_names_exists()
    {
        var tests = Repository.Sources("tests").Select(File.ReadAllText)
            .Select(text => (Text: text, Types: TypeName().Matches(text))).ToList();
        var named =
            from page in Pages()
            from match in NamedTest().Matches(File.ReadAllText(page))
            select (Page: Repository.Relative(page), Type: match.Groups[1].Value, Test: match.Groups[2].Value);

        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, one => !tests.Exists(file =>
            file.Types.Any(type => type.Groups[1].Value == one.Type)
                && file.Text.Contains($" {one.Test}(", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Pages() => Directory.EnumerateFiles(Repository.Root, "*.md")
        .Concat(new[] { "docs", "keys", "media-layout" }.SelectMany(folder =>
            Directory.EnumerateFiles(Repository.Folder(folder), "*.md", SearchOption.AllDirectories)));

    [GeneratedRegex(@"`(\w+)\.([A-Z][a-zA-Z0-9]*_\w+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex TypeName();
}
