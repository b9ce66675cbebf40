using System.Globalization;
using System.Text.Json.Serialization;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Keys;

/// <summary>How a <see cref="KeyFile"/> is written and read: docs/formats/key-file.md.</summary>
internal static class KeyFileFormat
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>The only key derivation.</summary>
    public const string Derivation = "argon2id";

    /// <summary>The only encryption.</summary>
    public const string Encryption = "xchacha20-poly1305";

    /// <summary>Longest key file, in bytes.</summary>
    public const int MaxLength = 16 * 1024;

    private const string KeyType = "ed25519";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly JsonFormat<KeyFileDocument> Format = new("a key file", KeyJson.Default, MaxLength)
    {
        Schema = SchemaVersion,
        Depth = 4,
        Rules = Faults,
    };

    /// <summary>
    /// A time as it stands in the file: UTC, whole seconds. A text, because the encryption binds it as it stands.
    /// </summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(KeyFile key) => Format.Write(new KeyFileDocument(
        key.Schema,
        key.Use == KeyUse.Rehearsal,
        key.Holder,
        Text(key.Created),
        new KeyFilePublicKey(key.KeyId, KeyType, KeyType, Convert.ToHexStringLower(key.PublicKey)),
        new KeyFileDerivation(
            Derivation, key.Cost.MemoryKib, key.Cost.Passes, KeyCost.Parallelism, Convert.ToHexStringLower(key.Salt)),
        new KeyFileEncryption(Encryption, Convert.ToHexStringLower(key.Nonce)),
        Convert.ToHexStringLower(key.Sealed)));

    /// <summary>Reads a key file; <paramref name="place"/> names it in a refusal.</summary>
    public static Result<KeyFile> Read(ReadOnlySpan<byte> bytes, string place) =>
        Format.Read(bytes, place).Then<KeyFile>(document => Value(document));

    private static IReadOnlyList<FormatFault> Faults(KeyFileDocument document)
    {
        var faults = new FaultList();
        faults.Pass(HolderName.FaultOf(document.Holder), "$.holder");
        faults.Require(TryTime(document.Created, out _), "$.created", "a time in UTC belongs here, like 2026-01-31T09:30:00Z");
        faults.Require(document.PublicKey is { KeyType: KeyType, Scheme: KeyType }, "$.publicKey", "the key is not ed25519");
        faults.Require(document.Kdf is { Algorithm: Derivation, Parallelism: KeyCost.Parallelism }, "$.kdf",
            $"the key derivation is not {Derivation} with parallelism {KeyCost.Parallelism}");
        faults.Pass(CostOf(document).Fault(UseOf(document)), "$.kdf");
        faults.Require(document.Aead.Algorithm == Encryption, "$.aead.algorithm", $"the encryption is not {Encryption}");
        Hex(faults, document.PublicKey.Public, KeyFile.KeyLength, "$.publicKey.public");
        Hex(faults, document.Kdf.Salt, KeyFile.SaltLength, "$.kdf.salt");
        Hex(faults, document.Aead.Nonce, KeyFile.NonceLength, "$.aead.nonce");
        Hex(faults, document.PrivateKey, KeyFile.SealedLength, "$.privateKey");
        if (faults.Faults.Count == 0)
            faults.Require(Value(document).KeyId == document.PublicKey.KeyId, "$.publicKey.keyId",
                "the key id is not the public key's");
        return faults.Faults;
    }

    private static KeyFile Value(KeyFileDocument document)
    {
        TryTime(document.Created, out var created);
        return new KeyFile(
            UseOf(document),
            document.Holder,
            created,
            Convert.FromHexString(document.PublicKey.Public),
            CostOf(document),
            Convert.FromHexString(document.Kdf.Salt),
            Convert.FromHexString(document.Aead.Nonce),
            Convert.FromHexString(document.PrivateKey))
        {
            Schema = document.Schema,
        };
    }

    private static KeyUse UseOf(KeyFileDocument document) => document.Rehearsal ? KeyUse.Rehearsal : KeyUse.Ceremony;

    private static KeyCost CostOf(KeyFileDocument document) => new(document.Kdf.MemoryKib, document.Kdf.Passes);

    private static bool TryTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    private static void Hex(FaultList faults, string text, int bytes, string path) => faults.Require(
        text.Length == bytes * 2 && text.All(char.IsAsciiHexDigitLower), path,
        $"{bytes * 2} lower-case hexadecimal digits belong here");
}

/// <summary>The JSON of a key file, member by member.</summary>
internal sealed record KeyFileDocument(
    [property: JsonRequired] string Schema,
    [property: JsonRequired] bool Rehearsal,
    [property: JsonRequired] string Holder,
    [property: JsonRequired] string Created,
    [property: JsonRequired] KeyFilePublicKey PublicKey,
    [property: JsonRequired] KeyFileDerivation Kdf,
    [property: JsonRequired] KeyFileEncryption Aead,
    [property: JsonRequired] string PrivateKey);

/// <summary>The public half and its TUF key id.</summary>
internal sealed record KeyFilePublicKey(
    [property: JsonRequired] string KeyId,
    [property: JsonRequired] string KeyType,
    [property: JsonRequired] string Scheme,
    [property: JsonRequired] string Public);

/// <summary>How the passphrase becomes a key.</summary>
internal sealed record KeyFileDerivation(
    [property: JsonRequired] string Algorithm,
    [property: JsonRequired] long MemoryKib,
    [property: JsonRequired] int Passes,
    [property: JsonRequired] int Parallelism,
    [property: JsonRequired] string Salt);

/// <summary>How the private key is encrypted.</summary>
internal sealed record KeyFileEncryption([property: JsonRequired] string Algorithm, [property: JsonRequired] string Nonce);
