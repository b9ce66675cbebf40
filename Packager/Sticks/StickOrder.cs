using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// What the support desk writes down to have a stick made: for whom, for which instruments, with which bundle. The delivery adds
/// what only the program may choose: digest, nonce, time. Format: docs/formats/order.md.
/// </summary>
internal sealed record StickOrder
{
    /// <summary>The version that this program reads.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>The name printed on the stick.</summary>
    [JsonRequired]
    public required StickId Stick { get; init; }

    /// <summary>Whom it goes to.</summary>
    [JsonRequired]
    public required Customer Customer { get; init; }

    /// <summary>The bundle; it must be in the release.</summary>
    [JsonRequired]
    public required BundleId Bundle { get; init; }

    /// <summary>The instruments that are expected to use it.</summary>
    [JsonRequired]
    public required ImmutableArray<ExpectedInstrument> Instruments { get; init; }

    /// <summary>Languages, the preferred one first; null for those of the desk's settings.</summary>
    public ImmutableArray<string>? Languages { get; init; }

    /// <summary>Where the stick goes back to; null for where the desk's settings say.</summary>
    public ReturnAddress? ReturnTo { get; init; }

    /// <summary>
    /// Whether the bundle is encrypted on the stick, and its letter has the code that opens it; not when left out.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool UnlockCode { get; init; }

    /// <summary>The file, written by hand; at most 256 KiB.</summary>
    public static JsonFormat<StickOrder> Format { get; } = new("an order", StickOrderJson.Default, 256 << 10)
    {
        Schema = SchemaVersion,
        Depth = 8,
        WrittenByHand = true,
        Rules = Faults,
    };

    /// <summary>The order as a file.</summary>
    public byte[] ToBytes() => Format.Write(this);

    /// <summary>The order with what it leaves out taken from the desk's settings.</summary>
    /// <param name="settings">The desk's settings.</param>
    /// <param name="place">The order's file, for messages.</param>
    public Result<StickOrder> Completed(DeskSettings settings, string place)
    {
        var whole = this with { Languages = Languages ?? settings.Languages, ReturnTo = ReturnTo ?? settings.ReturnTo };
        return whole.Languages is null ? Lacking("languages", place)
            : whole.ReturnTo is null ? Lacking("returnTo", place)
            : whole;
    }

    private static Refusal Lacking(string member, string place) => new(RefusalCode.AuthoredInvalid, $"{place}: $.{member}",
        "the order does not say it, and neither do the desk's settings; write it there, or once with 'packager settings set'");

    /// <summary>The signed delivery that a completed order asks for.</summary>
    /// <param name="campaign">The bundle's campaign.</param>
    /// <param name="digest">The bundle's digest in the release.</param>
    /// <param name="nonce">128 random bits in hexadecimal.</param>
    /// <param name="issued">Now.</param>
    public Delivery ToDelivery(CampaignId campaign, Sha256Digest digest, string nonce, DateTimeOffset issued) => new()
    {
        Schema = Delivery.SchemaVersion,
        Stick = Stick,
        Customer = Customer,
        Campaign = campaign,
        Bundles = [new(Bundle, digest)],
        Instruments = Instruments,
        Nonce = nonce,
        Languages = Languages!.Value,
        ReturnTo = ReturnTo!,
        Issued = DateTimeOffset.FromUnixTimeSeconds(issued.ToUnixTimeSeconds()),
    };

    private static IReadOnlyList<FormatFault> Faults(StickOrder order)
    {
        var faults = new FaultList();
        Delivery.CheckCustomer(faults, order.Customer, order.Instruments);
        if (order.Languages is { } languages)
            Delivery.CheckLanguages(faults, languages);
        if (order.ReturnTo is { } address)
            Delivery.CheckReturn(faults, address);
        return faults.Faults;
    }
}

/// <summary>JSON of <see cref="StickOrder"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(StickOrder))]
internal sealed partial class StickOrderJson : JsonSerializerContext;
