using System.Collections.Immutable;
using System.Text.Json.Serialization;
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

    /// <summary>Languages, the preferred one first.</summary>
    [JsonRequired]
    public required ImmutableArray<string> Languages { get; init; }

    /// <summary>Where the stick goes back to.</summary>
    [JsonRequired]
    public required ReturnAddress ReturnTo { get; init; }

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

    /// <summary>The signed delivery that the order asks for.</summary>
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
        Languages = Languages,
        ReturnTo = ReturnTo,
        Issued = DateTimeOffset.FromUnixTimeSeconds(issued.ToUnixTimeSeconds()),
    };

    private static IReadOnlyList<FormatFault> Faults(StickOrder order)
    {
        var faults = new FaultList();
        Delivery.CheckAddress(faults, order.Customer, order.Instruments, order.Languages, order.ReturnTo);
        return faults.Faults;
    }
}

/// <summary>JSON of <see cref="StickOrder"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(StickOrder))]
internal sealed partial class StickOrderJson : JsonSerializerContext;
