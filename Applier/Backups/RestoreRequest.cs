using System.Collections.Immutable;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups;

/// <summary>What to put back, and where.</summary>
/// <param name="Place">The folder that holds all backups.</param>
/// <param name="Id">The backup.</param>
/// <param name="Map">From a path on the instrument to the host path it goes to; null leaves it out.</param>
internal sealed record RestoreRequest(string Place, string Id, Func<string, string?> Map)
{
    /// <summary>Where a file goes, when its path on the instrument does not say it.</summary>
    public Func<BackupFile, string?> MapFile { get; init; } = file => Map(file.Path);

    /// <summary>Only this file, or this folder with all it holds; null for everything.</summary>
    public string? Only { get; init; }

    /// <summary>Refused when the manifest's digest is another one.</summary>
    public Sha256Digest? ManifestDigest { get; init; }

    /// <summary>Overwrite files that were written to after the backup's copy; without it they are kept and listed.</summary>
    public bool OverwriteNewer { get; init; }

    /// <summary>Only files of these sets; documents are no files of the instrument and never restored.</summary>
    public ImmutableArray<BackupSet> Sets { get; init; } = [BackupSet.Mandatory, BackupSet.Optional];

    /// <summary>
    /// Wait for the disk after each file, so that a cut leaves each old or new. A trial need not.
    /// </summary>
    public bool Flush { get; init; } = true;

    /// <summary>Gives owner, rights and streams.</summary>
    public IFileExtras Extras { get; init; } = NoFileExtras.Instance;

    /// <summary>
    /// What is restored is compared and removed: it gets neither owner nor rights, and a stream becomes a file of its own.
    /// </summary>
    public bool Trial { get; init; }

    /// <summary>Told the path on the instrument of each file that was put back, also before a refusal.</summary>
    public Action<string>? PutBack { get; init; }

    /// <summary>
    /// Told the file and its place on the host just before it is replaced or made; what it throws keeps the file as it is.
    /// </summary>
    public Action<BackupFile, string>? Replacing { get; init; }

    /// <summary>
    /// Told the path of each file, and its place on the host, whose bytes stay and whose streams, owner, rights, times or
    /// attributes are about to change; what it throws keeps the file as it is.
    /// </summary>
    public Action<string, string>? Touching { get; init; }

    /// <summary>Told a folder's path, and the owner and rights that it has, just before it gets others.</summary>
    public Action<string, string>? GivingRights { get; init; }

    /// <summary>Told a link just before it is made where nothing is.</summary>
    public Action<BackupLink>? MakingLink { get; init; }

    /// <summary>Whether a file was asked for, or the one that it is a stream of.</summary>
    public bool Wants(BackupFile file) => Sets.Contains(file.Set) && Wants(file.Rare?.StreamOf ?? file.Path);

    /// <summary>Whether a path was asked for.</summary>
    public bool Wants(string path) => Only is null
        || string.Equals(path, Only, StringComparison.OrdinalIgnoreCase)
        || (path.Length > Only.Length
            && path.StartsWith(Only, StringComparison.OrdinalIgnoreCase)
            && (Only[^1] is '/' or '\\' || path[Only.Length] is '/' or '\\'));
}

/// <summary>What a restore did.</summary>
/// <param name="Written">Files written.</param>
/// <param name="Bytes">Their length.</param>
/// <param name="AlreadySo">Files that had the right bytes.</param>
/// <param name="KeptNewer">Paths on the instrument of newer files that were left alone.</param>
internal sealed record RestoredBackup(int Written, long Bytes, int AlreadySo, ImmutableArray<string> KeptNewer)
{
    /// <summary>What could not be put back, and why: folders, and files of the optional set.</summary>
    public ImmutableArray<BackupProblem> NotRestored { get; init; } = [];

    /// <summary>What it was restored from.</summary>
    public required ReadManifest Backup { get; init; }
}
