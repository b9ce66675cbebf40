using System.IO.Abstractions;
using System.Text;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>The texts of a campaign are judged by their bytes, and what does not belong to it is named.</summary>
public sealed class CampaignTextsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public CampaignTextsTests() => Sample.Copy(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ucs-users.cmd")]
    [InlineData("ucs-users.sh")]
    public void A_script_with_a_byte_order_mark_or_in_utf_16_is_refused(string name)
    {
        var script = _folder.At($"scripts/{name}");
        var text = File.ReadAllText(script);

        File.WriteAllText(script, text, new UTF8Encoding(true));
        Assert.Contains("byte-order mark", Refused(script), StringComparison.Ordinal);
        File.WriteAllText(script, text, Encoding.Unicode);
        Assert.Contains("UTF-16", Refused(script), StringComparison.Ordinal);
    }

    [Fact]
    public void A_notice_in_another_encoding_is_refused_at_its_line_and_byte()
    {
        var notice = _folder.At("notices/notice.it.md");
        File.WriteAllBytes(notice, [.. "# Avviso\nPerch"u8, 0xE9, .. " ora\n"u8]);

        Assert.Contains("0xe9", Refused($"{notice}:2:6"), StringComparison.Ordinal);
        Assert.Contains("byte 15", Refused($"{notice}:2:6"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" \n\t\n", "empty")]
    [InlineData("# Notice\n\u202egnp.exe\n", "bidirectional")]
    [InlineData("# Notice\n\u001b[2J\n", "control")]
    public void A_notice_that_a_screen_would_not_show_as_written_is_refused(string text, string reason)
    {
        File.WriteAllText(_folder.At("notices/notice.en.md"), text);

        Assert.Contains(reason, Refused(_folder.At("notices/notice.en.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Litter_is_named_and_left_out_and_what_no_plan_uses_is_named()
    {
        string[] litter = ["payload/Thumbs.db", "notices/desktop.ini", "notices/~$notice.docx", "payload/._x",
            "scripts/.DS_Store", "payload/.git", "payload/System Volume Information"];
        foreach (var file in litter)
            File.WriteAllText(_folder.At(file), "x");
        File.WriteAllText(_folder.At("payload/forgotten.txt"), "x");

        var campaign = new CampaignReader(new FileSystem()).Read(_folder.Path).Value;

        Assert.DoesNotContain(campaign.Manifest.Files, file => litter.Contains(file.Path.Text));
        Assert.Equal(litter.Append("payload/forgotten.txt").Select(_folder.At).Order(),
            campaign.Warnings.Select(warning => warning.Place).Order());
    }

    [Fact]
    public void The_sample_has_nothing_to_warn_of() =>
        Assert.Empty(new CampaignReader(new FileSystem()).Read(_folder.Path).Value.Warnings);

    [Fact]
    public void A_byte_order_mark_in_front_of_a_campaign_changes_nothing()
    {
        var without = new CampaignReader(new FileSystem()).Read(_folder.Path).Value.Manifest;
        var file = _folder.At("campaign.yaml");
        File.WriteAllText(file, File.ReadAllText(file), new UTF8Encoding(true));

        Assert.Equivalent(without, new CampaignReader(new FileSystem()).Read(_folder.Path).Value.Manifest, strict: true);
    }

    [Fact]
    public void A_stuck_bracket_is_refused_before_the_tree_is_built()
    {
        var file = _folder.At("campaign.yaml");
        var lines = File.ReadAllLines(file).Length;
        File.AppendAllText(file, "x-notes: " + new string('[', 100_000));

        Assert.Contains("nests more than 32", Refused($"{file}:{lines + 1}:"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tab_is_shown_where_it_stands()
    {
        var file = _folder.At("campaign.yaml");
        var lines = File.ReadAllLines(file);
        var at = Array.FindIndex(lines, line => line.StartsWith("  ", StringComparison.Ordinal));
        lines[at] = "\t" + lines[at][2..];
        File.WriteAllLines(file, lines);

        Assert.Contains("tab", Refused($"{file}:{at + 1}:1"), StringComparison.Ordinal);
    }

    private string Refused(string place)
    {
        var refusal = new CampaignReader(new FileSystem()).Read(_folder.Path).Refusal;
        Assert.Equal(RefusalCode.CampaignInvalid, refusal?.Code);
        Assert.StartsWith(place, refusal!.Place, StringComparison.Ordinal);
        return refusal.Reason;
    }
}
