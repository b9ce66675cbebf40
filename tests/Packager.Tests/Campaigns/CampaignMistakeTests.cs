using System.IO.Abstractions;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>An author's mistake gets file, line, column and what is allowed.</summary>
public sealed class CampaignMistakeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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

    [Fact]
    public void An_alias_inside_its_own_anchor_is_refused() =>
        Assert.Equal(RefusalCode.CampaignInvalid,
            Read(text => Once(text, "counter: 1", "counter: &loop\n  again: *loop")).Refusal?.Code);

    [Fact]
    public void A_folder_without_a_campaign_is_refused() =>
        Assert.Equal(RefusalCode.InputMissing, new CampaignReader(new FileSystem()).Read(_folder.Path).Refusal?.Code);

    private Result<Campaign> Read(Func<string, string> change) =>
        new CampaignReader(new FileSystem()).Read(Sample.Copy(_folder, change));

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
