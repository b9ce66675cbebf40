using System.Collections.Immutable;
using System.Text.Json;

namespace PatchKit.Shared.Trust;

/// <summary>One signature of a metadata file.</summary>
/// <param name="KeyId">Which key is said to have signed.</param>
/// <param name="Value">The raw signature; whatever was there, valid or not.</param>
public sealed record Signature(string KeyId, ReadOnlyMemory<byte> Value);

/// <summary>A metadata file: what is signed, the signatures, and the bytes exactly as they were received.</summary>
/// <typeparam name="T">The kind of metadata.</typeparam>
public sealed class SignedMetadata<T>
    where T : RoleMetadata
{
    internal SignedMetadata(
        T metadata, ImmutableArray<Signature> signatures, ReadOnlyMemory<byte> bytes, JsonElement source,
            ReadOnlyMemory<byte> canonical)
    {
        Metadata = metadata;
        Signatures = signatures;
        Bytes = bytes;
        Source = source;
        Canonical = canonical;
    }

    /// <summary>What is signed. Not to be trusted before <see cref="SignedBy"/> says so.</summary>
    public T Metadata { get; }

    /// <summary>The signatures as they stand in the file.</summary>
    public ImmutableArray<Signature> Signatures { get; }

    /// <summary>The whole file, byte for byte.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// What the signatures are over: the canonical form of the received signed object, unknown members included.
    /// </summary>
    public ReadOnlyMemory<byte> Canonical { get; }

    /// <summary>The signed object as it was received.</summary>
    internal JsonElement Source { get; }

    /// <summary>
    /// The ids of the role's keys that signed this, when there are enough of them; or SignatureInvalid.
    /// </summary>
    /// <remarks>
    /// Each key counts once, however many ids it goes by; a key whose id is not the hash of the key never counts (TUF 1.0.34
    /// section 4.3).
    /// </remarks>
    public Result<ImmutableArray<string>> SignedBy(Role role, IReadOnlyDictionary<string, PublicKey> keys, string place)
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
            : TrustRefusals.SignatureInvalid(place, signers.Count, role.Threshold);
    }
}
