using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups;

/// <summary>What to copy, whereto, and what the sheet says about it.</summary>
/// <param name="Id">Name of this backup and of its folder: one segment of a media path.</param>
/// <param name="Place">Host folder that holds backups, one folder each. A later backup here copies only what is new.</param>
/// <param name="Instrument">Product and serial number as a person reads them.</param>
/// <param name="Mode">Boot mode as a person reads it.</param>
/// <param name="Sources">Files and folders to copy.</param>
/// <param name="Documents">State captured as bytes, kept beside the files; always mandatory.</param>
internal sealed record BackupRequest(
    string Id,
    string Place,
    string Instrument,
    string Mode,
    ImmutableArray<BackupSource> Sources,
    ImmutableArray<BackupDocument> Documents)
{
    /// <summary>Asked for owner, rights and streams of each file.</summary>
    public IFileExtras Extras { get; init; } = NoFileExtras.Instance;

    /// <summary>How to go about it.</summary>
    public BackupOptions Options { get; init; } = new();

    /// <summary>True when the id is a safe name.</summary>
    public Result<MediaPath> CheckedId() =>
        MediaPath.Parse(Id).Then<MediaPath>(path => path.Text.Contains('/', StringComparison.Ordinal)
        ? new Refusal(RefusalCode.PathUnsafe, Id, "a backup's id is one name, without slashes")
        : path);
}

/// <summary>A file or a folder with all it holds.</summary>
/// <param name="InstrumentPath">The path as the instrument's user knows it: <c>C:\ProgramData\X</c>.</param>
/// <param name="HostPath">Where the bytes are read.</param>
/// <param name="Mandatory">The plan changes it, or undo needs it: what cannot be read stops the backup.</param>
internal sealed record BackupSource(string InstrumentPath, string HostPath, bool Mandatory)
{
    /// <summary>It is right that it is not there yet (a step will make it); its absence is then recorded.</summary>
    public bool MayBeAbsent { get; init; }
}

/// <summary>Captured state of services, accounts, firewall or registry.</summary>
/// <param name="Name">One segment of a media path: <c>services.json</c>.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record BackupDocument(string Name, ReadOnlyMemory<byte> Bytes);

/// <summary>Sizes and numbers of a backup; the defaults suit an instrument.</summary>
internal sealed record BackupOptions
{
    /// <summary>Largest file that FAT32 holds, in bytes (Microsoft, FAT specification 1.03, DIR_FileSize).</summary>
    public const long Fat32Limit = uint.MaxValue;

    /// <summary>Workers, each with a volume of its own; 0 takes one a processor, at most four.</summary>
    public int Workers { get; init; }

    /// <summary>A volume is closed once it holds this many bytes: what a cut can cost at most, for each worker.</summary>
    public long VolumeTarget { get; init; } = 512L << 20;

    /// <summary>No volume may be longer, in bytes; null asks the destination's file system.</summary>
    public long? VolumeLimit { get; init; }

    /// <summary>Workers that are really started.</summary>
    public int EffectiveWorkers => Workers > 0 ? Workers : Math.Clamp(Environment.ProcessorCount, 1, 4);
}
