using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// A DSSE v1 envelope (Dead Simple Signing Envelope, protocol 1.0.2): bytes with their type and the signatures over both.
/// </summary>
/// <param name="Payload">The signed bytes.</param>
/// <param name="PayloadType">What they are: a media type.</param>
/// <param name="Signatures">One or more.</param>
/// <remarks>
/// DSSE lets an envelope be written in many ways. This kit's have exactly one: the bytes that <see cref="Write"/> gives. Reading
/// refuses any other spelling, so that the digest of a receipt's file names the receipt and every altered bit is noticed.
/// </remarks>
public sealed record DsseEnvelope(ImmutableArray<byte> Payload, string PayloadType, ImmutableArray<DsseSignature> Signatures)
{
    /// <summary>Largest envelope, in bytes: 4 MiB.</summary>
    public const int MaxLength = 4 << 20;

    /// <summary>Most signatures in one envelope.</summary>
    public const int MaxSignatures = 8;

    private static readonly JsonFormat<DsseWire> Format = new("an envelope", DsseJson.Default, MaxLength) { Depth = 4 };

    /// <summary>What is signed: the pre-authentication encoding (PAE) of type and payload.</summary>
    public byte[] SignedBytes() => SignedBytes(PayloadType, Payload.AsSpan());

    /// <summary>The PAE: <c>DSSEv1 LEN(type) type LEN(payload) payload</c>, lengths in bytes and decimal.</summary>
    public static byte[] SignedBytes(string payloadType, ReadOnlySpan<byte> payload)
    {
        var type = Encoding.UTF8.GetByteCount(payloadType).ToString(CultureInfo.InvariantCulture);
        var length = payload.Length.ToString(CultureInfo.InvariantCulture);
        return [.. Encoding.UTF8.GetBytes($"DSSEv1 {type} {payloadType} {length} "), .. payload];
    }

    /// <summary>
    /// The envelope's one spelling: no white space, members in this order, base64 with padding, nothing after the last brace.
    /// </summary>
    public byte[] Write() => Format.Write(new(
        Payload.AsSpan().ToArray(),
        PayloadType,
        [.. Signatures.Select(one => new DsseWireSignature(one.KeyId, one.Signature.AsSpan().ToArray()))]));

    /// <summary>
    /// Reads untrusted bytes; refuses what is too long, not an envelope, or spelled in another way than <see cref="Write"/> does.
    /// </summary>
    public static Result<DsseEnvelope> Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (!Format.Read(bytes, place).TryGet(out var wire, out var refusal))
            return refusal;
        if (wire.Signatures.Length is 0 or > MaxSignatures)
            return JsonRefusals.Invalid(
                place, $"the envelope has {wire.Signatures.Length} signatures, not 1 to {MaxSignatures}");
        var envelope = new DsseEnvelope(
            [.. wire.Payload],
            wire.PayloadType,
            [.. wire.Signatures.Select(one => new DsseSignature(one.KeyId, [.. one.Sig]))]);
        return bytes.SequenceEqual(envelope.Write())
            ? envelope
            : JsonRefusals.Invalid(
                place, "the envelope is not in its canonical spelling: white space, escapes, order or base64 differ");
    }
}

/// <summary>One signature of an envelope.</summary>
/// <param name="KeyId">A hint which key it was; DSSE does not authenticate it.</param>
/// <param name="Signature">The raw signature.</param>
public sealed record DsseSignature(string KeyId, ImmutableArray<byte> Signature);

/// <summary>The envelope as it stands in JSON. Not for others: <see cref="DsseEnvelope"/> is.</summary>
internal sealed record DsseWire(
    [property: JsonRequired] byte[] Payload,
    [property: JsonRequired] string PayloadType,
    [property: JsonRequired] DsseWireSignature[] Signatures);

/// <summary>A signature as it stands in JSON.</summary>
internal sealed record DsseWireSignature(
    [property: JsonRequired, JsonPropertyName("keyid")] string KeyId,
    [property: JsonRequired] byte[] Sig);

/// <summary>How envelopes are read and written.</summary>
[JsonSerializable(typeof(DsseWire))]
internal sealed partial class DsseJson : JsonSerializerContext;
