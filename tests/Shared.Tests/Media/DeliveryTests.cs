using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Media;

public class DeliveryTests
{
    [Fact]
    public void A_delivery_reads_back_as_it_was_written()
    {
        var bytes = Sample().ToBytes().Value;

        Assert.Equivalent(Sample(), Delivery.Format.Read(bytes, "d").Value, strict: true);
        Assert.StartsWith("{\n  \"schema\": \"1.0\",\n", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"1.0\"", "\"2.0\"", RefusalCode.FormatUnknownVersion)]
    [InlineData("\"1.0\"", "\"x\"", RefusalCode.FormatInvalid)]
    [InlineData("\"schema\": \"1.0\",", "", RefusalCode.FormatInvalid)]
    [InlineData("0011", "00G1", RefusalCode.FormatInvalid)]
    [InlineData("0011", "001", RefusalCode.FormatInvalid)]
    [InlineData("\"it\"", "\"de_DE\"", RefusalCode.FormatInvalid)]
    [InlineData("\"it\"", "\"en\"", RefusalCode.FormatInvalid)]
    [InlineData("\"Dx\"", "\"D x\"", RefusalCode.FormatInvalid)]
    [InlineData("\"RUO\"", "\"Dx\"", RefusalCode.FormatInvalid)]
    [InlineData("\"M70504\"", "\"M70503\"", RefusalCode.FormatInvalid)]
    [InlineData("\"M70504\"", "\"M 70504\"", RefusalCode.FormatInvalid)]
    [InlineData("\"M70504\"", "\"m70503\"", RefusalCode.FormatInvalid)]
    [InlineData("\"M70504\"", "null", RefusalCode.FormatInvalid)]
    [InlineData("Via Roma 1", "Via\\u001bRoma", RefusalCode.FormatInvalid)]
    [InlineData("+00:00", "+02:00", RefusalCode.FormatInvalid)]
    [InlineData("\"nonce\"", "\"patient\": 1, \"nonce\"", RefusalCode.FormatInvalid)]
    [InlineData("\"nonce\"", "\"nonce\": \"x\", \"nonce\"", RefusalCode.FormatInvalid)]
    public void A_broken_rule_is_refused(string written, string changed, RefusalCode code)
    {
        var text = Encoding.UTF8.GetString(Sample().ToBytes().Value);
        var at = text.IndexOf(written, StringComparison.Ordinal);
        Assert.True(at >= 0, written);

        var refusal = Delivery.Format.Read(Encoding.UTF8.GetBytes(text[..at] + changed + text[(at + written.Length)..]),
            "d").Refusal;

        Assert.Equal(code, refusal?.Code);
        Assert.StartsWith("d $", refusal?.Place, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void The_writer_refuses_what_the_reader_would(string place, Delivery delivery)
    {
        var refusal = delivery.ToBytes().Refusal;

        Assert.Equal(RefusalCode.FormatInvalid, refusal?.Code);
        Assert.Contains(place, refusal!.Place, StringComparison.Ordinal);
    }

    public static TheoryData<string, Delivery> Broken() => new()
    {
        { "$.nonce", Sample() with { Nonce = "" } },
        { "$.issued", Sample() with { Issued = new(2026, 5, 4, 12, 0, 0, TimeSpan.FromHours(2)) } },
        { "$.customer.name", Sample() with { Customer = new(Token.Of<CustomerId>("x"), "") } },
        { "$.bundles", Sample() with { Bundles = [] } },
        { "$.bundles", Sample() with { Bundles = [Sample().Bundles[0], Sample().Bundles[0]] } },
        { "$.instruments", Sample() with { Instruments = [] } },
        { "$.instruments", Sample() with { Instruments = [Sample().Instruments[0] with { Modes = [] }] } },
        { "$.languages", Sample() with { Languages = [] } },
        { "$.returnTo.lines", Sample() with { ReturnTo = new([], "1") } },
        { "$.returnTo.telephone", Sample() with { ReturnTo = new(["a"], "") } },
        { "$.returnTo.adverseEvents", Sample() with { ReturnTo = new(["a"], "1") { AdverseEvents = [] } } },
        { "$.returnTo.adverseEvents[1]", Sample() with { ReturnTo = new(["a"], "1") { AdverseEvents = ["b", "c\n"] } } },
    };

    [Fact]
    public void A_file_above_the_limit_is_refused() =>
        Assert.Equal(RefusalCode.FileLength, Delivery.Format.Read(new byte[Delivery.Format.Longest + 1], "d").Refusal?.Code);

    [Fact]
    public void A_marker_reads_back_and_is_strict()
    {
        var bytes = StickMarker.Write(Token.Of<StickId>("PK-0042"));

        Assert.Equal(Token.Of<StickId>("PK-0042"), StickMarker.Format.Read(bytes, "m").Value.Stick);
        Assert.Equal(RefusalCode.FormatInvalid,
            StickMarker.Format.Read("{\"schema\":\"1.0\",\"stick\":\"../x\"}"u8, "m").Refusal?.Code);
        Assert.Equal(RefusalCode.FormatInvalid, StickMarker.Format.Read("{\"schema\":\"1.0\"}"u8, "m").Refusal?.Code);
        Assert.Equal(RefusalCode.FormatInvalid, StickMarker.Format.Read(""u8, "m").Refusal?.Code);
        Assert.Equal(RefusalCode.FormatUnknownVersion,
            StickMarker.Format.Read("{\"schema\":\"2.0\",\"x\":1}"u8, "m").Refusal?.Code);
        Assert.Equal(RefusalCode.FileLength, StickMarker.Format.Read(new byte[5000], "m").Refusal?.Code);
    }

    internal static Delivery Sample() => new()
    {
        Schema = Delivery.SchemaVersion,
        Stick = Token.Of<StickId>("PK-0042"),
        Customer = new(Token.Of<CustomerId>("san-marco"), "Ospedale San Marco"),
        Campaign = Token.Of<CampaignId>("fsn2023-1338"),
        Bundles = [new(Token.Of<BundleId>("fsn2023-1338-1.0.0"), Sha256Digest.Of("bundle"u8))],
        Instruments =
        [
            new(Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>("M70503"), [SampleModes.Dx, SampleModes.Ruo]),
            new(Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>("M70504"), [SampleModes.Dx, SampleModes.Ruo]),
        ],
        Nonce = "00112233445566778899aabbccddeeff",
        Languages = ["it", "en"],
        ReturnTo = new(["Support desk", "Via Roma 1"], "+39 02 000000"),
        Issued = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero),
    };
}
