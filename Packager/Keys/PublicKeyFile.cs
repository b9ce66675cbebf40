using System.Security.Cryptography;
using System.Text.Json;
using NSec.Cryptography;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PublicKey = PatchKit.Shared.Trust.PublicKey;

namespace PatchKit.Packager.Keys;

/// <summary>
/// What a holder sends to the coordinator: the public half of a key and whose it is. Format: docs/formats/key-file.md.
/// </summary>
/// <param name="Holder">Who holds the private half, for people.</param>
/// <param name="Use">What the key may sign.</param>
/// <param name="Key">The public key.</param>
internal sealed record PublicKeyFile(string Holder, KeyUse Use, PublicKey Key)
{
    /// <summary>The format's name and major version.</summary>
    public const string Schema = "patchkit.public-key/1";

    /// <summary>Longest public key file, in bytes.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>The public file of a key file.</summary>
    public static PublicKeyFile Of(KeyFile file) => new(file.Holder, file.Use, file.Public);

    /// <summary>Name and the first eight digits of the key id: how messages speak of a key.</summary>
    public override string ToString() => $"{Holder} ({Key.KeyId[..8]})";

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() =>
        [.. JsonSerializer.SerializeToUtf8Bytes(ToDocument(), KeyJson.Readable.PublicKeyDocument), (byte)'\n'];

    /// <summary>Reads a public key file; <paramref name="place"/> names it in a refusal.</summary>
    public static Result<PublicKeyFile> Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length > MaxLength)
            return new Refusal(RefusalCode.FileLength, place, $"a public key file has at most {MaxLength} bytes");
        try
        {
            return JsonSerializer.Deserialize(bytes, KeyJson.Readable.PublicKeyDocument) is { } document
                ? Of(document, place)
                : Invalid(place, "null");
        }
        catch (JsonException e)
        {
            return Invalid(place, e.Message);
        }
    }

    /// <summary>Reads a public key file from disk.</summary>
    public static Result<PublicKeyFile> Open(PackagerServices services, string path) =>
        BoundedFiles.Read(services, path, MaxLength).Then(bytes => Read(bytes, path));

    /// <summary>Reads several public key files from disk; refused at the first that cannot be read.</summary>
    public static Result<IReadOnlyList<PublicKeyFile>> Open(PackagerServices services, IEnumerable<string> paths)
    {
        var files = new List<PublicKeyFile>();
        foreach (var path in paths)
        {
            if (!Open(services, path).TryGet(out var file, out var refusal))
                return refusal;
            files.Add(file);
        }

        return files;
    }

    internal PublicKeyDocument ToDocument() =>
        new(Schema, Use == KeyUse.Rehearsal, Holder, new KeyFilePublicKey(Key.KeyId, Key.KeyType, Key.Scheme, Key.Value));

    internal static Result<PublicKeyFile> Of(PublicKeyDocument document, string place)
    {
        if (document.Schema.StartsWith("patchkit.public-key/", StringComparison.Ordinal) && document.Schema != Schema)
            return new Refusal(RefusalCode.FormatUnknownVersion, place,
                $"this program reads {Schema}, and the file is another version");
        if (document.Schema != Schema)
            return Invalid(place, $"the schema is not {Schema}");
        if (KeyFile.FaultOfHolder(document.Holder) is { } fault)
            return Invalid(place, fault);
        if (Import(document.Key) is not { } key)
            return Invalid(place, "the key is not an Ed25519 or ECDSA P-256 key, or its value is wrong");
        return key.KeyId == document.Key.KeyId
            ? new PublicKeyFile(document.Holder, document.Rehearsal ? KeyUse.Rehearsal : KeyUse.Ceremony, key)
            : Invalid(place, "the key id is not the public key's");
    }

    private static PublicKey? Import(KeyFilePublicKey key)
    {
        try
        {
            switch (key.KeyType, key.Scheme)
            {
                case ("ed25519", "ed25519"):
                    var raw = Convert.FromHexString(key.Public);
                    return PublicKey.Of(
                        NSec.Cryptography.PublicKey.Import(SignatureAlgorithm.Ed25519, raw, KeyBlobFormat.RawPublicKey));
                case ("ecdsa", "ecdsa-sha2-nistp256"):
                    using (var curve = ECDsa.Create())
                    {
                        curve.ImportFromPem(key.Public);
                        return curve.KeySize == 256 ? PublicKey.Of(curve) : null;
                    }

                default:
                    return null;
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    private static Refusal Invalid(string place, string reason) =>
        new(RefusalCode.FormatInvalid, place, $"not a public key file: {reason}");
}

/// <summary>The JSON of a public key file, member by member.</summary>
internal sealed record PublicKeyDocument(string Schema, bool Rehearsal, string Holder, KeyFilePublicKey Key);
