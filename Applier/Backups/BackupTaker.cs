using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Backups;

/// <summary>A complete backup.</summary>
/// <param name="Place">The folder that holds all backups.</param>
/// <param name="Folder">This backup's folder.</param>
/// <param name="Manifest">What it holds.</param>
/// <param name="ManifestDigest">SHA-256 of the manifest's bytes: for journal and receipt.</param>
/// <param name="CopiedFiles">Files written now, those of an earlier try of the same backup among them.</param>
/// <param name="CopiedBytes">Their length.</param>
/// <param name="ReusedFiles">Files that an earlier backup here holds.</param>
internal sealed record BackupTaken(
    string Place, string Folder, BackupManifest Manifest, Sha256Digest ManifestDigest, int CopiedFiles, long CopiedBytes, int ReusedFiles);

/// <summary>Takes a backup: walks, copies in parallel, writes sheet and manifest. What was interrupted is gone on with.</summary>
internal sealed class BackupTaker(IFileSystem files, TimeProvider clock)
{
    /// <summary>Room for the manifest, the sheet and the zip's own records, in bytes for each file.</summary>
    private const long RecordSize = 1024;

    private readonly BackupJsonFile _json = new(files);

    /// <summary>
    /// Copies everything the request names. A refusal leaves either nothing or a folder without a manifest, which the same request goes on
    /// with; the sources are only read.
    /// </summary>
    public Result<BackupTaken> Take(BackupRequest request, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        if (Unusable(request) is { } unusable)
            return unusable;
        try
        {
            return Prepare(request, cancel).Then(job => Run(job, progress, cancel));
        }
        catch (OperationCanceledException)
        {
            return Cancelled(request);
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            return BackupFault.Refuse(fault, request.Place, RefusalCode.BackupFailed);
        }
    }

    private static Refusal? Unusable(BackupRequest request)
    {
        if (request.CheckedId().Refusal is { } id)
            return id;
        return request.Documents.Select(document => MediaPath.Parse(document.Name).Refusal).FirstOrDefault(fault => fault is not null);
    }

    private static Refusal Cancelled(BackupRequest request) => new(
        RefusalCode.Declined, request.Id, "the backup was cancelled; nothing on the instrument was changed, and the next try goes on from there");

    private Result<BackupJob> Prepare(BackupRequest request, CancellationToken cancel)
    {
        var place = new BackupPlace(files, request.Place);
        if (files.File.Exists(place.Manifest(request.Id)))
            return new Refusal(RefusalCode.OutputExists, place.Folder(request.Id), "a complete backup of this name is there already");
        if (!new BackupWalk(files, clock).Walk(request, cancel).TryGet(out var found, out var refusal))
            return refusal;
        files.Directory.CreateDirectory(place.Folder(request.Id));

        // The walk leaves as much garbage as it leaves lists, and a processor with a large cache would let it lie: peak memory counts here.
        GC.Collect();
        var records = found.Items.Count * RecordSize;
        var job = BackupJob.Plan(request, place, found);
        GC.Collect();
        var (free, limit) = place.Disk();
        var needed = job.BytesToCopy + records;
        if (free < needed)
        {
            return new Refusal(RefusalCode.SpaceLacking, request.Place, $"the backup needs up to {needed} bytes and {free} are free")
                .With($"{needed}", $"{free}");
        }

        return job with { Limit = request.Options.VolumeLimit ?? limit ?? long.MaxValue };
    }

    private Result<BackupTaken> Run(BackupJob job, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var options = job.Request.Options;
        var series = new VolumeSeries(files, clock, job.Place, job.Request.Id, job.LastVolume, options.VolumeTarget, job.Limit);
        var meter = new ProgressMeter(clock, progress, job.BytesToCopy, job.WorkFiles);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var workers = Enumerable.Range(0, Math.Max(1, Math.Min(options.EffectiveWorkers, job.WorkFiles)))
            .Select(_ => new BackupWorker(files, series, job.Work, meter, stop))
            .ToList();
        try
        {
            var threads = workers.ConvertAll(worker => Task.Factory.StartNew(
                worker.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            Task.WhenAll(threads).GetAwaiter().GetResult();
            if (workers.Select(worker => worker.Refusal).FirstOrDefault(refusal => refusal is not null) is { } first)
                return first;
            if (cancel.IsCancellationRequested)
                return Cancelled(job.Request);
            meter.Finish();
            return Complete(job, workers);
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            workers.ForEach(worker => worker.LeaveToNextTry());
            throw;
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }
    }

    // The last volumes, the sheet and the manifest go to the disk side by side; the manifest gets its name when all of them are there.
    private BackupTaken Complete(BackupJob job, List<BackupWorker> workers)
    {
        var manifest = job.Manifest(workers, clock.GetUtcNow());
        var id = job.Request.Id;
        var sheet = Task.Run(() => RestoreSheet.Write(files, files.Path.Combine(job.Place.Folder(id), BackupPlace.SheetName), manifest));
        var unnamed = _json.WriteUnnamed(job.Place.Manifest(id), manifest);
        sheet.GetAwaiter().GetResult();
        workers.ForEach(worker => worker.WaitForDisk());
        var digest = _json.Name(unnamed, job.Place.Manifest(id));
        job.Place.Tidy(manifest);
        var own = manifest.Files.Where(file => file.Parts[0].Volume.StartsWith($"{id}/", StringComparison.Ordinal)).ToList();
        return new BackupTaken(
            job.Request.Place, job.Place.Folder(id), manifest, digest, own.Count, own.Sum(file => file.Size), manifest.Files.Count - own.Count);
    }
}
