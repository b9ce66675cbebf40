using System.Security.Cryptography;
using System.Text.Json.Serialization;
using NSec.Cryptography;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;
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
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Longest public key file, in bytes.</summary>
    public const int MaxLength = 16 * 1024;

    private static readonly JsonFormat<PublicKeyDocument> Format = new("a public key file", KeyJson.Default, MaxLength)
    {
        Schema = SchemaVersion,
        Depth = 4,
        Rules = document => Faults(document, "$"),
    };

    /// <summary>The public file of a key file.</summary>
    public static PublicKeyFile Of(KeyFile file) => new(file.Holder, file.Use, file.Public);

    /// <summary>Name and the first eight digits of the key id: how messages speak of a key.</summary>
    public override string ToString() => $"{Holder} ({Key.KeyId[..8]})";

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes()
    {
        var holder = ToDocument();
        return Format.Write(new PublicKeyDocument(SchemaVersion, holder.Rehearsal, holder.Holder, holder.Key));
    }

    /// <summary>Reads a public key file; <paramref name="place"/> names it in a refusal.</summary>
    public static Result<PublicKeyFile> Read(ReadOnlySpan<byte> bytes, string place) =>
        Format.Read(bytes, place).Then<PublicKeyFile>(document => Of(document));

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

    /// <summary>The key and whose it is, as it stands in a file.</summary>
    internal HolderDocument ToDocument() =>
        new(Use == KeyUse.Rehearsal, Holder, new KeyFilePublicKey(Key.KeyId, Key.KeyType, Key.Scheme, Key.Value));

    /// <summary>What keeps <paramref name="document"/>, which stands at <paramref name="path"/>, from being a holder.</summary>
    internal static IReadOnlyList<FormatFault> Faults(HolderDocument document, string path)
    {
        var faults = new FaultList();
        faults.Pass(HolderName.FaultOf(document.Holder), $"{path}.holder");
        if (Import(document.Key) is { } key)
            faults.Require(key.KeyId == document.Key.KeyId, $"{path}.key.keyId", "the key id is not the public key's");
        else
            faults.Say($"{path}.key", "the key is not an Ed25519 or ECDSA P-256 key, or its value is wrong");
        return faults.Faults;
    }

    /// <summary>The key of a document without faults.</summary>
    internal static PublicKeyFile Of(HolderDocument document) =>
        new(document.Holder, document.Rehearsal ? KeyUse.Rehearsal : KeyUse.Ceremony, Import(document.Key)!);

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
}

/// <summary>A public key and whose it is: in a list of holders, and in a file of its own.</summary>
internal record HolderDocument(
    [property: JsonRequired] bool Rehearsal,
    [property: JsonRequired] string Holder,
    [property: JsonRequired] KeyFilePublicKey Key);

/// <summary>The JSON of a public key file.</summary>
internal sealed record PublicKeyDocument(
    [property: JsonRequired, JsonPropertyOrder(-1)] string Schema,
    bool Rehearsal,
    string Holder,
    KeyFilePublicKey Key) : HolderDocument(Rehearsal, Holder, Key);
