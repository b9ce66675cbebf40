using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using NSec.Cryptography;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Trust;

/// <summary>
/// A public key as metadata carry it: type, scheme, value. TUF 1.0.34 section 4.2.2.
/// </summary>
/// <remarks>
/// Known: <c>ed25519</c>/<c>ed25519</c> (64 hexadecimal digits), <c>ecdsa</c>/<c>ecdsa-sha2-nistp256</c> (PEM; signature in DER)
/// and <c>rsa</c>/<c>rsassa-pss-sha256</c> (PEM, 2048 bits or more). A key of another kind can be carried, but never verifies
/// anything.
/// </remarks>
public sealed class PublicKey
{
    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 8192;
    private readonly Lazy<byte[]?> _material;

    internal PublicKey(JsonElement source, string keyType, string scheme, string value)
    {
        Source = source;
        KeyType = keyType;
        Scheme = scheme;
        Value = value;
        KeyId = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(source)));
        _material = new(Import);
    }

    /// <summary><c>ed25519</c>, <c>ecdsa</c>, <c>rsa</c>, or something unknown.</summary>
    public string KeyType { get; }

    /// <summary>The signature scheme that goes with the type.</summary>
    public string Scheme { get; }

    /// <summary>The public value: 64 hexadecimal digits for Ed25519, PEM for the others.</summary>
    public string Value { get; }

    /// <summary>
    /// SHA-256 of the canonical form of the whole key object, unknown members included; 64 lower-case hexadecimal digits.
    /// </summary>
    public string KeyId { get; }

    /// <summary>The key object as it was received: unknown members count for the key id.</summary>
    internal JsonElement Source { get; }

    /// <summary>
    /// The key itself, however it is spelled: equal for one key under two key ids. Null when the value cannot be used.
    /// </summary>
    internal string? Material => _material.Value is { } bytes ? $"{Kind}:{Convert.ToHexStringLower(bytes)}" : null;

    private KeyKind Kind => (KeyType, Scheme) switch
    {
        ("ed25519", "ed25519") => KeyKind.Ed25519,
        ("ecdsa", "ecdsa-sha2-nistp256") => KeyKind.EcdsaP256,
        // The type's older spelling, still found in the chains of long-lived repositories.
        ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => KeyKind.EcdsaP256,
        ("rsa", "rsassa-pss-sha256") => KeyKind.RsaPss,
        _ => KeyKind.Unknown,
    };

    /// <summary>The metadata form of an Ed25519 public key.</summary>
    public static PublicKey Of(NSec.Cryptography.PublicKey key) =>
        Of("ed25519", "ed25519", Convert.ToHexStringLower(key.Export(KeyBlobFormat.RawPublicKey)));

    /// <summary>The metadata form of an ECDSA P-256 public key.</summary>
    public static PublicKey Of(ECDsa key) => Of("ecdsa", "ecdsa-sha2-nistp256", key.ExportSubjectPublicKeyInfoPem() + "\n");

    /// <summary>The metadata form of an RSA public key, for RSASSA-PSS with SHA-256.</summary>
    public static PublicKey Of(RSA key) => Of("rsa", "rsassa-pss-sha256", key.ExportSubjectPublicKeyInfoPem() + "\n");

    /// <summary>
    /// Whether <paramref name="signature"/> is this key's signature of <paramref name="data"/>; false for anything unusable.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (_material.Value is not { } material)
            return false;
        try
        {
            return Kind switch
            {
                KeyKind.Ed25519 => VerifyEd25519(material, data, signature),
                KeyKind.EcdsaP256 => VerifyEcdsa(material, data, signature),
                KeyKind.RsaPss => VerifyRsa(material, data, signature),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false; // a signature that is not DER, for one
        }
    }

    /// <summary>Type and the first eight digits of the key id: enough for a person to tell keys apart.</summary>
    public override string ToString() => $"{KeyType} {KeyId[..8]}";

    /// <summary>Reads one key object, such as a key holder sends it; FormatInvalid when it is none.</summary>
    public static Result<PublicKey> Parse(ReadOnlyMemory<byte> bytes, string place) =>
        MetadataElement.Read<PublicKey>(bytes, place, SignedDocument.MaxLength, key => Read(key));

    /// <summary>The key object with all its members; what <see cref="Parse"/> reads.</summary>
    public JsonElement ToJson() => Source;

    internal static PublicKey Read(MetadataElement key) => new(
        key.Json,
        key.Member("keytype").Text(),
        key.Member("scheme").Text(),
        key.Member("keyval").Member("public").Text());

    private static PublicKey Of(string keyType, string scheme, string value)
    {
        var source = new JsonObject
        {
            ["keytype"] = keyType,
            ["scheme"] = scheme,
            ["keyval"] = new JsonObject { ["public"] = value },
        };
        return new(JsonTree.Of(source), keyType, scheme, value);
    }

    private byte[]? Import()
    {
        try
        {
            return Kind switch
            {
                KeyKind.Ed25519 => Value.Length == 64 ? Convert.FromHexString(Value) : null,
                KeyKind.EcdsaP256 => ImportEcdsa(Value),
                KeyKind.RsaPss => ImportRsa(Value),
                _ => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    private static byte[]? ImportEcdsa(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        var curve = key.ExportParameters(false).Curve;
        return curve.IsNamed && curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
            ? key.ExportSubjectPublicKeyInfo()
            : null;
    }

    private static byte[]? ImportRsa(string pem)
    {
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        return key.KeySize is >= MinRsaBits and <= MaxRsaBits ? key.ExportSubjectPublicKeyInfo() : null;
    }

    private static bool VerifyEd25519(byte[] material, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, material, KeyBlobFormat.RawPublicKey, out var key)
        && SignatureAlgorithm.Ed25519.Verify(key!, data, signature);

    private static bool VerifyEcdsa(byte[] material, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(material, out _);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static bool VerifyRsa(byte[] material, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(material, out _);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }

    private enum KeyKind
    {
        Unknown,
        Ed25519,
        EcdsaP256,
        RsaPss,
    }
}
