using System.Text.Json.Nodes;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Values;
using PatchKit.Tests.Packager.Returns.Page;

namespace PatchKit.Tests.Packager.Returns.Vex;

public sealed class CsafVexTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task A_validator_that_is_not_ours_takes_every_customers_document_and_refuses_a_contradictory_one()
    {
        Recall.Enter(_desk, 2);
        Decide(DecisionKind.NotAffected, Recall.Serials(0)[3]);
        Decide(DecisionKind.CannotBePatched, Recall.Serials(0)[4]);
        var files = Write();
        var spoilt = JsonNode.Parse(File.ReadAllText(files[0]))!;
        var first = spoilt["vulnerabilities"]![0]!["product_status"]!;
        first["known_affected"]!.AsArray().Add((string)first["fixed"]![0]!);
        var contradictory = Path.Combine(_desk.Folder, "contradictory.json");
        File.WriteAllText(contradictory, spoilt.ToJsonString());

        var said = (await Judges.Run("csaf.mjs", [.. files, contradictory]))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(3, said.Count);
        Assert.All(said[..2], one =>
        {
            Assert.Empty(one["errors"]!.AsArray());
            Assert.True((bool)one["valid"]!);
            // The ledger knows no scores and no place where a vendor keeps its documents; nothing else is missed.
            Assert.DoesNotContain(one["warnings"]!.AsArray(), warning =>
                !((string)warning!).StartsWith("optionalTest_6_2_3 ", StringComparison.Ordinal)
                && !((string)warning!).StartsWith("optionalTest_6_2_11 ", StringComparison.Ordinal));
        });
        Assert.False((bool)said[2]["valid"]!);
        Assert.Contains(said[2]["errors"]!.AsArray(), one => ((string)one!).Contains("6_1_6", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_boot_mode_of_each_instrument_is_a_product_with_its_own_status()
    {
        Recall.Enter(_desk, 1);
        var serials = Recall.Serials(0);
        Decide(DecisionKind.NotAffected, serials[3]);
        Decide(DecisionKind.Scrapped, serials[4]);

        var vulnerability = Assert.Single(Document()["vulnerabilities"]!.AsArray())!;

        Assert.Equal("CVE-2023-1968", (string?)vulnerability["cve"]);
        var status = vulnerability["product_status"]!.AsObject();
        Assert.Equal([$"{serials[0]}:Dx", $"{serials[0]}:RUO", $"{serials[1]}:Dx"], Ids(status, "fixed"));
        Assert.Equal([$"{serials[1]}:RUO", $"{serials[2]}:Dx", $"{serials[2]}:RUO"], Ids(status, "known_affected"));
        Assert.Equal([$"{serials[3]}:Dx", $"{serials[3]}:RUO"], Ids(status, "known_not_affected"));
        Assert.DoesNotContain(serials[4], Document().ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_ledger_gives_the_same_bytes_and_what_is_entered_counts_the_version_up()
    {
        Recall.Enter(_desk, 1);
        var first = File.ReadAllBytes(Write()[0]);
        _desk.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(first, File.ReadAllBytes(Write()[0]));
        var version = int.Parse((string)Document()["document"]!["tracking"]!["version"]!, null);

        Decide(DecisionKind.NotAffected, Recall.Serials(0)[3]);

        Assert.Equal(version + 1, int.Parse((string)Document()["document"]!["tracking"]!["version"]!, null));
    }

    [Theory]
    [InlineData(null, "https://vendor.example", "--publisher")]
    [InlineData("Vendor", null, "--namespace")]
    [InlineData("Vendor", "vendor", "--namespace")]
    public void Nobody_and_nowhere_publish_nothing(string? publisher, string? space, string place)
    {
        Recall.Enter(_desk, 1);
        Assert.Equal(2, ReportCommand.Run(_desk.Services, new(_desk.LedgerPath)
        { Csaf = Path.Combine(_desk.Folder, "csaf"), Publisher = publisher, Namespace = space }, json: false));
        Assert.Contains(place, _desk.Error.ToString(), StringComparison.Ordinal);
    }

    private static List<string?> Ids(JsonObject status, string name) => [.. status[name]!.AsArray().Select(one => (string?)one)];

    private JsonNode Document() => JsonNode.Parse(File.ReadAllText(Write()[0]))!;

    private void Decide(DecisionKind kind, string serial) => Assert.Null(
        new DecisionDesk(_desk.Ledger, _desk.Clock, "Sue", "the site says so")
            .Except(kind, Token.Of<SerialNumber>(serial), null, null).Refusal);

    private string[] Write()
    {
        var folder = Path.Combine(_desk.Folder, "csaf");
        Assert.Equal(0, ReportCommand.Run(_desk.Services, new(_desk.LedgerPath)
        { Csaf = folder, Publisher = "Vendor", Namespace = "https://vendor.example" }, json: false));
        return [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];
    }
}
