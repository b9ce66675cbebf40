using System.Collections.Concurrent;
using PatchKit.Applier.Backups.Manifest;

namespace PatchKit.Applier.Backups.Volumes;

/// <summary>A list that is read on a thread of its own, a few batches ahead of who goes through it.</summary>
internal static class ReadAhead
{
    /// <summary>Batches that wait at most, here and between other readers and writers.</summary>
    public const int MostBatches = 4;

    private const int Batch = 256;

    /// <summary>The list, in its order.</summary>
    public static IEnumerable<BackupFile> Of(IEnumerable<BackupFile> list)
    {
        using var batches = new BlockingCollection<BackupFile[]>(MostBatches);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => Fill(batches, list, stop.Token), CancellationToken.None);
        try
        {
            foreach (var batch in batches.GetConsumingEnumerable(CancellationToken.None))
            {
                foreach (var file in batch)
                    yield return file;
            }

            // A fault of the reading is the fault of who goes through it.
            reading.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            Task.WhenAny(reading).GetAwaiter().GetResult();
        }
    }

    private static void Fill(BlockingCollection<BackupFile[]> batches, IEnumerable<BackupFile> list, CancellationToken stop)
    {
        try
        {
            foreach (var batch in list.Chunk(Batch))
                batches.Add(batch, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody goes on.
        }
        finally
        {
            batches.CompleteAdding();
        }
    }
}
