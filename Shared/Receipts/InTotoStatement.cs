using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>An in-toto Statement v1: what is said (<paramref name="Predicate"/>) of what (<paramref name="Subject"/>).</summary>
/// <typeparam name="T">The predicate's record.</typeparam>
/// <param name="Type">Always <see cref="InTotoStatement.TypeUri"/>.</param>
/// <param name="Subject">The one thing that is spoken of.</param>
/// <param name="PredicateType">What kind of predicate it is: its URI.</param>
/// <param name="Predicate">What is said.</param>
public sealed record InTotoStatement<T>(
    [property: JsonRequired, JsonPropertyName("_type")] string Type,
    [property: JsonRequired] ImmutableArray<InTotoSubject> Subject,
    [property: JsonRequired] string PredicateType,
    [property: JsonRequired] T Predicate)
    where T : notnull;

/// <summary>What every statement has, whatever its predicate.</summary>
public static class InTotoStatement
{
    /// <summary>The media type of a statement in an envelope.</summary>
    public const string MediaType = "application/vnd.in-toto+json";

    /// <summary>Says that this is a Statement v1.</summary>
    public const string TypeUri = "https://in-toto.io/Statement/v1";
}

/// <summary>What a statement speaks of.</summary>
/// <param name="Name">
/// A bundle's target path, for example <c>bundles/fsn2023-1338-1.0.0.zip</c>; a file's name beside the statement.
/// </param>
/// <param name="Digest">The digest of its bytes.</param>
public sealed record InTotoSubject([property: JsonRequired] string Name, [property: JsonRequired] InTotoDigest Digest)
{
    /// <summary>The subject for a bundle.</summary>
    public static InTotoSubject Of(DeliveredBundle bundle) => new(StickLayout.Bundle(bundle.Bundle).Text, new(bundle.Sha256));
}

/// <summary>An in-toto DigestSet with the one algorithm that this kit makes digests with.</summary>
/// <param name="Sha256">SHA-256.</param>
public sealed record InTotoDigest([property: JsonRequired] Sha256Digest Sha256);

/// <summary>How much a kind of statement may hold.</summary>
/// <param name="Longest">Longest statement, in bytes.</param>
/// <param name="Depth">How deep it may nest.</param>
/// <param name="LongestText">Longest text anywhere in it, in bytes as they stand there.</param>
/// <param name="MostElements">Most elements of an array, or members of an object.</param>
public sealed record StatementLimits(int Longest, int Depth, int LongestText, int MostElements);

/// <summary>Whether a signature is that of these bytes by a key that counts.</summary>
/// <param name="signed">What was signed.</param>
/// <param name="signature">The raw signature.</param>
public delegate bool SignatureCheck(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);

/// <summary>
/// One kind of statement: how it is signed, and how untrusted bytes become one. Envelope, key, signature, statement, in this
/// order: nothing of the statement is looked at before its one signature holds.
/// </summary>
/// <typeparam name="T">The predicate's record.</typeparam>
/// <param name="noun">How messages call it, with its article: <c>a receipt</c>.</param>
/// <param name="uri">Its predicate's type.</param>
/// <param name="context">The JSON of the records.</param>
/// <param name="limits">How much it may hold.</param>
/// <param name="rules">What the types cannot say of it; that it is a statement of one thing is known.</param>
public sealed class StatementKind<T>(string noun, string uri, JsonSerializerContext context, StatementLimits limits,
    Func<InTotoStatement<T>, IEnumerable<FormatFault>> rules)
    where T : notnull
{
    /// <summary>How its statements are read and written.</summary>
    public JsonFormat<InTotoStatement<T>> Format { get; } = new(noun, context, limits.Longest)
    {
        Kind = ("predicateType", uri),
        Depth = limits.Depth,
        LongestText = limits.LongestText,
        MostElements = limits.MostElements,
        Rules = statement => [.. Faults(noun, statement), .. rules(statement)],
    };

    /// <summary>The statement.</summary>
    public InTotoStatement<T> Of(InTotoSubject subject, T predicate) =>
        new(InTotoStatement.TypeUri, [subject], uri, predicate);

    /// <summary>Signs a statement; gives the bytes of an envelope, or the refusal that a reader would give.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="keyId">How the envelope names the key.</param>
    /// <param name="sign">Signs.</param>
    public Result<byte[]> Sign(InTotoStatement<T> statement, string keyId, Func<byte[], Result<byte[]>> sign) =>
        Format.TryWrite(statement, noun).Then(payload => sign(DsseEnvelope.SignedBytes(InTotoStatement.MediaType, payload))
            .Then<byte[]>(signature => Envelope(payload, keyId, signature)));

    /// <summary>The bytes of an envelope with one signature.</summary>
    internal static byte[] Envelope(byte[] payload, string keyId, byte[] signature) =>
        new DsseEnvelope([.. payload], InTotoStatement.MediaType, [new(keyId, [.. signature])]).Write();

    /// <summary>Verifies and reads untrusted bytes.</summary>
    /// <param name="bytes">An envelope.</param>
    /// <param name="place">Its name, for refusals.</param>
    /// <param name="keyOf">The key of this id, or why it counts for nothing.</param>
    public Result<SignedStatement<T>> Read(ReadOnlySpan<byte> bytes, string place, Func<string, Result<SignatureCheck>> keyOf)
    {
        if (!DsseEnvelope.Read(bytes, place).TryGet(out var envelope, out var refusal))
            return refusal;
        if (envelope.PayloadType != InTotoStatement.MediaType)
            return JsonRefusals.Invalid(place, "the envelope does not hold an in-toto statement");
        if (envelope.Signatures is not [var signature])
            return JsonRefusals.Invalid(place, $"{noun} has one signature, not {envelope.Signatures.Length}");
        if (!keyOf(signature.KeyId).TryGet(out var holds, out refusal))
            return refusal;
        if (!holds(envelope.SignedBytes(), signature.Signature.AsSpan()))
            return new Refusal(RefusalCode.SignatureInvalid, place,
                $"the signature does not hold: {noun} was altered after it was signed");
        return Format.Read(envelope.Payload.AsSpan(), place).Then<SignedStatement<T>>(statement =>
            new SignedStatement<T>(statement.Subject[0], statement.Predicate, signature.KeyId));
    }

    private static IReadOnlyList<FormatFault> Faults(string noun, InTotoStatement<T> statement)
    {
        var faults = new FaultList();
        faults.Require(statement.Type == InTotoStatement.TypeUri, "$._type", $"it is not {InTotoStatement.TypeUri}");
        faults.Require(statement.Subject.Length == 1, "$.subject", $"{noun} is of one thing");
        return faults.Faults;
    }
}

/// <summary>A statement whose signature holds.</summary>
/// <typeparam name="T">The predicate's record.</typeparam>
/// <param name="Subject">What it speaks of.</param>
/// <param name="Predicate">What it says.</param>
/// <param name="KeyId">The key that signed it.</param>
public sealed record SignedStatement<T>(InTotoSubject Subject, T Predicate, string KeyId)
    where T : notnull;
