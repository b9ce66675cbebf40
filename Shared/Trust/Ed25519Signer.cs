using NSec.Cryptography;

namespace PatchKit.Shared.Trust;

/// <summary>Signs with an Ed25519 key that is in memory. The key stays the caller's to dispose.</summary>
public sealed class Ed25519Signer(Key key) : ISigner
{
    /// <inheritdoc/>
    public PublicKey Key { get; } = PublicKey.Of(key.PublicKey);

    /// <inheritdoc/>
    public Result<byte[]> Sign(ReadOnlySpan<byte> bytes) => SignatureAlgorithm.Ed25519.Sign(key, bytes);
}
