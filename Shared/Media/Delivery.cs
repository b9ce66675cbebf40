using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>
/// What one stick carries, to whom, for which instruments: the target <c>deliveries/STICK.json</c>, signed by the support desk.
/// It names bundles by digest alone, so that it cannot introduce code. Format: docs/formats/delivery.md.
/// </summary>
public sealed record Delivery
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    private const int MostInstruments = 1000;
    private const int MostAddressLines = 12;
    private const int LongestText = 200;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>The stick.</summary>
    [JsonRequired]
    public required StickId Stick { get; init; }

    /// <summary>Whom it goes to.</summary>
    [JsonRequired]
    public required Customer Customer { get; init; }

    /// <summary>The field action.</summary>
    [JsonRequired]
    public required CampaignId Campaign { get; init; }

    /// <summary>The bundle to apply, by digest: exactly one. An array, so that a later version can allow more.</summary>
    [JsonRequired]
    public required ImmutableArray<DeliveredBundle> Bundles { get; init; }

    /// <summary>The instruments that are expected to use it.</summary>
    [JsonRequired]
    public required ImmutableArray<ExpectedInstrument> Instruments { get; init; }

    /// <summary>128 random bits in hexadecimal: ties a receipt to this delivery.</summary>
    [JsonRequired]
    public required string Nonce { get; init; }

    /// <summary>Languages for the operator, the preferred one first; of those that the bundle has.</summary>
    [JsonRequired]
    public required ImmutableArray<string> Languages { get; init; }

    /// <summary>Where the stick goes back to, and whom to call, for the screen and the readable receipt.</summary>
    [JsonRequired]
    public required ReturnAddress ReturnTo { get; init; }

    /// <summary>When it was made, UTC: part of the signed time that an instrument has seen.</summary>
    [JsonRequired]
    public required DateTimeOffset Issued { get; init; }

    /// <summary>
    /// How the support desk's log stood when this was made: whoever has the stick can tell whether anything before it was taken
    /// out since. Absent when the desk's ledger was made with this stick.
    /// </summary>
    public LedgerHead? Ledger { get; init; }

    /// <summary>
    /// The encrypted file in which the bundle lies on a stick that asks for a code from the letter; absent where it lies there as
    /// it is.
    /// </summary>
    public LockedBundle? Locked { get; init; }

    /// <summary>
    /// The file <c>deliveries/STICK.json</c>, at most 256 KiB. Its bytes are the signed ones when TUF has verified their hash.
    /// </summary>
    public static JsonFormat<Delivery> Format { get; } = new("a delivery", DeliveryJson.Default, 256 << 10)
    {
        Schema = SchemaVersion,
        Depth = 8,
        Rules = Faults,
    };

    /// <summary>The file's bytes, to be hashed and signed; a refusal for what the Applier would refuse.</summary>
    public Result<byte[]> ToBytes() => Format.TryWrite(this, StickLayout.Delivery(Stick).Text);

    /// <summary>128 bits in 32 lower-case hexadecimal digits.</summary>
    internal static bool IsNonce(string text) => text.Length == 32 && !text.AsSpan().ContainsAnyExcept(HexDigits);

    /// <summary>The rules of whom a stick goes to, which an order keeps as well: docs/formats/delivery.md.</summary>
    /// <param name="faults">Where they are noted.</param>
    /// <param name="customer">Whom it goes to.</param>
    /// <param name="instruments">Which instruments.</param>
    public static void CheckCustomer(FaultList faults, Customer customer, ImmutableArray<ExpectedInstrument> instruments)
    {
        faults.Line(customer.Name, "$.customer.name", LongestText);
        faults.Some(instruments.Length, MostInstruments, "$.instruments", "instrument");
        // A serial number names one instrument, whatever its product.
        faults.Distinct(instruments.Select(one => one.Serial), i => $"$.instruments[{i}].serial", "serial number");
        for (var i = 0; i < instruments.Length; i++)
        {
            faults.Some(instruments[i].Modes.Length, $"$.instruments[{i}].modes", "boot mode");
            faults.Distinct(instruments[i].Modes.Select(mode => mode.Text), j => $"$.instruments[{i}].modes[{j}]", "boot mode");
        }
    }

    /// <summary>The rules of the languages, which orders and the desk's settings keep as well.</summary>
    public static void CheckLanguages(FaultList faults, ImmutableArray<string> languages)
    {
        faults.Some(languages.Length, "$.languages", "language");
        faults.Distinct(languages, i => $"$.languages[{i}]", "language");
        for (var i = 0; i < languages.Length; i++)
            faults.Require(LocalizedText.IsLanguage(languages[i]), $"$.languages[{i}]",
                $"'{languages[i]}' is no language; {LocalizedText.LanguageRule}");
    }

    /// <summary>The rules of where a stick goes back to, which orders and the desk's settings keep as well.</summary>
    public static void CheckReturn(FaultList faults, ReturnAddress address)
    {
        faults.Some(address.Lines.Length, MostAddressLines, "$.returnTo.lines", "line");
        for (var i = 0; i < address.Lines.Length; i++)
            faults.Line(address.Lines[i], $"$.returnTo.lines[{i}]", LongestText);
        faults.Line(address.Telephone, "$.returnTo.telephone", LongestText);
        if (address.AdverseEvents is not { } authority)
            return;
        faults.Some(authority.Length, MostAddressLines, "$.returnTo.adverseEvents", "line");
        for (var i = 0; i < authority.Length; i++)
            faults.Line(authority[i], $"$.returnTo.adverseEvents[{i}]", LongestText);
    }

    private static IReadOnlyList<FormatFault> Faults(Delivery delivery)
    {
        var faults = new FaultList();
        faults.Require(IsNonce(delivery.Nonce), "$.nonce", "it is not 32 lower-case hexadecimal digits");
        faults.Utc(delivery.Issued, "$.issued");
        faults.Require(delivery.Ledger is null or { Entries: >= 1 }, "$.ledger.entries", "a log has at least one entry");
        faults.Require(delivery.Locked is null or { Length: >= 1 }, "$.locked.length", "an encrypted file has at least one byte");
        // The plan of a stick is one plan: an Applier that took the first of several would apply less than the paper says.
        faults.Require(delivery.Bundles.Length == 1, "$.bundles",
            $"it names {delivery.Bundles.Length} bundles, and a delivery names exactly one");
        CheckCustomer(faults, delivery.Customer, delivery.Instruments);
        CheckLanguages(faults, delivery.Languages);
        CheckReturn(faults, delivery.ReturnTo);
        return faults.Faults;
    }
}

/// <summary>A customer of the support desk.</summary>
public sealed record Customer([property: JsonRequired] CustomerId Id, [property: JsonRequired] string Name);

/// <summary>A bundle by name and digest.</summary>
public sealed record DeliveredBundle([property: JsonRequired] BundleId Bundle, [property: JsonRequired] Sha256Digest Sha256);

/// <summary>The encrypted file of a restricted delivery: <see cref="BundleLock"/>.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Its digest: of the encrypted file, not of the bundle.</param>
public sealed record LockedBundle([property: JsonRequired] long Length, [property: JsonRequired] Sha256Digest Sha256)
{
    /// <summary>How it would be listed as a target, under which name it lies on the stick.</summary>
    public TargetFile Target(StickId stick) => new(StickLayout.Locked(stick).Text, Length,
        FileHashes.Listing(Sha256.Hex), null);
}

/// <summary>An instrument that should be done with this stick, in these modes.</summary>
public sealed record ExpectedInstrument(
    [property: JsonRequired] ProductId Product,
    [property: JsonRequired] SerialNumber Serial,
    [property: JsonRequired] ImmutableArray<ModeId> Modes);

/// <summary>The last entry of the support desk's log: a number and a hash, and nothing that names anybody.</summary>
/// <param name="Entries">How many entries there were.</param>
/// <param name="Hash">The hash of the last one.</param>
public sealed record LedgerHead([property: JsonRequired] long Entries, [property: JsonRequired] Sha256Digest Hash);

/// <summary>Where the stick goes back to.</summary>
/// <param name="Lines">Postal address, line by line.</param>
/// <param name="Telephone">Support's telephone.</param>
public sealed record ReturnAddress([property: JsonRequired] ImmutableArray<string> Lines,
    [property: JsonRequired] string Telephone)
{
    /// <summary>
    /// Where harm to a patient or a user is reported in the customer's country, line by line, in their words; absent when the
    /// desk does not say.
    /// </summary>
    public ImmutableArray<string>? AdverseEvents { get; init; }
}

/// <summary>JSON of deliveries, signed lists and stick markers: indented, since a hospital's IT reads them too.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(StickMarker))]
[JsonSerializable(typeof(SignedList))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
