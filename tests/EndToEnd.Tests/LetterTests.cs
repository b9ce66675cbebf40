using System.Text.Json.Nodes;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Values;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>The letter that goes ahead of a stick says what the first screen will show.</summary>
public sealed class LetterTests(Round round) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-letter-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_letter_has_the_fingerprint_of_the_desks_own_root_in_the_languages_of_the_delivery()
    {
        var shown = (await Built.Packager.Run("verify", round.Stick, "--root", round.Root)).Ended(0).Output
            .Split('\n').Single(line => line.Contains("trusted", StringComparison.Ordinal)).Split(": ")[1].Trim();
        var letter = (await Built.Packager.Run("letter", round.Stick, "--root", round.Root)).Ended(0).Output;
        var words = letter.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

        // Ten groups in two lines, once a language.
        Assert.Equal(2, letter.Split(string.Join(' ', shown.Split(' ')[..5])).Length - 1);
        Assert.Equal(2, letter.Split(string.Join(' ', shown.Split(' ')[5..])).Length - 1);
        Assert.Contains("REHEARSAL", letter, StringComparison.Ordinal);
        Assert.Contains("Radice 1:", letter, StringComparison.Ordinal);
        Assert.Contains("M70503: Dx, RUO", letter, StringComparison.Ordinal);
        Assert.Contains(Sha256Digest.Of(File.ReadAllBytes(Path.Combine(round.Stick, "FILES.sha256"))).Hex, words);
        Assert.All(letter.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 78));
    }

    [Fact]
    public async Task One_language_goes_to_a_file_and_nothing_is_replaced()
    {
        var file = Path.Combine(_folder, "lettera.txt");
        (await Built.Packager.Run("letter", round.Stick, "--root", round.Root, "--language", "it", "--output", file)).Ended(0);
        Assert.Contains("Prima di iniziare", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.DoesNotContain("Before you begin", File.ReadAllText(file), StringComparison.Ordinal);
        (await Built.Packager.Run("letter", round.Stick, "--root", round.Root, "--output", file))
            .Ended((int)RefusalCode.OutputExists);
    }

    [Fact]
    public async Task A_stick_that_is_not_whole_or_of_another_root_gets_no_letter()
    {
        var stick = Path.Combine(_folder, "stick");
        Tree.Copy(round.Stick, stick);
        File.AppendAllText(Path.Combine(stick, "FILES.sha256"), " ");
        (await Built.Packager.Run("letter", stick, "--root", round.Root)).Ended((int)RefusalCode.FileLength);
        using var foundry = new Foundry();
        using var other = foundry.Make(DateTimeOffset.UtcNow, "OTHER-1");
        (await Built.Packager.Run("letter", round.Stick, "--root", other.Root)).Ended((int)RefusalCode.SignatureInvalid);
    }

    [Fact]
    public async Task What_a_site_gets_before_the_visit_is_made_in_a_folder_of_its_own()
    {
        var folder = Path.Combine(_folder, "visit");
        var answer = JsonNode.Parse((await Built.Packager.Run(
            "previsit", round.Stick, "--root", round.Root, "--output", folder, "--json")).Ended(0).Output)!;
        var names = answer["files"]!.AsArray().Select(name => (string)name!).ToList();
        Assert.Equal(Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal), names);
        Assert.Empty(answer["unmade"]!.AsArray());
        (await Published.Tool("sha256sum", ["--check", "--strict", "--quiet", "FILES.sha256"], folder)).Ended(0);
        var sheet = File.ReadAllText(Path.Combine(folder, "visit.it.html"));
        Assert.Contains("PROVA - tutto simulato", sheet, StringComparison.Ordinal);
        Assert.Contains("M70503", sheet, StringComparison.Ordinal);
        (await Built.Packager.Run("previsit", round.Stick, "--root", round.Root, "--output", folder))
            .Ended((int)RefusalCode.OutputExists);
    }

    [Fact]
    public void Each_sentence_stands_in_each_language() => Assert.All(LocalizedText.Languages, language =>
        Assert.Equal(StickLetter.Texts.Keys("en").Order(StringComparer.Ordinal),
            StickLetter.Texts.Keys(language).Order(StringComparer.Ordinal)));
}
