using System.Collections.Immutable;
using System.Text.Json;
using PatchKit.Shared;

namespace PatchKit.Packager.Keys;

/// <summary>
/// The people behind the key ids: <c>holders.json</c> of a release. Names for messages and nothing more; what counts are the keys
/// in the signed metadata.
/// </summary>
/// <param name="ById">The public key files by key id.</param>
internal sealed record Holders(ImmutableSortedDictionary<string, PublicKeyFile> ById)
{
    /// <summary>The format's name and major version.</summary>
    public const string Schema = "patchkit.holders/1";

    /// <summary>Longest file, in bytes.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>Nobody.</summary>
    public static Holders None { get; } = new(ImmutableSortedDictionary.Create<string, PublicKeyFile>(StringComparer.Ordinal));

    /// <summary>These holders and more; a later file of the same key replaces the earlier one.</summary>
    public Holders With(params IEnumerable<PublicKeyFile> more) =>
        new(ById.SetItems(more.Select(file => KeyValuePair.Create(file.Key.KeyId, file))));

    /// <summary>How a message names a key.</summary>
    public string NameOf(string keyId) =>
        ById.TryGetValue(keyId, out var file) ? file.ToString() : $"unknown holder ({keyId[..Math.Min(8, keyId.Length)]})";

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() =>
        [.. JsonSerializer.SerializeToUtf8Bytes(new HoldersDocument(Schema, ToDocuments()),
            KeyJson.Readable.HoldersDocument), (byte)'\n'];

    /// <summary>Reads the file; empty bytes are nobody.</summary>
    public static Result<Holders> Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.IsEmpty)
            return None;
        if (bytes.Length > MaxLength)
            return new Refusal(RefusalCode.FileLength, place, $"a list of holders has at most {MaxLength} bytes");
        try
        {
            return JsonSerializer.Deserialize(bytes, KeyJson.Readable.HoldersDocument) switch
            {
                { Schema: Schema } document => Of(document.Holders, place),
                { } other =>
                    new Refusal(RefusalCode.FormatUnknownVersion, place,
                    $"this program reads {Schema}, and the file says '{other.Schema}'"),
                null => new Refusal(RefusalCode.FormatInvalid, place, "not a list of holders: null"),
            };
        }
        catch (JsonException e)
        {
            return new Refusal(RefusalCode.FormatInvalid, place, $"not a list of holders: {e.Message}");
        }
    }

    internal ImmutableArray<PublicKeyDocument> ToDocuments() => [.. ById.Values.Select(file => file.ToDocument())];

    internal static Result<Holders> Of(ImmutableArray<PublicKeyDocument> documents, string place)
    {
        var holders = None;
        foreach (var document in documents)
        {
            if (!PublicKeyFile.Of(document, place).TryGet(out var file, out var refusal))
                return refusal;
            holders = holders.With(file);
        }

        return holders;
    }
}

/// <summary>The JSON of <c>holders.json</c>.</summary>
internal sealed record HoldersDocument(string Schema, ImmutableArray<PublicKeyDocument> Holders);
