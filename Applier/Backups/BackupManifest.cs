using System.Text.Json.Serialization;

namespace PatchKit.Applier.Backups;

/// <summary>What a backup holds and where: docs/formats/backup.md. Its digest is the SHA-256 of its bytes.</summary>
internal sealed record BackupManifest
{
    /// <summary>The version this program writes.</summary>
    public const string CurrentVersion = "1.0";

    /// <summary>Major and minor number; an unknown major number is refused.</summary>
    [JsonPropertyOrder(-1)]
    public required string SchemaVersion { get; init; }

    /// <summary>The backup's id, which is its folder's name.</summary>
    public required string Id { get; init; }

    /// <summary>When it was complete, UTC.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Product and serial number as a person reads them.</summary>
    public required string Instrument { get; init; }

    /// <summary>Boot mode as a person reads it.</summary>
    public required string Mode { get; init; }

    /// <summary>The volumes that the files lie in, those of earlier backups among them.</summary>
    public required IReadOnlyList<BackupVolume> Volumes { get; init; }

    /// <summary>Every file and document, by path.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>Every folder, empty ones too.</summary>
    public required IReadOnlyList<BackupFolder> Folders { get; init; }

    /// <summary>Links: listed, never followed.</summary>
    public required IReadOnlyList<BackupLink> Links { get; init; }

    /// <summary>Files that were still being written when they were read the second time.</summary>
    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>Files and folders of the optional set that could not be read.</summary>
    public required IReadOnlyList<BackupProblem> Unreadable { get; init; }

    /// <summary>Sources that were not there, and need not be.</summary>
    public required IReadOnlyList<string> Absent { get; init; }
}

/// <summary>A zip file of a backup.</summary>
/// <param name="Name">Relative to the place that holds all backups: <c>id/volume-0001.zip</c>.</param>
/// <param name="Size">Its length in bytes.</param>
internal sealed record BackupVolume(string Name, long Size);

/// <summary>Which promise a file stands under.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BackupSet>))]
internal enum BackupSet
{
    /// <summary>Declared data: copied when the operator wants it.</summary>
    [JsonStringEnumMemberName("optional")]
    Optional,

    /// <summary>What the plan changes or undo needs.</summary>
    [JsonStringEnumMemberName("mandatory")]
    Mandatory,

    /// <summary>State captured as bytes; no file of the instrument.</summary>
    [JsonStringEnumMemberName("document")]
    Document,
}

/// <summary>One file as it was read.</summary>
internal sealed record BackupFile
{
    /// <summary>The path on the instrument; a document's name.</summary>
    public required string Path { get; init; }

    /// <summary>Which promise it stands under.</summary>
    public required BackupSet Set { get; init; }

    /// <summary>Length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Made at, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Last written at, UTC, to 100 ns.</summary>
    public required DateTimeOffset Modified { get; init; }

    /// <summary>The read-only attribute.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReadOnly { get; init; }

    /// <summary>The hidden attribute.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hidden { get; init; }

    /// <summary>SHA-256 of the content.</summary>
    public required ContentHash Sha256 { get; init; }

    /// <summary>Where the content lies: one part, or several to be joined in this order.</summary>
    [JsonConverter(typeof(PartsConverter))]
    public required IReadOnlyList<BackupPart> Parts { get; init; }
}

/// <summary>One zip entry.</summary>
/// <param name="Volume">Name of its volume.</param>
/// <param name="Entry">Name in the zip.</param>
/// <param name="Size">Its length when unpacked, in bytes.</param>
/// <param name="Stored">True when it is not compressed.</param>
internal sealed record BackupPart(string Volume, string Entry, long Size, bool Stored);

/// <summary>A folder.</summary>
/// <param name="Path">The path on the instrument.</param>
/// <param name="Created">Made at, UTC.</param>
/// <param name="Modified">Last changed at, UTC.</param>
/// <param name="ReadOnly">The read-only attribute.</param>
/// <param name="Hidden">The hidden attribute.</param>
internal sealed record BackupFolder(string Path, DateTimeOffset Created, DateTimeOffset Modified, bool ReadOnly, bool Hidden);

/// <summary>A symbolic link or junction.</summary>
/// <param name="Path">The path on the instrument.</param>
/// <param name="Target">What it points at, as the link says it.</param>
internal sealed record BackupLink(string Path, string Target);

/// <summary>Something that could not be read.</summary>
/// <param name="Path">The path on the instrument.</param>
/// <param name="Reason">What the system said.</param>
internal sealed record BackupProblem(string Path, string Reason);

/// <summary>The index of one finished volume of an unfinished backup: what resume goes by.</summary>
/// <param name="SchemaVersion">As in the manifest.</param>
/// <param name="Volume">The volume, flushed before this was written.</param>
/// <param name="Files">The files that were finished in it.</param>
/// <param name="Changed">Those of them that changed while they were copied.</param>
internal sealed record BackupVolumeIndex(
    string SchemaVersion, BackupVolume Volume, IReadOnlyList<BackupFile> Files, IReadOnlyList<string> Changed);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(BackupVolumeIndex))]
internal sealed partial class BackupJson : JsonSerializerContext;
