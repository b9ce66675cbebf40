using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Backups;

/// <summary>A backup that was restored on trial. Only <see cref="RestoreProof"/> makes one, and applying asks for one.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="MandatoryFiles">Files and documents that came back from it byte for byte.</param>
/// <param name="MandatoryBytes">Their length.</param>
/// <param name="OptionalFiles">Files that were re-read from the medium.</param>
/// <param name="OptionalBytes">Their length.</param>
/// <param name="Proven">When, UTC.</param>
internal sealed record ProvenBackup(
    BackupTaken Backup, int MandatoryFiles, long MandatoryBytes, int OptionalFiles, long OptionalBytes, DateTimeOffset Proven);

/// <summary>
/// Proves that a backup can be restored, before anything is changed: the mandatory set is restored to a scratch folder and read back from
/// there, the optional set is re-read from the medium; both against the manifest, and the manifest against its digest.
/// </summary>
internal sealed class RestoreProof(IFileSystem files, TimeProvider clock)
{
    private const string TrialFolder = "restore-trial";

    /// <summary>Proves <paramref name="backup"/>; in <paramref name="room"/> a scratch folder is made and removed again.</summary>
    public Result<ProvenBackup> Prove(BackupTaken backup, string room, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var scratch = files.Path.Combine(room, TrialFolder);
        try
        {
            return new BackupRestorer(files, clock).Open(backup.Place, backup.Manifest.Id, backup.ManifestDigest)
                .Then(read => Prove(backup, read.Manifest, scratch, progress, cancel));
        }
        catch (OperationCanceledException)
        {
            return new Refusal(RefusalCode.Declined, backup.Manifest.Id, "the proof was cancelled; nothing on the instrument was changed");
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            return BackupFault.Refuse(fault, scratch, RefusalCode.RestoreUnproven);
        }
    }

    private Result<ProvenBackup> Prove(
        BackupTaken backup, BackupManifest manifest, string scratch, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var mandatory = manifest.Files.Where(file => file.Set != BackupSet.Optional).ToList();
        try
        {
            if (RestoreToScratch(backup, mandatory, scratch, cancel) is { } refusal)
                return refusal;
        }
        finally
        {
            Remove(scratch);
        }

        var optional = manifest.Files.Where(file => file.Set == BackupSet.Optional).ToList();
        var workers = new BackupOptions().EffectiveWorkers;
        return new BackupVerifier(files, clock).Verify(new BackupPlace(files, backup.Place), optional, workers, progress, cancel)
            .Then<ProvenBackup>(verified => new ProvenBackup(
                backup, mandatory.Count, mandatory.Sum(file => file.Size), verified.Files, verified.Bytes, clock.GetUtcNow()));
    }

    private Refusal? RestoreToScratch(BackupTaken backup, List<BackupFile> mandatory, string scratch, CancellationToken cancel)
    {
        // Names in the zip are free of collisions; two paths that differ in case alone would be one file in a scratch folder on Windows.
        var places = mandatory.ToDictionary(file => file.Path, file => files.Path.Combine(scratch, file.Parts[0].Entry), StringComparer.Ordinal);
        var request = new RestoreRequest(backup.Place, backup.Manifest.Id, path => places.GetValueOrDefault(path))
        {
            ManifestDigest = backup.ManifestDigest,
            Sets = [BackupSet.Mandatory, BackupSet.Document],
            OverwriteNewer = true,
            Flush = false,
        };
        Remove(scratch);
        if (!new BackupRestorer(files, clock).Restore(request, progress: null, cancel).TryGet(out var restored, out var refusal))
            return refusal;
        if (restored.Written != mandatory.Count)
            return new Refusal(RefusalCode.RestoreUnproven, backup.Manifest.Id, $"{restored.Written} of {mandatory.Count} files came back");
        return mandatory.Select(file => Compare(file, places[file.Path])).FirstOrDefault(fault => fault is not null);
    }

    private Refusal? Compare(BackupFile file, string path)
    {
        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return stream.Length == file.Size && Sha256Digest.Of(stream) == file.Sha256.Digest
            ? null
            : new Refusal(RefusalCode.RestoreUnproven, file.Path, "what the trial restored is not what the manifest says");
    }

    private void Remove(string scratch)
    {
        if (!files.Directory.Exists(scratch))
            return;
        foreach (var path in files.Directory.EnumerateFiles(scratch, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            var attributes = files.File.GetAttributes(path);
            if ((attributes & FileAttributes.ReadOnly) != 0)
                files.File.SetAttributes(path, attributes & ~FileAttributes.ReadOnly);
        }

        files.Directory.Delete(scratch, recursive: true);
    }
}
