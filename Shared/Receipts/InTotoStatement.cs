using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// An in-toto Statement v1: what a receipt says (<paramref name="Predicate"/>) of which bundle (<paramref name="Subject"/>).
/// </summary>
/// <param name="Type">Always <see cref="TypeUri"/>.</param>
/// <param name="Subject">The one bundle.</param>
/// <param name="PredicateType">Always <see cref="ReceiptUri"/>.</param>
/// <param name="Predicate">The receipt.</param>
public sealed record InTotoStatement(
    [property: JsonRequired, JsonPropertyName("_type")] string Type,
    [property: JsonRequired] ImmutableArray<InTotoSubject> Subject,
    [property: JsonRequired] string PredicateType,
    [property: JsonRequired] Receipt Predicate)
{
    /// <summary>The media type of a statement in an envelope.</summary>
    public const string MediaType = "application/vnd.in-toto+json";

    /// <summary>Says that this is a Statement v1.</summary>
    public const string TypeUri = "https://in-toto.io/Statement/v1";

    /// <summary>
    /// Says that the predicate is our receipt, major version 1. A URN, since nobody has to own a domain for it.
    /// </summary>
    public const string ReceiptUri = "urn:patchkit:receipt:v1";

    /// <summary>How statements are read and written.</summary>
    internal static JsonFormat<InTotoStatement> Format { get; } = new("a receipt", InTotoJson.Default, DsseEnvelope.MaxLength)
    {
        Kind = ("predicateType", ReceiptUri),
        Depth = ReceiptRules.MaxDepth,
        LongestText = ReceiptRules.MaxTextBytes,
        MostElements = ReceiptRules.MaxElements,
        Rules = statement => ReceiptRules.Fault(statement) is { } reason ? [new("$", reason)] : [],
    };

    /// <summary>The statement of a receipt.</summary>
    public static InTotoStatement Of(Receipt receipt) => new(TypeUri, [InTotoSubject.Of(receipt.Bundle)], ReceiptUri, receipt);
}

/// <summary>What a statement speaks of.</summary>
/// <param name="Name">The bundle's target path, for example <c>bundles/fsn2023-1338-1.0.0.zip</c>.</param>
/// <param name="Digest">The digest of its bytes.</param>
public sealed record InTotoSubject([property: JsonRequired] string Name, [property: JsonRequired] InTotoDigest Digest)
{
    /// <summary>The subject for a bundle.</summary>
    public static InTotoSubject Of(DeliveredBundle bundle) => new(StickLayout.Bundle(bundle.Bundle).Text, new(bundle.Sha256));
}

/// <summary>An in-toto DigestSet with the one algorithm that this kit uses.</summary>
/// <param name="Sha256">SHA-256.</param>
public sealed record InTotoDigest([property: JsonRequired] Sha256Digest Sha256);

/// <summary>The statement's records. Refusal codes are names in kebab case here, as every enumeration is.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(StrictEnumConverter<RefusalCode>)])]
[JsonSerializable(typeof(InTotoStatement))]
internal sealed partial class InTotoJson : JsonSerializerContext;
