using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The whole round of a campaign whose one product has one boot mode, in German: one receipt makes it complete.
/// </summary>
public sealed class OneModeTests(OneModeRound round) : IClassFixture<OneModeRound>
{
    // What only an instrument with several modes is told.
    private static readonly Regex Elsewhere = new(
        "half patched|other (boot )?mode|both (boot )?modes|ALL its boot modes|is missing|next mode", RegexOptions.IgnoreCase);

    [Fact]
    public void One_receipt_makes_it_complete()
    {
        round.Ran.Ended(0);
        Assert.Contains("1 of 1 instruments complete; 1 of 1 customers complete", round.Ran.Output, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(round.Receipts, "*.dsse.json"));
    }

    [Fact]
    public void Nothing_sends_anybody_to_another_mode()
    {
        Assert.DoesNotMatch(Elsewhere, round.Ran.Output);
        Assert.DoesNotMatch(Elsewhere, File.ReadAllText(Path.Combine(round.Folder, "report.html")));
        var twin = File.ReadAllText(Assert.Single(Directory.EnumerateFiles(round.Receipts, "*.txt")));
        Assert.DoesNotMatch(Elsewhere, twin);
        Assert.Contains("Cycler 9 CY-2024/007.B", twin, StringComparison.Ordinal);
        Assert.Contains("Routine", twin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_on_the_instrument_is_complete()
    {
        var ran = (await Status()).Ended(0);
        Assert.Contains("PATCHED", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch(Elsewhere, ran.Output);
        Assert.Empty(JsonNode.Parse((await Status("--json")).Ended(0).Output)!["outstanding"]!.AsArray());
    }

    [Fact]
    public void The_campaign_speaks_German_and_the_screens_what_they_can()
    {
        Assert.Contains("Die Firewall einschalten", round.Ran.Output, StringComparison.Ordinal);
        Assert.Contains("Close this program", round.Ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_language_that_the_campaign_does_not_speak_is_refused()
    {
        var ran = (await Round.Go(round.Parent, "--campaign", round.Campaign, "--language", "fr")).Ended(2);
        Assert.Contains("it has en, de", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_for_a_mode_that_the_bundle_lacks_signs_nothing()
    {
        var order = Path.Combine(round.Parent, "wrong.json");
        File.WriteAllText(order, File.ReadAllText(Path.Combine(round.Folder, "order.json"))
            .Replace("\"Main\"", "\"Service\"", StringComparison.Ordinal)
            .Replace("REHEARSAL-1", "REHEARSAL-2", StringComparison.Ordinal));
        var before = Tree.Whole(Path.Combine(round.Folder, "release", "metadata"));

        var ran = await Built.Packager.Run("stick", order, "--release", Path.Combine(round.Folder, "release"), "--output",
            Path.Combine(round.Parent, "wrong-stick"), "--ledger", Path.Combine(round.Folder, "ledger.db"), "--yes");

        ran.Ended(51);
        Assert.Contains("it has Main", ran.Error, StringComparison.Ordinal);
        Assert.Equal(before, Tree.Whole(Path.Combine(round.Folder, "release", "metadata")));
    }

    private Task<Ran> Status(params string[] more) => Built.Applier.Run(
        ["status", "--rehearsal", Path.Combine(round.Folder, "instruments", "cycler"), "--root",
            Path.Combine(round.Folder, "keys", "root.json"), .. more]);
}

/// <summary>The round of <see cref="OneModeCampaign"/>, gone once.</summary>
public sealed class OneModeRound : IAsyncLifetime
{
    public string Parent { get; } = Directory.CreateTempSubdirectory("patchkit-one-mode-").FullName;

    public string Campaign => Path.Combine(Parent, "campaign");

    public string Folder => Path.Combine(Parent, "0001");

    public string Receipts => Path.Combine(Folder, "instruments", "stick", "receipts");

    internal Ran Ran { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Ran = await Round.Go(Parent, "--campaign", OneModeCampaign.Write(Campaign), "--language", "de");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Parent, recursive: true);
        return ValueTask.CompletedTask;
    }
}
