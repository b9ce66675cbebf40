using System.IO.Abstractions;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>An author's mistake gets file, line, column and what is allowed.</summary>
public sealed class CampaignMistakeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("minimumOsBuild: 14393", "minimumOsBiuld: 14393", "minimumOsBiuld", "Did you mean 'minimumOsBuild'?")]
    [InlineData("kind: enable-firewall", "kind: enable-firewalls", "enable-firewalls",
        "allowed: run-installer, run-script, replace-file")]
    [InlineData("type: dword", "type: number", "number", "allowed: text, dword, qword, expandable-text")]
    [InlineData("counter: 1", "counter: one", "one", "a whole number belongs here, not the text 'one'")]
    [InlineData("counter: 1", "counter: 0", "0", "between 1 and")]
    [InlineData("affected: [\">=4.0.1\"]", "affected: [\"from 4.0.1\"]", "\"from",
        "a version range is comparisons joined by blanks")]
    [InlineData("  - &dx\n    mode: Dx", "  - &dx\n    mode: D_x", "D_x", "letters, digits and hyphens")]
    [InlineData("timeLimitMinutes: 15", "timeLimitMinutes: 999", "999", "between 1 and 240")]
    [InlineData("released: 2023-04-05T00:00:00Z", "released: yesterday", "yesterday", "2023-04-05T00:00:00Z")]
    [InlineData("payload: payload/ucs/ucs.cfg", "payload: payload/../ucs.cfg", "payload/../ucs.cfg", "not a safe path")]
    [InlineData("payload: payload/ucs/ucs.cfg", "payload: payload/ucs/none.cfg", "payload/ucs/none.cfg", "there is no file")]
    [InlineData("notMemberOf: [S-1-5-32-544]  ", "notMemberOf: [Administrators]  ", "Administrators]  ", "SID")]
    [InlineData("counter: 1", "counter:", null, "null is not allowed")]
    [InlineData("campaign: fsn2023-1338", "campaign: FSN 2023", "FSN 2023", "lower-case letters")]
    [InlineData("counter: 1", "counter: 1\nbundle: mine", "bundle: mine", "leave it out")]
    public void A_mistake_is_shown_with_its_place_and_what_is_allowed(string old, string changed, string? seen, string allowed)
    {
        var refusal = Read(text => Once(text, old, changed)).Refusal;

        Assert.NotNull(refusal);
        Assert.Equal(RefusalCode.CampaignInvalid, refusal.Code);
        var place = seen is null ? "" : $"{Place(seen)}: ";
        Assert.Contains(
            Mistakes(refusal), fact =>
                fact.StartsWith(place, StringComparison.Ordinal) && fact.Contains(allowed, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_key_is_shown_where_its_object_stands()
    {
        var refusal = Read(text =>
            Once(text, "    target: C:\\ProgramData\\Illumina\\Universal Copy Service\\ucs.cfg\n", "")).Refusal;

        Assert.Contains("'target' is missing", refusal?.Reason, StringComparison.Ordinal);
        Assert.StartsWith(_folder.At("campaign.yaml") + ":", refusal?.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_found_in_one_go_in_the_order_of_the_file()
    {
        var refusal = Read(text =>
            Once(Once(Once(text, "counter: 1", "counter: one"), "type: dword", "type: number"), "catalogueNumbers:",
                "catalogueNumber:")).Refusal;

        var mistakes = Mistakes(refusal!);
        Assert.Equal(4, mistakes.Length);
        Assert.Contains("counter", File.ReadLines(_folder.At("campaign.yaml"))
            .ElementAt(Line(mistakes[0]) - 1), StringComparison.Ordinal);
        Assert.Equal(mistakes.Select(Line).Order(), mistakes.Select(Line));
    }

    [Theory]
    [InlineData("counter: 1", "counter: 1\ncounter: 2")]
    [InlineData("counter: 1", "counter: [1")]
    [InlineData("counter: 1", "counter: 1\n---\nmore: 1")]
    [InlineData("counter: 1", "counter: *nowhere")]
    public void What_is_no_yaml_is_refused_with_its_place(string old, string changed)
    {
        var refusal = Read(text => Once(text, old, changed)).Refusal;

        Assert.Equal(RefusalCode.CampaignInvalid, refusal?.Code);
        Assert.StartsWith(_folder.At("campaign.yaml") + ":", refusal?.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_inside_its_own_anchor_is_refused() =>
        Assert.Equal(RefusalCode.CampaignInvalid,
            Read(text => Once(text, "counter: 1", "counter: &loop\n  again: *loop")).Refusal?.Code);

    [Fact]
    public void A_folder_without_a_campaign_is_refused() =>
        Assert.Equal(RefusalCode.InputMissing, new CampaignReader(new FileSystem()).Read(_folder.Path).Refusal?.Code);

    [Theory]
    [InlineData("payload/caf\u00e9.txt", "not printable ASCII")]
    [InlineData("payload/.hidden", "hidden file")]
    [InlineData("scripts/bad.sh", "#!/bin/sh")]
    [InlineData("scripts/bad.cmd", "CR LF")]
    [InlineData("payload/bad.standin.json", "rehearsal/standins/")]
    public void A_file_that_would_fail_on_an_instrument_is_refused(string file, string reason)
    {
        Sample.Copy(_folder);
        File.WriteAllText(_folder.At(file), "echo one\necho two\n");

        var refusal = new CampaignReader(new FileSystem()).Read(_folder.Path).Refusal;

        Assert.Equal(RefusalCode.CampaignInvalid, refusal?.Code);
        Assert.Contains(reason, refusal?.Reason, StringComparison.Ordinal);
        Assert.StartsWith(_folder.Path, refusal?.Place, StringComparison.Ordinal);
    }

    private Result<Campaign> Read(Func<string, string> change) =>
        new CampaignReader(new FileSystem()).Read(Sample.Copy(_folder, change));

    private string Place(string seen)
    {
        var lines = File.ReadAllLines(_folder.At("campaign.yaml"));
        var line = Array.FindIndex(lines,
            text => text.Contains(": " + seen, StringComparison.Ordinal) || text.Contains("[" + seen, StringComparison.Ordinal)
            || text.StartsWith(seen, StringComparison.Ordinal));
        return $"{_folder.At("campaign.yaml")}:{line + 1}:{lines[line].IndexOf(seen, StringComparison.Ordinal) + 1}";
    }

    // The first mistake's place stands apart, for whoever shows one alone.
    private static string[] Mistakes(Refusal refusal) => $"{refusal.Place}: {refusal.Reason}".Split('\n');

    private static int Line(string fact) =>
        int.Parse(fact.Split(".yaml:")[1].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static string Once(string text, string old, string changed)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the sample has no '{old}' any more");
        return string.Concat(text.AsSpan(0, at), changed, text.AsSpan(at + old.Length));
    }
}
