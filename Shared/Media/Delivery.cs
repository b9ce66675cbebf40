using System.Collections.Immutable;
using System.Text.Json.Serialization;
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

    /// <summary>Languages for the operator, the preferred one first; of <see cref="LocalizedText.Languages"/>.</summary>
    [JsonRequired]
    public required ImmutableArray<string> Languages { get; init; }

    /// <summary>Where the stick goes back to, and whom to call, for the screen and the readable receipt.</summary>
    [JsonRequired]
    public required ReturnAddress ReturnTo { get; init; }

    /// <summary>When it was made, UTC: part of the signed time that an instrument has seen.</summary>
    [JsonRequired]
    public required DateTimeOffset Issued { get; init; }
}

/// <summary>A customer of the support desk.</summary>
public sealed record Customer([property: JsonRequired] CustomerId Id, [property: JsonRequired] string Name);

/// <summary>A bundle by name and digest.</summary>
public sealed record DeliveredBundle([property: JsonRequired] BundleId Bundle, [property: JsonRequired] Sha256Digest Sha256);

/// <summary>An instrument that should be done with this stick, in these modes.</summary>
public sealed record ExpectedInstrument(
    [property: JsonRequired] ProductId Product,
    [property: JsonRequired] SerialNumber Serial,
    [property: JsonRequired] ImmutableArray<BootMode> Modes);

/// <summary>Where the stick goes back to.</summary>
/// <param name="Lines">Postal address, line by line.</param>
/// <param name="Telephone">Support's telephone.</param>
public sealed record ReturnAddress([property: JsonRequired] ImmutableArray<string> Lines,
    [property: JsonRequired] string Telephone);
