using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>
/// The signed list: every file of one stick, its size, its digest, and what it is. The target <c>deliveries/STICK.files.json</c>,
/// signed with the delivery. The digests are those of the sources, taken while they were copied. Format:
/// docs/formats/signed-list.md.
/// </summary>
public sealed record SignedList
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    private const int MostFiles = 8000;

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>The stick.</summary>
    [JsonRequired]
    public required StickId Stick { get; init; }

    /// <summary>The files, in ordinal order of path.</summary>
    [JsonRequired]
    public required ImmutableArray<ListedFile> Files { get; init; }

    /// <summary>The file <c>deliveries/STICK.files.json</c>, at most 2 MiB.</summary>
    public static JsonFormat<SignedList> Format { get; } = new("a signed list", DeliveryJson.Default, 2 << 20)
    {
        Schema = SchemaVersion,
        Depth = 8,
        Rules = Faults,
    };

    /// <summary>The file's bytes, to be hashed and signed; a refusal for what a reader would refuse.</summary>
    public Result<byte[]> ToBytes() => Format.TryWrite(this, StickLayout.SignedList(Stick).Text);

    private static IReadOnlyList<FormatFault> Faults(SignedList list)
    {
        var faults = new FaultList();
        faults.Some(list.Files.Length, MostFiles, "$.files", "file");
        faults.Distinct(list.Files.Select(file => file.Path.CollisionKey), i => $"$.files[{i}].path", "path (case aside)");
        for (var i = 0; i < list.Files.Length; i++)
        {
            var file = list.Files[i];
            faults.Require(i == 0 || string.CompareOrdinal(list.Files[i - 1].Path.Text, file.Path.Text) < 0, $"$.files[{i}].path",
                "the files are not in ordinal order of path");
            faults.Require(file.Length >= 0, $"$.files[{i}].length", "it is negative");
            if (file.Signer is { } signer)
            {
                faults.Line(signer, $"$.files[{i}].signer");
                faults.Require(file.Kind == StickFileKind.Applier, $"$.files[{i}].signer", "such a file is no program");
            }

            faults.Require(StickLayout.KindOf(file.Path) == file.Kind, $"$.files[{i}].kind",
                $"'{file.Path}' is no place of such a file");
        }

        return faults.Faults;
    }
}

/// <summary>One file of a stick.</summary>
/// <param name="Path">Its place, from the stick's root.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Digest of its bytes.</param>
public sealed record ListedFile(
    [property: JsonRequired] MediaPath Path,
    [property: JsonRequired] StickFileKind Kind,
    [property: JsonRequired] long Length,
    [property: JsonRequired] Sha256Digest Sha256)
{
    /// <summary>
    /// Whom a program file names as its signer (Authenticode), as the desk read it; absent for one that is not signed. For
    /// people: nothing goes by it.
    /// </summary>
    public string? Signer { get; init; }
}

/// <summary>What a file of a stick is; its place says the same (<see cref="StickLayout.KindOf"/>).</summary>
[JsonConverter(typeof(StrictEnumConverter<StickFileKind>))]
public enum StickFileKind
{
    /// <summary>A file of the Applier.</summary>
    Applier = 1,

    /// <summary>A root: the keys that everything else is measured by.</summary>
    Root,

    /// <summary>The delivery, the bundle, the list of withdrawn bundles.</summary>
    Target,

    /// <summary>What to do first, in one language.</summary>
    StartHere,

    /// <summary>The same list for people: for <c>sha256sum</c>, for a spreadsheet, for paper.</summary>
    Companion,

    /// <summary>The stick's name.</summary>
    Marker,
}
