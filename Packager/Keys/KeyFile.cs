using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Values;
using Trusted = PatchKit.Shared.Trust.PublicKey;

namespace PatchKit.Packager.Keys;

/// <summary>
/// One Ed25519 private key, encrypted at rest: Argon2id makes a key of the passphrase, XChaCha20-Poly1305 encrypts with it and
/// binds every other field. Format: docs/formats/key-file.md.
/// </summary>
/// <param name="Use">What the key may sign; stands in the file as <c>rehearsal</c>.</param>
/// <param name="Holder">Who holds it, for people: printable, at most <see cref="HolderName.MaxLength"/> characters.</param>
/// <param name="Created">When it was made, UTC, whole seconds.</param>
/// <param name="PublicKey">The public half, in clear: 32 bytes.</param>
/// <param name="Cost">What one guess at the passphrase costs.</param>
/// <param name="Salt">Argon2id's salt: 16 bytes.</param>
/// <param name="Nonce">XChaCha20-Poly1305's nonce: 24 bytes.</param>
/// <param name="Sealed">The private half, encrypted, with its tag: 48 bytes.</param>
internal sealed record KeyFile(
    KeyUse Use,
    string Holder,
    DateTimeOffset Created,
    byte[] PublicKey,
    KeyCost Cost,
    byte[] Salt,
    byte[] Nonce,
    byte[] Sealed)
{
    /// <summary>Bytes of an Ed25519 public key, and of its private seed (RFC 8032).</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes of the salt.</summary>
    public const int SaltLength = 16;

    /// <summary>Bytes of the nonce.</summary>
    public const int NonceLength = 24;

    /// <summary>Bytes of the encrypted private key with its tag.</summary>
    public const int SealedLength = KeyLength + 16;

    private static AeadAlgorithm Aead => AeadAlgorithm.XChaCha20Poly1305;

    /// <summary>Version of the file's format, as it stands in the file: the encryption binds it too.</summary>
    public string Schema { get; init; } = KeyFileFormat.SchemaVersion;

    /// <summary>The public half as metadata carry it; its id is the TUF key id (TUF 1.0.34, section 4.2).</summary>
    public Trusted Public => Trusted.Of(
        NSec.Cryptography.PublicKey.Import(SignatureAlgorithm.Ed25519, PublicKey, KeyBlobFormat.RawPublicKey));

    /// <summary>The TUF key id of the public half.</summary>
    public string KeyId => Public.KeyId;

    /// <summary>Encrypts <paramref name="seed"/>, the private half; the caller wipes it.</summary>
    /// <exception cref="ArgumentException">The holder's name or the seed is not one: the caller's mistake.</exception>
    public static KeyFile Seal(
        ReadOnlySpan<byte> seed, string holder, KeyUse use, Passphrase passphrase, DateTimeOffset now,
            RandomNumberGenerator randomness)
    {
        if (HolderName.FaultOf(holder) is { } fault)
            throw new ArgumentException(fault, nameof(holder));
        using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        var (salt, nonce) = (new byte[SaltLength], new byte[NonceLength]);
        randomness.GetBytes(salt);
        randomness.GetBytes(nonce);
        var second = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var file = new KeyFile(
            use, holder, second, key.PublicKey.Export(KeyBlobFormat.RawPublicKey), KeyCost.Of(use), salt, nonce, []);
        using var wrapping = file.WrappingKey(passphrase);
        return file with { Sealed = Aead.Encrypt(wrapping, nonce, file.Header(), seed) };
    }

    /// <summary>Decrypts the private key for <paramref name="use"/>; the caller disposes it.</summary>
    public Result<Key> Open(Passphrase passphrase, KeyUse use)
    {
        if (FaultFor(use) is { } fault)
            return fault;
        using var wrapping = WrappingKey(passphrase);
        var seed = new byte[KeyLength];
        try
        {
            if (!Aead.Decrypt(wrapping, Nonce, Header(), Sealed, seed))
                return Unusable("the passphrase is wrong, or the key file was altered");
            var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
            if (key.PublicKey.Export(KeyBlobFormat.RawPublicKey).AsSpan().SequenceEqual(PublicKey))
                return key;
            key.Dispose();
            return Unusable("the private key in the file does not belong to the public key in it");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Why this key must not be used for <paramref name="use"/>; null when it may. Needs no passphrase.</summary>
    public Refusal? FaultFor(KeyUse use) => (Use, use) switch
    {
        (KeyUse.Rehearsal, KeyUse.Ceremony) => Unusable("this is a rehearsal key; it never signs what a real instrument accepts"),
        (KeyUse.Ceremony, KeyUse.Rehearsal) => Unusable("this is a ceremony key; a rehearsal makes its own keys"),
        _ => null,
    };

    // Bound by the AEAD: a changed field does not open. Lines, because no field can hold a line break; the order is the file's.
    internal byte[] Header() => Encoding.UTF8.GetBytes(string.Join('\n',
    [
        Schema,
        Use == KeyUse.Rehearsal ? "true" : "false",
        Holder,
        KeyFileFormat.Text(Created),
        KeyId,
        Convert.ToHexStringLower(PublicKey),
        KeyFileFormat.Derivation,
        FormattableString.Invariant($"{Cost.MemoryKib} {Cost.Passes} {KeyCost.Parallelism}"),
        Convert.ToHexStringLower(Salt),
        KeyFileFormat.Encryption,
        Convert.ToHexStringLower(Nonce),
    ]));

    private Key WrappingKey(Passphrase passphrase) => Cost.Derivation().DeriveKey(passphrase.Utf8, Salt, Aead);

    private Refusal Unusable(string reason) => new(RefusalCode.KeyUnusable, $"key of {Holder}", reason);
}
