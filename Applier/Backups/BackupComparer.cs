using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text.Json.Serialization;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups;

/// <summary>A backup by where it lies and what its manifest is: enough to find it again and to know that it is the one.</summary>
/// <param name="Place">The host folder that holds all backups.</param>
/// <param name="Id">Its name.</param>
/// <param name="Manifest">SHA-256 of its manifest.</param>
internal sealed record KeptBackup(
    [property: JsonRequired] string Place, [property: JsonRequired] string Id, [property: JsonRequired] Sha256Digest Manifest)
{
    /// <summary>Compares its mandatory set with the instrument.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="onHost">From a path on the instrument to the host's.</param>
    /// <returns>What differs, or why the backup cannot be read.</returns>
    public Result<BackupComparison> Compare(IFileSystem files, TimeProvider clock, Func<string, string> onHost) =>
        new BackupComparer(files, clock, onHost).Compare(this);

    /// <summary>Puts files of its mandatory set back, each old or new at any moment.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="onHost">From a path on the instrument to the host's.</param>
    /// <param name="extras">Gives owner, rights and streams.</param>
    /// <param name="paths">Their paths on the instrument.</param>
    /// <returns>Why not all of them, or null.</returns>
    public Refusal? PutBack(
        IFileSystem files, TimeProvider clock, Func<string, string> onHost, IFileExtras extras, IEnumerable<string> paths) =>
        new BackupComparer(files, clock, onHost).PutBack(this, extras, paths);
}

/// <summary>What a comparison of the mandatory set with its backup showed.</summary>
/// <param name="Files">How many files were compared.</param>
/// <param name="Altered">Paths on the instrument of those that are missing or have other bytes.</param>
/// <param name="Unread">Paths on the instrument of those that could not be read.</param>
internal sealed record BackupComparison(long Files, ImmutableArray<string> Altered, ImmutableArray<string> Unread)
{
    /// <summary>All that are not known to be as in the backup.</summary>
    public ImmutableArray<string> Different => [.. Altered, .. Unread];
}

/// <summary>
/// Compares the mandatory set of a backup with the instrument, file by file, and puts back what differs. What the backup does not
/// hold is not looked at.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="clock">The clock.</param>
/// <param name="onHost">From a path on the instrument to the host's.</param>
internal sealed class BackupComparer(IFileSystem files, TimeProvider clock, Func<string, string> onHost)
{
    private readonly BackupRestorer _restorer = new(files, clock);

    /// <summary>
    /// Compares sizes and digests. Left out is what was still being written while it was saved: the backup does not know how it
    /// stood.
    /// </summary>
    /// <returns>What differs, or why the backup cannot be read.</returns>
    public Result<BackupComparison> Compare(KeptBackup backup)
    {
        var altered = ImmutableArray.CreateBuilder<string>();
        var unread = ImmutableArray.CreateBuilder<string>();
        var compared = 0L;
        try
        {
            return _restorer.Open(backup.Place, backup.Id, backup.Manifest, element =>
            {
                // A stream comes and goes with its file.
                if (element is not BackupFile { Set: BackupSet.Mandatory, Changed: false, Rare: not { StreamOf: not null } } file)
                    return;
                compared++;
                if (IsSame(file) is not { } same)
                    unread.Add(file.Path);
                else if (!same)
                    altered.Add(file.Path);
            }).Then<BackupComparison>(_ => new BackupComparison(compared, altered.ToImmutable(), unread.ToImmutable()));
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return Fault.Refuse(fault, backup.Place, RefusalCode.BackupDamaged);
        }
    }

    /// <summary>Puts files of the mandatory set back, each old or new at any moment.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="extras">Gives owner, rights and streams.</param>
    /// <param name="paths">Their paths on the instrument.</param>
    /// <returns>Why not all of them, or null.</returns>
    public Refusal? PutBack(KeptBackup backup, IFileExtras extras, IEnumerable<string> paths)
    {
        var wanted = paths.ToHashSet(StringComparer.Ordinal);
        // Folders stay as they are: only files were compared.
        var request = new RestoreRequest(backup.Place, backup.Id, _ => null)
        {
            MapFile = file => wanted.Contains(file.Rare?.StreamOf ?? file.Path) ? onHost(file.Path) : null,
            ManifestDigest = backup.Manifest,
            Sets = [BackupSet.Mandatory],
            OverwriteNewer = true,
            Extras = extras,
        };
        return _restorer.Restore(request, progress: null, CancellationToken.None).Refusal;
    }

    private bool? IsSame(BackupFile file)
    {
        try
        {
            var info = files.FileInfo.New(onHost(file.Path));
            if (!info.Exists || info.Length != file.Size)
                return false;
            using var stream = files.FileStream.New(
                info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return Sha256Digest.Of(stream) == file.Sha256.Digest;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return null;
        }
    }
}
