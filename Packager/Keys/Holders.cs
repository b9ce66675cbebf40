using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared;
using PatchKit.Shared.Json;

namespace PatchKit.Packager.Keys;

/// <summary>
/// The people behind the key ids: <c>holders.json</c> of a release. Names for messages and nothing more; what counts are the keys
/// in the signed metadata.
/// </summary>
/// <param name="ById">The public key files by key id.</param>
internal sealed record Holders(ImmutableSortedDictionary<string, PublicKeyFile> ById)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Most holders of a list.</summary>
    private const int Most = 1000;

    // By hand: the program adds to it, and the coordinator mends a name in it.
    private static readonly JsonFormat<HoldersDocument> Format = new("a list of holders", KeyJson.Default, 1024 * 1024)
    {
        Schema = SchemaVersion,
        Depth = 8,
        WrittenByHand = true,
        Rules = document => Faults(document.Holders, "$.holders"),
    };

    /// <summary>Nobody.</summary>
    public static Holders None { get; } = new(ImmutableSortedDictionary.Create<string, PublicKeyFile>(StringComparer.Ordinal));

    /// <summary>These holders and more; a later file of the same key replaces the earlier one.</summary>
    public Holders With(params IEnumerable<PublicKeyFile> more) =>
        new(ById.SetItems(more.Select(file => KeyValuePair.Create(file.Key.KeyId, file))));

    /// <summary>
    /// The names to be signed beside these keys: as the list has them now; of a key that it does not know, what is signed
    /// already.
    /// </summary>
    /// <param name="keyIds">The keys.</param>
    /// <param name="before">What is signed already.</param>
    public ImmutableSortedDictionary<string, string> NamesFor(
        IEnumerable<string> keyIds, ImmutableSortedDictionary<string, string> before) => keyIds
        .Select(id => (Id: id, Name: ById.GetValueOrDefault(id)?.Holder ?? before.GetValueOrDefault(id)))
        .Where(one => one.Name is not null)
        .ToImmutableSortedDictionary(one => one.Id, one => one.Name!, StringComparer.Ordinal);

    /// <summary>How a message names a key.</summary>
    public string NameOf(string keyId) =>
        ById.TryGetValue(keyId, out var file) ? file.ToString() : $"unknown holder ({keyId[..Math.Min(8, keyId.Length)]})";

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() => Format.Write(new HoldersDocument(SchemaVersion, ToDocuments()));

    /// <summary>Reads the file; empty bytes are nobody.</summary>
    public static Result<Holders> Read(ReadOnlySpan<byte> bytes, string place) =>
        bytes.IsEmpty ? None : Format.Read(bytes, place).Then<Holders>(document => Of(document.Holders));

    /// <summary>The list as it stands in a file.</summary>
    internal ImmutableArray<HolderDocument> ToDocuments() => [.. ById.Values.Select(file => file.ToDocument())];

    /// <summary>What keeps a list, which stands at <paramref name="path"/>, from being one of holders.</summary>
    internal static IEnumerable<FormatFault> Faults(ImmutableArray<HolderDocument> holders, string path) =>
        holders.Length > Most
            ? [new(path, $"the list has {holders.Length} items; at most {Most} belong here")]
            : holders.SelectMany((holder, index) => PublicKeyFile.Faults(holder, $"{path}[{index}]"));

    /// <summary>The holders of a list without faults.</summary>
    internal static Holders Of(ImmutableArray<HolderDocument> holders) => None.With(holders.Select(PublicKeyFile.Of));
}

/// <summary>The JSON of <c>holders.json</c>.</summary>
internal sealed record HoldersDocument(
    [property: JsonRequired] string Schema,
    [property: JsonRequired] ImmutableArray<HolderDocument> Holders);
