using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Volumes;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups;

/// <summary>
/// Puts files back: all or one path, to the original place or elsewhere. Each file is the old one or the new one at any moment.
/// </summary>
/// <remarks>
/// Bytes go to a temporary file beside the target, are hashed on the way, flushed, and renamed over it; attributes come last.
/// What already has the right bytes is not written, so that a restore that was cut or ran out of room goes on where it stopped.
/// </remarks>
internal sealed class BackupRestorer(IFileSystem files, TimeProvider clock)
{
    private readonly BackupJsonFile _json = new(files);

    /// <summary>Reads a backup's manifest; refuses another digest than the expected one.</summary>
    public Result<ReadManifest> Open(string place, string id, Sha256Digest? expected, Action<ManifestElement>? visit = null) =>
        Open(new BackupPlace(files, place), id, expected, visit);

    /// <summary>The same, from a place that is known.</summary>
    public Result<ReadManifest> Open(BackupPlace place, string id, Sha256Digest? expected, Action<ManifestElement>? visit)
    {
        var path = place.Manifest(id);
        return _json.ReadManifest(path, visit).Then<ReadManifest>(read => expected is { } digest && digest != read.Digest
            ? new Refusal(RefusalCode.BackupDamaged, path,
                $"the manifest's digest is {read.Digest}; {digest} was noted when it was taken")
            : read);
    }

    /// <summary>Restores what the request asks for. On a refusal every file is still either as it was or restored.</summary>
    public Result<RestoredBackup> Restore(RestoreRequest request, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var wanted = BackupTotals.None;
        var (folders, seconds) = (0L, 0L);
        return Open(request.Place, request.Id, request.ManifestDigest, element =>
        {
            if (element is BackupFile file && request.Wants(file))
            {
                wanted = wanted.With(file);
                seconds += file.IsSecond ? 1 : 0;
            }
            else if (element is BackupFolder or BackupLink && request.Wants(PathOf(element)))
            {
                folders++;
            }
        }).Then(read => wanted.Files == 0 && folders == 0 && request.Only is not null
            ? new Refusal(RefusalCode.InputMissing, request.Only, "the backup has no such file or folder")
            : Restore(read, request, wanted, seconds, progress, cancel));
    }

    private Result<RestoredBackup> Restore(
        ReadManifest backup, RestoreRequest request, BackupTotals wanted, long seconds, IProgress<BackupProgress>? progress,
            CancellationToken cancel)
    {
        var meter = new ProgressMeter(clock, progress);
        meter.Expect(wanted);
        using var reader = new ContentReader(files, new BackupPlace(files, request.Place));
        var work = new FileRestorer(files, reader, meter, request);
        try
        {
            if (Put(work, VolumeBatches.Of(_json.Files(backup).Where(file => request.Wants(file) && !file.IsSecond)), cancel)
                is { } first)
                return first;
            if (seconds > 0 && Put(work, _json.Files(backup).Where(file => request.Wants(file) && file.IsSecond), cancel)
                is { } second)
                return second;

            // Files make the folders they need; what is left are those that hold none. A link comes when nothing is written
            // through it any more, times when nothing changes them.
            foreach (var element in _json.FoldersAndLinks(backup).Where(element => request.Wants(PathOf(element))))
            {
                if (element is BackupFolder folder)
                    work.MakeFolder(folder);
                else
                    work.PutLink((BackupLink)element);
            }

            foreach (var folder in _json.FoldersAndLinks(backup).OfType<BackupFolder>().Where(one => request.Wants(one.Path)))
                work.FinishFolder(folder);
        }
        catch (OperationCanceledException)
        {
            return new Refusal(RefusalCode.Declined, request.Id,
                "the restore was cancelled; every file is either as it was or restored");
        }
        catch (BackupFormatException fault)
        {
            return fault.Refusal;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return Fault.Refuse(fault, work.Current, RefusalCode.RestoreUnfinished);
        }

        meter.Finish();
        return new RestoredBackup(work.Written, work.Bytes, work.AlreadySo, [.. work.KeptNewer])
        {
            Backup = backup,
            NotRestored = [.. work.NotRestored, .. work.Lost],
        };
    }

    private static Refusal? Put(FileRestorer work, IEnumerable<BackupFile> list, CancellationToken cancel)
    {
        foreach (var file in list)
        {
            cancel.ThrowIfCancellationRequested();
            if (work.Put(file, cancel) is { } refusal)
                return refusal;
        }

        return null;
    }

    private static string PathOf(ManifestElement element) =>
        element is BackupFolder folder ? folder.Path : ((BackupLink)element).Path;
}
