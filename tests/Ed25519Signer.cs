using NSec.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PublicKey = PatchKit.Shared.Trust.PublicKey;

namespace PatchKit.Tests;

/// <summary>Signs with an Ed25519 key that is in memory. The key stays the caller's to dispose.</summary>
internal sealed class Ed25519Signer(Key key) : ISigner
{
    /// <inheritdoc/>
    public PublicKey Key { get; } = PublicKey.Of(key.PublicKey);

    /// <inheritdoc/>
    public Result<byte[]> Sign(ReadOnlySpan<byte> bytes) => SignatureAlgorithm.Ed25519.Sign(key, bytes);
}
