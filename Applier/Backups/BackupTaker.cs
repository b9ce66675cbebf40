using System.IO.Abstractions;
using PatchKit.Applier.Backups.Copying;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Volumes;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups;

/// <summary>A complete backup.</summary>
/// <param name="Place">The folder that holds all backups.</param>
/// <param name="Folder">This backup's folder.</param>
/// <param name="Manifest">What its manifest begins with.</param>
/// <param name="ManifestDigest">SHA-256 of the manifest's bytes: for journal and receipt.</param>
/// <param name="Copied">Files written now, those of an earlier try of the same backup among them.</param>
/// <param name="ReusedFiles">Files that an earlier backup here holds.</param>
/// <param name="LeftOut">Links, pipes, and files and folders of the optional set that could not be read: the sheet lists
/// them.</param>
internal sealed record BackupTaken(
    string Place, string Folder, BackupManifest Manifest, Sha256Digest ManifestDigest, BackupTotals Copied, long ReusedFiles,
    long LeftOut)
{
    /// <summary>Files of the optional set with odd names or times, which a restore is tried with.</summary>
    public long OddFiles { get; init; }

    /// <summary>Files with a date beyond the year 9999, which a disk may not take back.</summary>
    public long UntoldDates { get; init; }
}

/// <summary>Takes a backup: walks, copies in parallel, writes sheet and manifest. What was interrupted is gone on with.</summary>
internal sealed class BackupTaker(IFileSystem files, TimeProvider clock)
{
    private readonly BackupJsonFile _json = new(files);

    /// <summary>
    /// Copies everything the request names. A refusal leaves either nothing or a folder without a manifest, which the same
    /// request goes on with; the sources are only read.
    /// </summary>
    public Result<BackupTaken> Take(BackupRequest request, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        if (Unusable(request) is { } unusable)
            return unusable;
        var place = new BackupPlace(files, request.Place);
        try
        {
            if (files.File.Exists(place.Manifest(request.Id)))
                return new Refusal(RefusalCode.OutputExists, place.Folder(request.Id),
                    "a complete backup of this name is there already");
            var scratch = new ScratchNames(place, request.Id);
            if (!new BackupWalk(files, clock).Walk(request, scratch.Next).TryGet(out var listing, out var refusal))
                return refusal;
            cancel.ThrowIfCancellationRequested();
            files.Directory.CreateDirectory(place.Folder(request.Id));
            var meter = new ProgressMeter(clock, progress);
            using var job = new BackupJob(files, request, place, scratch, meter);
            return Run(job, listing, meter, cancel);
        }
        catch (OperationCanceledException)
        {
            return Cancelled(request);
        }
        catch (BackupFormatException fault)
        {
            return fault.Refusal;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return Fault.Refuse(fault, request.Place, RefusalCode.BackupFailed);
        }
    }

    private static Refusal? Unusable(BackupRequest request)
    {
        if (request.CheckedId().Refusal is { } id)
            return id;
        return request.Documents.Select(document => MediaPath.Parse(document.Name).Refusal)
            .FirstOrDefault(fault => fault is not null);
    }

    private static Refusal Cancelled(BackupRequest request) => new(
        RefusalCode.Declined, request.Id,
            "the backup was cancelled; the next try goes on from there");

    private Result<BackupTaken> Run(BackupJob job, BackupListing listing, ProgressMeter meter, CancellationToken cancel)
    {
        var options = job.Request.Options;
        var series = new VolumeSeries(files, clock, job.Place, job.Request.Id, job.LastVolume, options.VolumeTarget, job.Limit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var workers = Enumerable.Range(0, options.EffectiveWorkers).Select(_ => new BackupWorker(files, series, job, meter, stop))
            .ToList();
        try
        {
            var threads = workers.ConvertAll(worker => Task.Factory.StartNew(
                worker.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            var walk = Task.Run(() => Walk(job, listing, meter, stop), CancellationToken.None);
            Task.WhenAll(threads.Append(walk)).GetAwaiter().GetResult();
            var found = walk.Result;
            if (found?.Code == RefusalCode.SpaceLacking)
                job.Place.RemoveAfter(job.Request.Id, job.LastVolume);
            if (workers.Select(worker => worker.Refusal).Prepend(found)
                .FirstOrDefault(refusal => refusal is not null) is { } first)
                return first;
            if (cancel.IsCancellationRequested)
                return Cancelled(job.Request);
            meter.Finish();
            return Complete(job, workers);
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            workers.ForEach(worker => worker.LeaveToNextTry());
            throw;
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }
    }

    // Whatever ends the walk early ends the copying too.
    private static Refusal? Walk(BackupJob job, BackupListing listing, ProgressMeter meter, CancellationTokenSource stop)
    {
        var whole = false;
        try
        {
            foreach (var finding in listing.Findings)
            {
                if (stop.IsCancellationRequested)
                    return null;
                if (job.Take(finding) is { } refusal)
                    return refusal;
            }

            whole = true;
            meter.NothingMoreToExpect();
            return null;
        }
        catch (UnreadableException fault)
        {
            return fault.Refusal;
        }
        catch (BackupFormatException fault)
        {
            return fault.Refusal;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return Fault.Refuse(fault, job.Request.Place, RefusalCode.BackupFailed);
        }
        finally
        {
            if (!whole)
                stop.Cancel();
            job.Work.Complete();
        }
    }

    // The last volumes are on their way to the disk while sheet and manifest are written; the manifest gets its name when all of
    // them are there.
    private BackupTaken Complete(BackupJob job, List<BackupWorker> workers)
    {
        var id = job.Request.Id;
        var further = job.Linked.Further(job.NoteUnreadable);
        var furtherTally = new FileTally();
        further.ForEach(furtherTally.Add);
        var tallies = workers.Select(worker => worker.Tally).Prepend(job.KeptTally).Append(furtherTally).ToList();
        var fresh = workers.SelectMany(worker => worker.Volumes).ToDictionary(volume => volume.Name, StringComparer.Ordinal);
        var manifest = new BackupManifest
        {
            Id = id,
            Taken = clock.GetUtcNow(),
            Instrument = job.Request.Instrument,
            Mode = job.Request.Mode,
            Totals = new BackupTotals(tallies.Sum(tally => tally.Totals.Files), tallies.Sum(tally => tally.Totals.Bytes)),
            Volumes = [.. tallies.SelectMany(tally => tally.Volumes).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => fresh.TryGetValue(name, out var volume) ? volume : job.OldVolumes[name])],
        };
        var sheet = new RestoreSheet(manifest);
        var own = BackupTotals.None;
        var (odd, untold) = (0L, 0L);
        var all = PathOrder.Merge(workers.SelectMany(worker => worker.Files).Prepend(job.Kept.Drain()).Append(further),
            file => file.Path);
        var unnamed = _json.WriteUnnamed(job.Place.Manifest(id), manifest, new BackupLists(
            ReadAhead.Of(all).Select(file =>
            {
                untold += file.Modified == FileTimes.Latest || file.Created == FileTimes.Latest ? 1 : 0;
                odd += file is { Set: BackupSet.Optional, IsOdd: true } ? 1 : 0;
                own = BackupPlace.IsIn(file.Parts[0].Volume, id) ? own.With(file) : own;
                return sheet.Note(file);
            }),
            job.Folders.Drain(),
            job.Links.Drain().Select(sheet.Note),
            job.Unreadable.Drain().Select(sheet.Note),
            job.Absent.Order(StringComparer.Ordinal).Select(sheet.NoteAbsent)));
        sheet.Write(files, files.Path.Combine(job.Place.Folder(id), BackupPlace.SheetName));
        workers.ForEach(worker => worker.WaitForDisk());
        var digest = _json.Name(unnamed, job.Place.Manifest(id));
        job.Place.Tidy(manifest);
        return new BackupTaken(
            job.Request.Place, job.Place.Folder(id), manifest, digest, own, manifest.Totals.Files - own.Files,
                job.Unreadable.Added + job.Links.Added)
        { OddFiles = odd, UntoldDates = untold };
    }
}
