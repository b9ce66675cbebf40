using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>
/// The pictures of the README and of both guides are the program's present screens: each is drawn from a screen that other tests
/// hold the running program to. <c>tests/pictures.sh</c> draws them anew.
/// </summary>
public sealed partial class PictureTests
{
    private static readonly string[] Pages = ["README.md", "docs/operator-guide.md", "docs/operator-guide.it.md"];

    public static TheoryData<string, string> Drawn()
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, language) in Pages.SelectMany(Shown).Select(one => (one.Name, one.Language)).Distinct())
            data.Add(name, language);
        return data;
    }

    [Theory, MemberData(nameof(Drawn))]
    public void A_picture_of_a_page_is_a_present_screen_of_the_program(string name, string language)
    {
        var screen = File.ReadAllText(DocPage.At("tests", "Applier.Tests", "Operators", "screens", language, $"{name}.txt"));
        var picture = Picture.Of(screen, $"{name}, {language}");
        var file = DocPage.At("docs", "images", $"{name}-{language}.svg");
        if (Environment.GetEnvironmentVariable("PATCHKIT_APPROVE") == "1")
            File.WriteAllText(file, picture);
        Assert.True(File.Exists(file), $"{file} is missing: tests/pictures.sh draws it");
        Assert.Equal(File.ReadAllText(file), picture);
    }

    [Fact]
    public void Both_guides_show_the_same_screens_each_in_its_language_and_the_README_shows_one_of_each()
    {
        var (english, italian) = (Shown(Pages[1]).ToList(), Shown(Pages[2]).ToList());
        Assert.All(english, one => Assert.Equal("en", one.Language));
        Assert.All(italian, one => Assert.Equal("it", one.Language));
        Assert.Equal(english.Select(one => one.Name), italian.Select(one => one.Name));
        Assert.InRange(english.Count, 10, 40);
        Assert.Equal(["en", "it"], Shown(Pages[0]).Select(one => one.Language).Order(StringComparer.Ordinal));
        // Who sees no picture reads what it shows.
        Assert.All(Pages.SelectMany(Shown), one => Assert.InRange(one.Instead.Length, 10, 200));
    }

    [Fact]
    public void No_picture_is_left_over() => Assert.Equal(
        Pages.SelectMany(Shown).Select(one => $"{one.Name}-{one.Language}.svg").Distinct().Order(StringComparer.Ordinal),
        Directory.GetFiles(DocPage.At("docs", "images"), "*.svg").Select(file => Path.GetFileName(file)!)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void A_picture_has_every_line_of_its_screen()
    {
        var screen = " a <b> & \"c\"\n\n   [OK] – d\n";
        var texts = XDocument.Parse(Picture.Of(screen, "t")).Descendants().Where(one => one.Name.LocalName == "text")
            .Select(one => one.Value);
        Assert.Equal(["a <b> & \"c\"", "[OK] – d"], texts);
    }

    private static IEnumerable<(string Page, string Instead, string Name, string Language)> Shown(string page) =>
        PictureOf().Matches(File.ReadAllText(DocPage.At(page.Split('/'))))
            .Select(match => (page, match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value));

    [GeneratedRegex(@"!\[([^\]]*)\]\((?:docs/)?images/([a-z0-9-]+)-(en|it)\.svg\)")]
    private static partial Regex PictureOf();
}
