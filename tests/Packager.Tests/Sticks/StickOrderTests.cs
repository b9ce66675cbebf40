using System.Text;
using PatchKit.Packager.Host;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;
using PatchKit.Tests.Packager.Campaigns;
using PatchKit.Tests.Packager.Keys;

namespace PatchKit.Tests.Packager.Sticks;

/// <summary>What the support desk writes down for a stick. The example is the one that docs/formats/order.md shows.</summary>
public sealed class StickOrderTests
{
    private const string Nonce = "00112233445566778899aabbccddeeff";
    private static readonly Sha256Digest Digest = Sha256Digest.Of("a bundle"u8);
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public void The_order_of_the_page_is_read()
    {
        var order = Read(Example()).Value;

        Assert.Equal("PK-0042", order.Stick.Text);
        Assert.Equal("Ospedale San Marco", order.Customer.Name);
        Assert.Equal("fsn2023-1338-1.0.0", order.Bundle.Text);
        Assert.Equal(["M70503", "NDX550181"], order.Instruments.Select(instrument => instrument.Serial.Text));
        Assert.Equal([SampleModes.Dx, SampleModes.Ruo], order.Instruments[0].Modes);
        Assert.Equal(["it", "en"], order.Languages);
        Assert.Equal("+39 02 000000", order.ReturnTo!.Telephone);
    }

    [Fact]
    public void An_order_saved_with_a_byte_order_mark_is_read_from_its_file()
    {
        using var bench = new KeyBench();
        File.WriteAllText(bench.At("order.json"), Example(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        var host = new PackagerServices(bench.Files, bench.Clock, TextWriter.Null, TextWriter.Null, Interactive: false);
        var read = new StickMaker(host, bench.At("release"), bench.At("ledger")).Read(bench.At("order.json")).Value;

        Assert.Equal("PK-0042", read.Stick.Text);
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Assert.Equivalent(Read(Example()).Value, StickOrder.Format.Read(Read(Example()).Value.ToBytes(), "order").Value,
            strict: true);

    [Fact]
    public void Its_delivery_is_one_that_an_instrument_reads()
    {
        var delivery = Read(Example()).Value.ToDelivery(Token.Of<CampaignId>("fsn2023-1338"), Digest, Nonce, Now);

        var read = Delivery.Format.Read(delivery.ToBytes().Value, "delivery").Value;

        Assert.Equal(Digest, Assert.Single(read.Bundles).Sha256);
        Assert.Equal(Nonce, read.Nonce);
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero), read.Issued);
        Assert.Equal(2, read.Instruments.Length);
    }

    [Theory]
    [InlineData("\"schema\": \"1.0\"", "\"schema\": \"2.0\"")]
    [InlineData("\"stick\": \"PK-0042\"", "\"stick\": \"../PK\"")]
    [InlineData("\"stick\": \"PK-0042\"", "\"stick\": \"PK-0042\", \"stick\": \"PK-0043\"")]
    [InlineData("\"stick\": \"PK-0042\"", "\"stick\": \"PK-0042\", \"nonce\": \"00\"")]
    [InlineData("\"Dx\", \"RUO\"", "\"Dx\", \"Dx and RUO\"")]
    [InlineData("\"bundle\": \"fsn2023-1338-1.0.0\",", "")]
    public void What_is_wrong_is_refused_with_the_name_of_the_file(string good, string bad)
    {
        Assert.Contains(good, Example(), StringComparison.Ordinal);

        var refusal = Read(Example().Replace(good, bad, StringComparison.Ordinal)).Refusal!;

        Assert.Equal(RefusalCode.AuthoredInvalid, refusal.Code);
        Assert.StartsWith("order.json:", refusal.Place, StringComparison.Ordinal);
    }

    private static Result<StickOrder> Read(string text) => StickOrder.Format.Read(Encoding.UTF8.GetBytes(text), "order.json");

    internal static string Example() =>
        File.ReadAllText(Path.Combine(Sample.Repository, "docs", "formats", "order.md")).Split("```json\n")[1].Split("```")[0];
}
