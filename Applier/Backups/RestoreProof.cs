using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups;

internal sealed partial record ProvenBackup
{
    /// <summary>
    /// Proves that a backup can be restored, before anything is changed: the mandatory set is restored to a scratch folder and
    /// read back from there, the optional set is re-read from the medium; both against the manifest, and the manifest against its
    /// digest.
    /// </summary>
    internal sealed class RestoreProof(IFileSystem files, TimeProvider clock)
    {
        private const string TrialFolder = "restore-trial";

        /// <summary>
        /// Proves <paramref name="backup"/>; in <paramref name="room"/> a scratch folder is made and removed again.
        /// </summary>
        public Result<ProvenBackup> Prove(BackupTaken backup, string room, IProgress<BackupProgress>? progress,
            CancellationToken cancel)
        {
            var scratch = files.Path.Combine(room, TrialFolder);
            try
            {
                return RestoreToScratch(backup, scratch, cancel)
                    .Then(mandatory => VerifyOptional(backup, mandatory, progress, cancel)
                        .Then(optional => TryOdd(backup, scratch, cancel)
                            .Then<ProvenBackup>(odd =>
                                new ProvenBackup(backup, mandatory, optional, odd, clock.GetUtcNow()))));
            }
            catch (OperationCanceledException)
            {
                return new Refusal(RefusalCode.Declined, backup.Manifest.Id,
                    "the proof was cancelled");
            }
            catch (BackupFormatException fault)
            {
                return fault.Refusal;
            }
            catch (Exception fault) when (Fault.Is(fault))
            {
                return Fault.Refuse(fault, scratch, RefusalCode.RestoreUnproven);
            }
        }

        private Result<BackupTotals> RestoreToScratch(BackupTaken backup, string scratch, CancellationToken cancel)
        {
            var request = Trial(backup, scratch) with { Sets = [BackupSet.Mandatory, BackupSet.Document] };
            try
            {
                Remove(scratch);
                if (!new BackupRestorer(files, clock).Restore(request, progress: null, cancel)
                    .TryGet(out var restored, out var refusal))
                    return refusal.Code == RefusalCode.RestoreUnfinished
                        ? refusal with { Code = RefusalCode.RestoreUnproven }
                        : refusal;
                var mandatory = BackupTotals.None;
                foreach (var file in new BackupJsonFile(files).Files(restored.Backup).Where(request.Wants))
                {
                    if ((Unproven(file) ?? Compare(file, request.MapFile(file)!)) is { } different)
                        return different;
                    mandatory = mandatory.With(file);
                }

                return restored.Written == mandatory.Files
                    ? mandatory
                    : new Refusal(RefusalCode.RestoreUnproven, backup.Manifest.Id,
                        $"{restored.Written} of {mandatory.Files} files came back");
            }
            finally
            {
                Remove(scratch);
            }
        }

        // Names in the zip are free of collisions; two paths that differ in case alone would be one file in a scratch folder on
        // Windows.
        private RestoreRequest Trial(BackupTaken backup, string scratch) => new(backup.Place, backup.Manifest.Id, _ => null)
        {
            MapFile = file => files.Path.Combine(scratch, file.Rare?.LinkOf is null
                ? file.Parts[0].Entry
                : $"further/{Sha256Digest.Of(Encoding.UTF8.GetBytes(file.Path)).Hex[..16]}"),
            ManifestDigest = backup.ManifestDigest,
            OverwriteNewer = true,
            Flush = false,
            Trial = true,
        };

        // Of the optional set the bytes are read. What could fail beside them is a name or a time that a disk does not take:
        // those that are odd are put back on trial as well.
        private Result<ImmutableArray<BackupProblem>> TryOdd(BackupTaken backup, string scratch, CancellationToken cancel)
        {
            if (backup.OddFiles == 0)
                return ImmutableArray<BackupProblem>.Empty;
            var trial = Trial(backup, scratch);
            try
            {
                return new BackupRestorer(files, clock).Restore(trial with
                {
                    MapFile = file => file.IsOdd ? trial.MapFile(file) : null,
                    Sets = [BackupSet.Optional],
                }, null, cancel).Then<ImmutableArray<BackupProblem>>(restored => restored.NotRestored);
            }
            finally
            {
                Remove(scratch);
            }
        }

        private static Refusal? Unproven(BackupFile file) => file.Changed
            ? new(RefusalCode.RestoreUnproven, file.Path, "it was written to while it was read, each time: close what writes it")
            : null;

        private Result<BackupTotals> VerifyOptional(BackupTaken backup, BackupTotals mandatory,
            IProgress<BackupProgress>? progress, CancellationToken cancel)
        {
            var all = backup.Manifest.Totals;
            var request = new VerifyRequest(new BackupPlace(files, backup.Place), backup.Manifest.Id)
            {
                ManifestDigest = backup.ManifestDigest,
                Sets = [BackupSet.Optional],
                Expected = new BackupTotals(all.Files - mandatory.Files, all.Bytes - mandatory.Bytes),
            };
            return new BackupVerifier(files, clock).Verify(request, progress, cancel);
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
            foreach (var path in files.Directory.EnumerateFiles(scratch, "*", new EnumerationOptions
            { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            {
                var attributes = files.File.GetAttributes(path);
                if ((attributes & FileAttributes.ReadOnly) != 0)
                    files.File.SetAttributes(path, attributes & ~FileAttributes.ReadOnly);
            }

            files.Directory.Delete(scratch, recursive: true);
        }
    }
}
