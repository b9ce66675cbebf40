namespace PatchKit.Applier.Backups;

/// <summary>A few batches of files between the one who lists them and those who read them.</summary>
internal sealed class BatchQueue : IDisposable
{
    private const int Batch = 256;

    private readonly SemaphoreSlim _room = new(4);
    private readonly SemaphoreSlim _ready = new(0);
    private readonly Queue<List<BackupFile>> _batches = new();

    /// <summary>A list that is read on a thread of its own, a few batches ahead of who goes through it.</summary>
    public static IEnumerable<BackupFile> ReadAhead(IEnumerable<BackupFile> list)
    {
        using var queue = new BatchQueue();
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => queue.Fill(list, stop.Token), CancellationToken.None);
        try
        {
            while (queue.Take(CancellationToken.None) is { } batch)
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

    /// <summary>Puts one in, and waits for room if need be.</summary>
    public void Add(List<BackupFile> batch, CancellationToken cancel)
    {
        _room.Wait(cancel);
        lock (_batches)
            _batches.Enqueue(batch);
        _ready.Release();
    }

    /// <summary>Nothing more will come: who waits is told.</summary>
    public void Complete() => _ready.Release();

    /// <summary>Takes one out, and waits for it if need be; null when there will be none.</summary>
    public List<BackupFile>? Take(CancellationToken cancel)
    {
        _ready.Wait(cancel);
        lock (_batches)
        {
            if (_batches.TryDequeue(out var batch))
            {
                _room.Release();
                return batch;
            }
        }

        // Only the end has no batch behind it: it is passed on to the next who waits.
        _ready.Release();
        return null;
    }

    private void Fill(IEnumerable<BackupFile> list, CancellationToken stop)
    {
        try
        {
            var batch = new List<BackupFile>(Batch);
            foreach (var file in list)
            {
                batch.Add(file);
                if (batch.Count < Batch)
                    continue;
                Add(batch, stop);
                batch = new List<BackupFile>(Batch);
            }

            Add(batch, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody goes on.
        }
        finally
        {
            Complete();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _room.Dispose();
        _ready.Dispose();
    }
}
