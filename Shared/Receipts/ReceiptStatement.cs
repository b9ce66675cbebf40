using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Receipts;

/// <summary>The statement that a receipt is: its bundle is the subject, the receipt the predicate.</summary>
public static class ReceiptStatement
{
    /// <summary>
    /// Says that the predicate is our receipt, major version 1. A URN, since nobody has to own a domain for it.
    /// </summary>
    public const string Uri = "urn:patchkit:receipt:v1";

    /// <summary>How it is signed and read.</summary>
    internal static StatementKind<Receipt> Kind { get; } = new("a receipt", Uri, ReceiptJson.Default,
        new(DsseEnvelope.MaxLength, ReceiptRules.MaxDepth, ReceiptRules.MaxTextBytes, ReceiptRules.MaxElements),
        statement => ReceiptRules.Fault(statement) is { } reason ? [new("$", reason)] : []);

    /// <summary>The statement of a receipt.</summary>
    public static InTotoStatement<Receipt> Of(Receipt receipt) => Kind.Of(InTotoSubject.Of(receipt.Bundle), receipt);
}

/// <summary>The statement's records. Refusal codes are names in kebab case here, as every enumeration is.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(StrictEnumConverter<RefusalCode>)])]
[JsonSerializable(typeof(InTotoStatement<Receipt>))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
