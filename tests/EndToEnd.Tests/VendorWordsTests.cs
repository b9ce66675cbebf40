using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The programs serve any vendor's instruments: what an instrument, a boot mode or a maker is called stands in campaigns alone.
/// Comments may take their examples from the first one.
/// </summary>
public sealed partial class VendorWordsTests
{
    private static readonly string[] Words = ["dx", "ruo"];

    private static readonly string[] Programs = ["Shared", "Packager", "Applier"];

    // Looked at by their own tests, by what they say and not by their comments.
    private static readonly string[] Read = [".cs", ".resx"];

    // A font is no text.
    private const string Font = ".ttf";

    private static readonly string[] Parts = ["illumina", "miseq", "nextseq", "sequencing"];

    [Theory]
    [InlineData("Shared")]
    [InlineData("Packager")]
    [InlineData("Applier")]
    public void No_name_and_no_text_of_the_programs_is_a_vendors(string project)
    {
        var spoken = Repository.Sources(project).SelectMany(InCode)
            .Concat(Directory.EnumerateFiles(Repository.Folder(project), "*.resx", SearchOption.AllDirectories)
                .SelectMany(InTexts))
            .ToList();

        Assert.True(spoken.Count > 1000, "too little was read to prove anything");
        Assert.Empty(spoken.Where(one => IsVendors(one.Text)).Select(one => $"{Repository.Relative(one.File)}: {one.Text}"));
    }

    [Fact]
    public void Nothing_on_a_stick_beside_its_campaign_and_nothing_in_a_new_campaign_is_a_vendors()
    {
        var texts = Directory.EnumerateFiles(Repository.Folder("media-layout"), "START-HERE.*")
            .Concat(Programs.SelectMany(project => Directory.EnumerateFiles(
                Repository.Folder(project), "*", SearchOption.AllDirectories)))
            .Where(file => !Read.Append(Font).Contains(Path.GetExtension(file)) && !IsMade(file)).ToList();

        Assert.InRange(texts.Count, 25, int.MaxValue);
        Assert.Contains(texts, file => file.EndsWith("campaign.yaml", StringComparison.Ordinal));
        Assert.Empty(texts.SelectMany(file => File.ReadLines(file).Where(IsVendors)
            .Select(line => $"{Repository.Relative(file)}: {line}")));
    }

    private static bool IsMade(string file) => Repository.Relative(file).Split('/')
        .Any(part => part is "bin" or "obj" or "packages.lock.json");

    [Theory]
    [InlineData("Dx", true)]
    [InlineData("RUO mode", true)]
    [InlineData("IsDxMode", true)]
    [InlineData("the MiSeqDx", true)]
    [InlineData("a sequencing run", true)]
    [InlineData("CycloneDX", false)]
    [InlineData("CycloneDx", false)]
    [InlineData("sbom.cdx.json", false)]
    [InlineData("Index", false)]
    [InlineData("ruolo", false)]
    [InlineData("Sequence", false)]
    public void A_vendors_word_is_told(string text, bool vendors) => Assert.Equal(vendors, IsVendors(text));

    private static IEnumerable<(string File, string Text)> InCode(string file) => CSharpSyntaxTree
        .ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens()
        .Where(token => token.IsKind(SyntaxKind.IdentifierToken) || token.Value is string
            || token.IsKind(SyntaxKind.InterpolatedStringTextToken))
        .Select(token => (file, token.ValueText));

    private static IEnumerable<(string File, string Text)> InTexts(string file) =>
        XDocument.Load(file).Descendants("data").SelectMany(data => new[] { (string)data.Attribute("name")!, data.Value })
            .Select(text => (file, text));

    private static bool IsVendors(string text)
    {
        var bare = text.Replace("CycloneDX", "", StringComparison.OrdinalIgnoreCase);
        return Parts.Any(part => bare.Contains(part, StringComparison.OrdinalIgnoreCase))
            || Word().Matches(bare).Any(word => Words.Contains(word.Value.ToLowerInvariant()));
    }

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Word();
}
