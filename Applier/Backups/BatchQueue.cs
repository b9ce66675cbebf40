namespace PatchKit.Applier.Backups;

/// <summary>A few batches of files between the one who lists them and those who read them.</summary>
internal sealed class BatchQueue : IDisposable
{
    private readonly SemaphoreSlim _room = new(4);
    private readonly SemaphoreSlim _ready = new(0);
    private readonly Queue<List<BackupFile>> _batches = new();

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

    /// <inheritdoc/>
    public void Dispose()
    {
        _room.Dispose();
        _ready.Dispose();
    }
}
