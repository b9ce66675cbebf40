using System.IO.Abstractions;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>Every mistake of the table is told at its place; what only warns refuses when it is asked to.</summary>
public sealed class AuthoringMistakeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<int> InYaml => [.. Enumerable.Range(0, AuthoringMistakes.All.Count)];

    public static TheoryData<int> InFiles => [.. Enumerable.Range(0, AuthoringMistakes.Files.Count)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(InYaml))]
    public void A_mistake_in_the_file_is_told_with_line_and_column(int number)
    {
        var mistake = AuthoringMistakes.All[number];
        var at = 0;
        Sample.Copy(_folder, text =>
        {
            at = text.IndexOf(mistake.Old, StringComparison.Ordinal);
            Assert.True(at >= 0, $"the sample has no '{mistake.Old}' any more");
            return string.Concat(text.AsSpan(0, at), mistake.Changed, text.AsSpan(at + mistake.Old.Length));
        });
        var yaml = _folder.At("campaign.yaml");
        var text = File.ReadAllText(yaml);
        Told(mistake.Warned, $"{yaml}:{Place(text, mistake.At, at)}", mistake.Told);
    }

    [Theory]
    [MemberData(nameof(InFiles))]
    public void A_mistake_beside_it_is_told_with_its_file(int number)
    {
        var (file, content, told, warned) = AuthoringMistakes.Files[number];
        Sample.Copy(_folder);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(file))!);
        File.WriteAllBytes(_folder.At(file), content);
        // A step that names the file is where its author looks; a folder is meant as a whole.
        Told(warned, "", told);
    }

    [Fact]
    public void A_link_is_refused()
    {
        Sample.Copy(_folder);
        File.CreateSymbolicLink(_folder.At("payload/link.cfg"), _folder.At("payload/ucs/ucs.cfg"));
        Told(warned: false, _folder.At("payload/link.cfg"), "a link cannot stand in a bundle");
    }

    [Theory]
    [InlineData("[/S]", "[/U]", "", "no probe names the product", true)]
    [InlineData("[/S /quiet]", "[/U]", "Other", "one argument with a blank in it", true)]
    [InlineData("[/Silent]", "[/SILENT]", "Other", "an undo by them would install again", false)]
    public void What_an_EXE_lacks_is_told(string arguments, string undo, string product, string told, bool warned)
    {
        Sample.Copy(_folder, text => text.Replace("    kind: enable-firewall\n",
            $"    kind: run-installer\n    payload: payload/x.exe\n    arguments: {arguments}\n    undoArguments: {undo}\n",
            StringComparison.Ordinal).Replace("- { kind: firewall }\n", product == "Other"
                ? "- { kind: product, name: Other }\n"
                : "- { kind: registry, key: HKLM\\SOFTWARE\\Other, name: Version, equalTo: 1 }\n", StringComparison.Ordinal));
        File.WriteAllBytes(_folder.At("payload/x.exe"), "MZ"u8);
        Told(warned, "", told);
    }

    [Theory]
    [InlineData("x.msi", "{ kind: product, name: Other }", "MSCF", "'payload/x.msi' is not an MSI", false)]
    [InlineData("x.msp", "{ kind: product, name: Other }", "MZ", "'payload/x.msp' is not an MSP", false)]
    [InlineData("x.msu", "{ kind: hotfix, kb: KB5012345 }", "MZ", "'payload/x.msu' is not an MSU", false)]
    [InlineData("x.MSU", "{ kind: hotfix, kb: KB5012345 }", "", "'payload/x.MSU' is empty", false)]
    [InlineData("w-kb5012344.msu", "{ kind: hotfix, kb: KB5012345 }", "MSCF", "another number than KB5012345", true)]
    [InlineData("w-kb5012345.msu", "{ kind: hotfix, kb: KB5012345 }", "MSCF", "this stand-in is missing", true)]
    public void What_a_file_of_Windows_installers_lacks_is_told(string file, string proof, string bytes, string told, bool warned)
    {
        Sample.Copy(_folder, text => text.Replace("    kind: enable-firewall\n",
            $"    kind: run-installer\n    payload: payload/{file}\n", StringComparison.Ordinal)
            .Replace("- { kind: firewall }\n", $"- {proof}\n", StringComparison.Ordinal));
        File.WriteAllBytes(_folder.At($"payload/{file}"), System.Text.Encoding.ASCII.GetBytes(bytes));
        Told(warned, "", told);
    }

    [Theory]
    [InlineData("KB5012345", "")]
    [InlineData("KB5012346", "this stand-in does not leave it")]
    public void A_stand_in_of_an_update_leaves_that_update(string leaves, string told)
    {
        Sample.Copy(_folder, text => text.Replace("    kind: enable-firewall\n",
            "    kind: run-installer\n    payload: payload/w.msu\n", StringComparison.Ordinal)
            .Replace("- { kind: firewall }\n", "- { kind: hotfix, kb: KB5012345 }\n", StringComparison.Ordinal));
        File.WriteAllBytes(_folder.At("payload/w.msu"), "MSCF"u8);
        File.WriteAllText(_folder.At("rehearsal/standins/w.msu.standin.json"), $$"""
            { "schema": "1.0", "note": "a stand-in", "hotfix": "{{leaves}}", "files": [], "registry": [], "services": [] }
            """);
        if (told.Length > 0)
            Told(warned: true, "", told);
        else
            Assert.Empty(new CampaignReader(new FileSystem()).Read(_folder.Path).Value.Warnings);
    }

    [Fact]
    public void What_an_instrument_lacks_is_warned_of()
    {
        Sample.Copy(_folder);
        foreach (var name in InstrumentTemplate.Needed)
        {
            var file = _folder.At($"rehearsal/miseqdx/modes/RUO/{name}");
            File.Delete(file);
            Told(warned: true, file, "this file is missing");
        }

        Directory.Delete(_folder.At("rehearsal/miseqdx/modes/RUO/C"), recursive: true);
        Told(warned: true, _folder.At("rehearsal/miseqdx/modes/RUO/C"), "every mode has a C drive");
        Directory.Delete(_folder.At("rehearsal/miseqdx/modes/RUO"), recursive: true);
        Told(warned: true, _folder.At("rehearsal/miseqdx/modes/RUO"), "this folder is missing");
    }

    [Fact]
    public void A_file_that_empties_another_one_is_warned_of()
    {
        Sample.Copy(_folder, text => text.Replace("        contains: ListenAddress=127.0.0.1\n", "", StringComparison.Ordinal));
        File.WriteAllBytes(_folder.At("payload/ucs/ucs.cfg"), []);
        Told(warned: true, _folder.At("campaign.yaml"), "'payload/ucs/ucs.cfg' is empty");
    }

    [Fact]
    public void A_campaign_by_a_similar_name_is_named()
    {
        Sample.Copy(_folder);
        File.Move(_folder.At("campaign.yaml"), _folder.At("campaign.yml"));
        Assert.Contains("is it 'campaign.yml'?", new CampaignReader(new FileSystem()).Read(_folder.Path).Refusal?.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_rehearsal_misses_is_warned_of()
    {
        Sample.Copy(_folder);
        var standIn = _folder.At("rehearsal/standins/ucs-patch.msi.standin.json");
        File.Delete(standIn);
        Told(warned: true, standIn, "this stand-in is missing");
        Directory.Delete(_folder.At("rehearsal"), recursive: true);
        Told(warned: true, _folder.At("rehearsal"), "there is no make-believe instrument");
    }

    [Fact]
    public void There_are_ninety_five_of_them_at_least() =>
        Assert.InRange(AuthoringMistakes.All.Count + AuthoringMistakes.Files.Count, 95, int.MaxValue);

    [Fact]
    public void Without_a_mistake_there_is_no_warning() =>
        Assert.Empty(new CampaignReader(new FileSystem()).Read(Sample.Folder).Value
        .Warnings);

    private void Told(bool warned, string place, string message)
    {
        var read = new CampaignReader(new FileSystem()).Read(_folder.Path);
        var said = read.Refusal is { } refusal
            ? $"{refusal.Place}: {refusal.Reason}".Split('\n')
            : [.. read.Value.Warnings.Select(warning => warning.ToString())];
        Assert.True(warned == (read.Refusal is null), string.Join('\n', said));
        Assert.True(Array.Exists(said, line => line.StartsWith(place.Length == 0 ? _folder.Path : place, StringComparison.Ordinal)
            && line.Contains(message, StringComparison.Ordinal)), $"{place} {message}\nbut\n{string.Join('\n', said)}");
        if (warned)
        {
            var strict = new BundleBuilder(new FileSystem()).Build(_folder.Path, _folder.At("b.zip"), strict: true).Refusal;
            Assert.Equal(RefusalCode.CampaignInvalid, strict?.Code);
            Assert.False(File.Exists(_folder.At("b.zip")));
        }
    }

    private static string Place(string text, string at, int change)
    {
        if (at is "^" or "<")
            return "";
        var index = at[0] switch
        {
            '^' => text.IndexOf(at[1..], StringComparison.Ordinal),
            '<' => text.LastIndexOf(at[1..], change, StringComparison.Ordinal),
            _ => text.IndexOf(at, change, StringComparison.Ordinal),
        };
        Assert.True(index >= 0, $"there is no '{at}'");
        // A list's item is the value behind its dash and its anchor.
        if (at[0] == '<' && text.AsSpan(index).StartsWith("- "))
            index += 2;
        var before = text[..index];
        return $"{before.Count(letter => letter == '\n') + 1}:{index - before.LastIndexOf('\n')}";
    }
}
