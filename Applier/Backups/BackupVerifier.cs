using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>Files that were read from the medium and have the digest of the manifest.</summary>
internal sealed record VerifiedFiles(int Files, long Bytes);

/// <summary>Re-reads a backup from its medium, every byte, in parallel, volume by volume.</summary>
internal sealed class BackupVerifier(IFileSystem files, TimeProvider clock)
{
    /// <summary>Reads and hashes <paramref name="list"/>; the first file that does not match is the refusal.</summary>
    public Result<VerifiedFiles> Verify(
        BackupPlace place, IReadOnlyList<BackupFile> list, int workers, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var bytes = list.Sum(file => file.Size);
        var meter = new ProgressMeter(clock, progress, bytes, list.Count);

        // A file in parts is a piece of work of its own; all others go by volume, the largest first.
        var work = new Queue<List<BackupFile>>(list
            .GroupBy(file => file.Parts.Count == 1 ? file.Parts[0].Volume : file.Path, StringComparer.Ordinal)
            .Select(group => group.ToList())
            .OrderByDescending(group => group.Sum(file => file.Size)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var threads = Enumerable.Range(0, Math.Max(1, Math.Min(workers, work.Count)))
            .Select(_ => Task.Factory.StartNew(
                () => Work(place, work, meter, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        Task.WhenAll(threads).GetAwaiter().GetResult();
        cancel.ThrowIfCancellationRequested();
        meter.Finish();
        return threads.Select(thread => thread.Result).FirstOrDefault(refusal => refusal is not null) is { } first
            ? first
            : new VerifiedFiles(list.Count, bytes);
    }

    private Refusal? Work(BackupPlace place, Queue<List<BackupFile>> work, ProgressMeter meter, CancellationTokenSource stop)
    {
        using var reader = new ContentReader(files, place);
        try
        {
            while (Next(work) is { } group)
            {
                foreach (var file in reader.InOrder(group))
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

    private static List<BackupFile>? Next(Queue<List<BackupFile>> work)
    {
        lock (work)
            return work.TryDequeue(out var group) ? group : null;
    }
}
