using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatchKit.Shared;

namespace PatchKit.Packager.Keys;

/// <summary>How a <see cref="KeyFile"/> is written and read: docs/formats/key-file.md.</summary>
internal static class KeyFileFormat
{
    /// <summary>The format's name and major version.</summary>
    public const string Schema = "patchkit.key/1";

    /// <summary>The only key derivation.</summary>
    public const string Derivation = "argon2id";

    /// <summary>The only encryption.</summary>
    public const string Encryption = "xchacha20-poly1305";

    /// <summary>Longest key file, in bytes.</summary>
    public const int MaxLength = 16 * 1024;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>A time as it stands in the file: UTC, whole seconds.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(KeyFile key)
    {
        var document = new KeyFileDocument(
            Schema,
            key.Use == KeyUse.Rehearsal,
            key.Holder,
            Text(key.Created),
            new KeyFilePublicKey(key.KeyId, "ed25519", "ed25519", Convert.ToHexStringLower(key.PublicKey)),
            new KeyFileDerivation(
                Derivation, key.Cost.MemoryKib, key.Cost.Passes, KeyCost.Parallelism, Convert.ToHexStringLower(key.Salt)),
            new KeyFileEncryption(Encryption, Convert.ToHexStringLower(key.Nonce)),
            Convert.ToHexStringLower(key.Sealed));
        return [.. JsonSerializer.SerializeToUtf8Bytes(document, KeyJson.Readable.KeyFileDocument), (byte)'\n'];
    }

    /// <summary>Reads a key file; <paramref name="place"/> names it in a refusal.</summary>
    public static Result<KeyFile> Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length > MaxLength)
            return new Refusal(RefusalCode.FileLength, place, $"a key file has at most {MaxLength} bytes");
        KeyFileDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(bytes, KeyJson.Readable.KeyFileDocument);
        }
        catch (JsonException e)
        {
            return new Refusal(RefusalCode.FormatInvalid, place, $"not a key file: {e.Message}");
        }

        if (document is null)
            return new Refusal(RefusalCode.FormatInvalid, place, "not a key file: null");
        if (document.Schema.StartsWith("patchkit.key/", StringComparison.Ordinal) && document.Schema != Schema)
            return new Refusal(RefusalCode.FormatUnknownVersion, place,
                $"this program reads {Schema}, and the file is another version");
        return Fault(document) is { } fault
            ? new Refusal(RefusalCode.FormatInvalid, place, $"not a key file: {fault}")
            : Value(document).Then(key => key.KeyId == document.PublicKey.KeyId
                ? (Result<KeyFile>)key
                : new Refusal(RefusalCode.FormatInvalid, place, "not a key file: the key id is not the public key's"));
    }

    private static string? Fault(KeyFileDocument document)
    {
        var use = document.Rehearsal ? KeyUse.Rehearsal : KeyUse.Ceremony;
        if (document.Schema != Schema)
            return $"the schema is not {Schema}";
        if (document.PublicKey is not { KeyType: "ed25519", Scheme: "ed25519" })
            return "the key is not ed25519";
        if (document.Kdf is not { Algorithm: Derivation, Parallelism: KeyCost.Parallelism })
            return $"the key derivation is not {Derivation} with parallelism {KeyCost.Parallelism}";
        if (document.Aead.Algorithm != Encryption)
            return $"the encryption is not {Encryption}";
        if (!TryTime(document.Created, out _))
            return "'created' is not a time like 2026-01-31T09:30:00Z";
        if (!IsHex(document.PublicKey.Public, KeyFile.KeyLength) || !IsHex(document.Kdf.Salt, KeyFile.SaltLength)
            || !IsHex(document.Aead.Nonce, KeyFile.NonceLength) || !IsHex(document.PrivateKey, KeyFile.SealedLength))
            return "a field of bytes has the wrong length, or is not lower-case hexadecimal";
        return KeyFile.FaultOfHolder(document.Holder) ?? new KeyCost(document.Kdf.MemoryKib, document.Kdf.Passes).Fault(use);
    }

    private static Result<KeyFile> Value(KeyFileDocument document)
    {
        TryTime(document.Created, out var created);
        return new KeyFile(
            document.Rehearsal ? KeyUse.Rehearsal : KeyUse.Ceremony,
            document.Holder,
            created,
            Convert.FromHexString(document.PublicKey.Public),
            new KeyCost(document.Kdf.MemoryKib, document.Kdf.Passes),
            Convert.FromHexString(document.Kdf.Salt),
            Convert.FromHexString(document.Aead.Nonce),
            Convert.FromHexString(document.PrivateKey));
    }

    private static bool TryTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    private static bool IsHex(string text, int bytes) =>
        text.Length == bytes * 2 && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}

/// <summary>The JSON of a key file, member by member.</summary>
internal sealed record KeyFileDocument(
    string Schema,
    bool Rehearsal,
    string Holder,
    string Created,
    KeyFilePublicKey PublicKey,
    KeyFileDerivation Kdf,
    KeyFileEncryption Aead,
    string PrivateKey);

/// <summary>The public half and its TUF key id.</summary>
internal sealed record KeyFilePublicKey(
    [property: JsonPropertyName("keyid")] string KeyId,
    [property: JsonPropertyName("keytype")] string KeyType,
    string Scheme,
    string Public);

/// <summary>How the passphrase becomes a key.</summary>
internal sealed record KeyFileDerivation(string Algorithm, long MemoryKib, int Passes, int Parallelism, string Salt);

/// <summary>How the private key is encrypted.</summary>
internal sealed record KeyFileEncryption(string Algorithm, string Nonce);
