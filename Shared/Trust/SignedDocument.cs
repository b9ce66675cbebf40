using System.Collections.Immutable;
using System.Text.Json;

namespace PatchKit.Shared.Trust;

/// <summary>One signature of a metadata file.</summary>
/// <param name="KeyId">Which key is said to have signed.</param>
/// <param name="Value">The raw signature; whatever was there, valid or not.</param>
public sealed record Signature(string KeyId, ReadOnlyMemory<byte> Value);

/// <summary>
/// A metadata file before anybody vouches for it: the signatures, and the bytes that they are over. What the signed part says
/// cannot be asked here; <see cref="SignedMetadata{T}"/> says it once enough keys have signed.
/// </summary>
/// <remarks>
/// Form is checked as far as signatures need it: bounded JSON without duplicate members, a list of signatures, a signed part that
/// has a canonical form. TUF 1.0.34 section 4.2.
/// </remarks>
public sealed class SignedDocument
{
    /// <summary>The longest metadata file of any kind, in bytes.</summary>
    public const int MaxLength = 2 * 1024 * 1024;

    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 32;

    private readonly JsonElement _signed;

    private SignedDocument(ReadOnlyMemory<byte> bytes, string place, JsonElement signed, ImmutableArray<Signature> signatures)
    {
        Bytes = bytes;
        Place = place;
        _signed = signed;
        Signatures = signatures;
        Canonical = CanonicalJson.Write(signed);
    }

    /// <summary>The file's name, for refusals.</summary>
    public string Place { get; }

    /// <summary>The whole file, byte for byte as it was received.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The signatures as they stand in the file.</summary>
    public ImmutableArray<Signature> Signatures { get; }

    /// <summary>
    /// What the signatures are over: the canonical form of the received signed part, unknown members included.
    /// </summary>
    public ReadOnlyMemory<byte> Canonical { get; }

    /// <summary>Reads a file of any kind; FileLength or FormatInvalid when no signature of it could be checked.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="place">The file's name, for refusals.</param>
    public static Result<SignedDocument> Read(ReadOnlyMemory<byte> bytes, string place)
    {
        // A copy of its own, so that nobody changes the bytes behind the signature check.
        var copy = bytes.ToArray();
        return MetadataElement.Read<SignedDocument>(copy, place, MaxLength, file =>
            new SignedDocument(copy, place, file.Member("signed").Object(), ReadSignatures(file)));
    }

    /// <summary>The ids of the role's keys that signed this, when there are enough of them; or SignatureInvalid.</summary>
    /// <remarks>
    /// Each key counts once, however many ids it goes by; a key whose id is not the hash of the key never counts (TUF 1.0.34
    /// section 4.3).
    /// </remarks>
    public Result<ImmutableArray<string>> SignedBy(Role role, IReadOnlyDictionary<string, PublicKey> keys)
    {
        var counted = new HashSet<string>(StringComparer.Ordinal);
        var signers = ImmutableArray.CreateBuilder<string>();
        foreach (var signature in Signatures)
        {
            if (!role.KeyIds.Contains(signature.KeyId) || !keys.TryGetValue(signature.KeyId, out var key))
                continue;
            if (key.KeyId == signature.KeyId && key.Verify(Canonical.Span, signature.Value.Span) && counted.Add(key.Material!))
                signers.Add(signature.KeyId);
        }

        return signers.Count >= role.Threshold
            ? signers.DrainToImmutable()
            : TrustRefusals.SignatureInvalid(Place, signers.Count, role.Threshold);
    }

    private static ImmutableArray<Signature> ReadSignatures(MetadataElement file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var signatures = ImmutableArray.CreateBuilder<Signature>();
        foreach (var item in file.Member("signatures").Items())
        {
            var keyId = item.Member("keyid").Text();
            if (!seen.Add(keyId))
                throw item.Fault($"a second signature of key {keyId}"); // section 4.2.1: MUST be unique
            signatures.Add(new(keyId, item.Member("sig").Hex()));
        }

        return signatures.ToImmutable();
    }

    /// <summary>
    /// The permission to look into a signed part, and the only way to it: each way to get one is named here, with its reason.
    /// </summary>
    internal sealed class Opened
    {
        private Opened(SignedDocument document, ImmutableArray<string> signers) =>
            (Document, Signers) = (document, signers);

        /// <summary>The file.</summary>
        public SignedDocument Document { get; }

        /// <summary>Whose signatures gave the permission; nobody's for an anchor or a draft.</summary>
        public ImmutableArray<string> Signers { get; }

        /// <summary>The signed part as it was received.</summary>
        public JsonElement Signed => Document._signed;

        /// <summary>Enough keys of the role have signed the file; or SignatureInvalid.</summary>
        public static Result<Opened> BySignatures(
            SignedDocument document, Role role, IReadOnlyDictionary<string, PublicKey> keys) =>
            document.SignedBy(role, keys).Then<Opened>(signers => new Opened(document, signers));

        /// <summary>The bytes come from a place that is itself trusted: <see cref="TrustAnchor"/>.</summary>
        public static Opened AsAnchor(SignedDocument document) => new(document, []);

        /// <summary>A release of one's own that waits for signatures: <see cref="DraftMetadata{T}"/>.</summary>
        public static Opened AsDraft(SignedDocument document) => new(document, []);
    }
}
