using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Volumes;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups;

/// <summary>What to read again.</summary>
/// <param name="Place">The folder that holds all backups.</param>
/// <param name="Id">The backup.</param>
internal sealed record VerifyRequest(BackupPlace Place, string Id)
{
    /// <summary>Refused when the manifest's digest is another one.</summary>
    public Sha256Digest? ManifestDigest { get; init; }

    /// <summary>Only files of these sets.</summary>
    public ImmutableArray<BackupSet> Sets { get; init; } = [BackupSet.Mandatory, BackupSet.Optional, BackupSet.Document];

    /// <summary>How much that is, for the progress; null for all that the manifest lists.</summary>
    public BackupTotals? Expected { get; init; }

    /// <summary>Threads that read.</summary>
    public int Workers { get; init; } = new BackupOptions().EffectiveWorkers;
}

/// <summary>
/// Re-reads a backup from its medium, every byte, in parallel, while its manifest is read, once. What the manifest says is acted
/// on by nobody: it only has to be right in the end.
/// </summary>
internal sealed class BackupVerifier(IFileSystem files, TimeProvider clock)
{
    /// <summary>
    /// Reads and hashes every file that was asked for, and the zip directory of every volume; the first that does not match is
    /// the refusal. Gives the files that were read and have the digest of the manifest.
    /// </summary>
    public Result<BackupTotals> Verify(VerifyRequest request, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var meter = new ProgressMeter(clock, progress);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var batches = new BlockingCollection<List<BackupFile>>(ReadAhead.MostBatches);
        var readers = new List<Task<Refusal?>>();
        for (var i = 0; i < Math.Max(1, request.Workers); i++)
        {
            readers.Add(Task.Factory.StartNew(
                () => Read(request.Place, batches, meter, stop), CancellationToken.None, TaskCreationOptions.LongRunning,
                    TaskScheduler.Default));
        }

        var listing = Task.Run(() => List(request, batches, meter, stop), CancellationToken.None);
        Task.WhenAll(readers.Append<Task>(listing)).GetAwaiter().GetResult();
        cancel.ThrowIfCancellationRequested();
        if (readers.Select(reader => reader.Result).FirstOrDefault(refusal => refusal is not null) is { } first)
            return first;
        meter.Finish();
        return listing.Result;
    }

    private Result<BackupTotals> List(VerifyRequest request, BlockingCollection<List<BackupFile>> batches, ProgressMeter meter,
        CancellationTokenSource stop)
    {
        var totals = BackupTotals.None;
        var waiting = new VolumeBatches();
        try
        {
            var read = new BackupRestorer(files, clock).Open(request.Place, request.Id, request.ManifestDigest, element =>
            {
                if (element is BackupManifest head)
                    meter.Expect(request.Expected ?? head.Totals);
                if (element is not BackupFile file || !request.Sets.Contains(file.Set))
                    return;
                totals = totals.With(file);
                if (waiting.Add(file) is { } ready)
                    batches.Add(ready, stop.Token);
            });
            if (!read.TryGet(out var backup, out var refusal))
            {
                stop.Cancel();
                return refusal;
            }

            foreach (var rest in waiting.Rest())
                batches.Add(rest, stop.Token);
            using var reader = new ContentReader(files, request.Place);
            return backup.Manifest.Volumes.Select(reader.ReadDirectory).FirstOrDefault(fault => fault is not null) is { } damaged
                ? damaged
                : totals;
        }
        catch (OperationCanceledException)
        {
            return totals;
        }
        finally
        {
            batches.CompleteAdding();
        }
    }

    private Refusal? Read(BackupPlace place, BlockingCollection<List<BackupFile>> batches, ProgressMeter meter,
        CancellationTokenSource stop)
    {
        using var reader = new ContentReader(files, place);
        try
        {
            foreach (var batch in batches.GetConsumingEnumerable(stop.Token))
            {
                foreach (var file in batch)
                {
                    if (reader.Read(file, target: null, meter, stop.Token) is { } refusal)
                    {
                        stop.Cancel();
                        return refusal;
                    }

                    meter.AddFile();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Who stopped says why.
        }

        return null;
    }
}
