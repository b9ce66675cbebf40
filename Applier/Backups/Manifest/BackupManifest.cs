using PatchKit.Applier.Backups.Volumes;
using PatchKit.Applier.Backups.Walking;

namespace PatchKit.Applier.Backups.Manifest;

/// <summary>
/// Something that a manifest says. A closed set: <see cref="BackupManifest"/>, <see cref="BackupFile"/>,
/// <see cref="BackupFolder"/>, <see cref="BackupLink"/>, <see cref="BackupProblem"/>, <see cref="AbsentSource"/>.
/// </summary>
internal abstract record ManifestElement;

/// <summary>
/// What a backup is, and how much it holds: what a manifest begins with. Its lists are read as a stream: docs/formats/backup.md.
/// </summary>
internal sealed record BackupManifest : ManifestElement
{
    /// <summary>The version this program writes.</summary>
    public const string CurrentVersion = "1.0";

    /// <summary>The backup's id, which is its folder's name.</summary>
    public required string Id { get; init; }

    /// <summary>When it was complete, UTC.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Product and serial number as a person reads them.</summary>
    public required string Instrument { get; init; }

    /// <summary>Boot mode as a person reads it.</summary>
    public required string Mode { get; init; }

    /// <summary>How many files and documents it lists, and their length.</summary>
    public required BackupTotals Totals { get; init; }

    /// <summary>The volumes that the files lie in, those of earlier backups among them.</summary>
    public required IReadOnlyList<BackupVolume> Volumes { get; init; }
}

/// <summary>A number of files and their length.</summary>
/// <param name="Files">Files and documents.</param>
/// <param name="Bytes">Their length.</param>
internal sealed record BackupTotals(long Files, long Bytes)
{
    /// <summary>Nothing.</summary>
    public static BackupTotals None { get; } = new(0, 0);

    /// <summary>One more file.</summary>
    public BackupTotals With(BackupFile file) => new(Files + 1, Bytes + file.Size);
}

/// <summary>A zip file of a backup.</summary>
/// <param name="Name">Relative to the place that holds all backups: <c>id/volume-0001.zip</c>.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Directory">Where the zip's own list of its entries begins; from there to the end is what
/// <paramref name="DirectorySha256"/> covers.</param>
/// <param name="DirectorySha256">SHA-256 of that list: what Explorer and 7-Zip go by is proven with the content.</param>
internal sealed record BackupVolume(string Name, long Size, long Directory, ContentHash DirectorySha256);

/// <summary>Which promise a file stands under.</summary>
internal enum BackupSet
{
    /// <summary>Declared data: copied when the operator wants it.</summary>
    Optional,

    /// <summary>What the plan changes or undo needs.</summary>
    Mandatory,

    /// <summary>State captured as bytes; no file of the instrument.</summary>
    Document,
}

/// <summary>One file as it was read.</summary>
internal sealed record BackupFile : ManifestElement
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

    /// <summary>Read-only, hidden, system, archive.</summary>
    public FileAttributes Attributes { get; init; }

    /// <summary>The rights of a Unix, as chmod(2) has them; 0 when there were none.</summary>
    public int Mode { get; init; }

    /// <summary>
    /// Owner, group and the access rights of its own on a Windows, in SDDL (<see cref="Instruments.Sddl.Own"/>); null when there
    /// were none.
    /// </summary>
    public string? Security { get; init; }

    /// <summary>What few files have; null for the others.</summary>
    public RareFacts? Rare { get; init; }

    /// <summary>It was still being written when it was read the second time.</summary>
    public bool Changed { get; init; }

    private const int OddName = 80;
    private const long OddSize = 16 << 20;

    /// <summary>
    /// It is put back after the others: a further name or a stream of one of them, or a name that is taken in all but case and
    /// that a disk without case would have only once.
    /// </summary>
    public bool IsSecond => Rare is { LinkOf: not null } or { StreamOf: not null } || (Parts[0].Entry.Contains('~')
        && EntryName.Relative(Path) is var plain && Parts[0].Entry is var entry
        && !(entry.StartsWith(plain, StringComparison.Ordinal) && (entry.Length == plain.Length || entry[plain.Length] == '.')));

    /// <summary>
    /// A disk may hold it and another one not take it back: a name nearly as long as names may be, a time that a zip does not
    /// know. Only small ones, which a trial costs nothing.
    /// </summary>
    public bool IsOdd => Size <= OddSize && (Path.Length - Path.LastIndexOfAny(['/', '\\']) > OddName
        || Modified < VolumeWriter.OldestZipTime || Modified > VolumeWriter.NewestZipTime
        || Created < VolumeWriter.OldestZipTime || Created > VolumeWriter.NewestZipTime);


    /// <summary>SHA-256 of the content.</summary>
    public required ContentHash Sha256 { get; init; }

    /// <summary>Where the content lies: one part, or several to be joined in this order.</summary>
    public required IReadOnlyList<BackupPart> Parts { get; init; }
}

/// <summary>One zip entry.</summary>
/// <param name="Volume">Name of its volume.</param>
/// <param name="Entry">Name in the zip.</param>
/// <param name="At">Where its local header begins in the volume (APPNOTE 4.3.7).</param>
/// <param name="Size">Its length when unpacked, in bytes.</param>
/// <param name="Stored">True when it is not compressed.</param>
internal sealed record BackupPart(string Volume, string Entry, long At, long Size, bool Stored);

/// <summary>What few files have.</summary>
internal sealed record RareFacts
{
    /// <summary>The last write in units of 100 ns since 1970, UTC, when it is beyond the year 9999; else null.</summary>
    public long? Written { get; init; }

    /// <summary>Parts of it took no room and were zeros.</summary>
    public bool Sparse { get; init; }

    /// <summary>How many names the file had (hard links), of which not all need be in the backup; 0 when it had one.</summary>
    public long Names { get; init; }

    /// <summary>The path of another file of this backup that was the same file under another name; null when none is.</summary>
    public string? LinkOf { get; init; }

    /// <summary>How many alternate data streams the file had.</summary>
    public long Streams { get; init; }

    /// <summary>The path of the file that this is an alternate data stream of; null when it is a file.</summary>
    public string? StreamOf { get; init; }
}

/// <summary>A folder.</summary>
/// <param name="Path">The path on the instrument.</param>
/// <param name="Created">Made at, UTC.</param>
/// <param name="Modified">Last changed at, UTC.</param>
/// <param name="Attributes">Read-only, hidden, system, archive.</param>
/// <param name="Mode">The rights of a Unix; 0 when there were none.</param>
internal sealed record BackupFolder(
    string Path, DateTimeOffset Created, DateTimeOffset Modified, FileAttributes Attributes, int Mode) : ManifestElement
{
    /// <summary>Owner, group and access rights, as a file has them.</summary>
    public string? Security { get; init; }

    /// <summary>What few folders have; null for the others.</summary>
    public RareFacts? Rare { get; init; }
}

/// <summary>A symbolic link or junction.</summary>
/// <param name="Path">The path on the instrument.</param>
/// <param name="Target">What it points at, as the link says it.</param>
/// <param name="Folder">Whether it stands for a folder.</param>
internal sealed record BackupLink(string Path, string Target, bool Folder) : ManifestElement
{
    /// <summary>Whether it was a junction.</summary>
    public bool Junction { get; init; }
}

/// <summary>Something that could not be read.</summary>
/// <param name="Path">The path on the instrument.</param>
/// <param name="Reason">What the system said.</param>
internal sealed record BackupProblem(string Path, string Reason) : ManifestElement;

/// <summary>A source that was not there, and need not be.</summary>
/// <param name="Path">The path on the instrument.</param>
internal sealed record AbsentSource(string Path) : ManifestElement;
