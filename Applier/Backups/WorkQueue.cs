using System.IO.Abstractions;

namespace PatchKit.Applier.Backups;

/// <summary>One thing to do: an item, and the copy of it that an earlier volume holds.</summary>
internal sealed record BackupWork(BackupItem Item, BackupFile? Known);

/// <summary>What the walk found and the workers have not yet taken. It goes on being filled while they copy.</summary>
internal sealed class WorkQueue(IFileSystem files, Func<string> scratch) : IDisposable
{
    /// <summary>Large files go first, so that the workers end at about the same time.</summary>
    private const long LargeFile = 64L << 20;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly LongQueue<BackupWork> _large = new(files, scratch, BackupRecords.Write, BackupRecords.ReadWork);
    private readonly LongQueue<BackupWork> _others = new(files, scratch, BackupRecords.Write, BackupRecords.ReadWork);

    /// <summary>Puts one in. What is compared with a known copy keeps its place in the order of paths.</summary>
    public void Add(BackupWork work)
    {
        lock (_lock)
            (work.Item.Look.Size >= LargeFile && work.Known is null ? _large : _others).Enqueue(work);
        _waiting.Release();
    }

    /// <summary>Nothing more will come: who waits is told.</summary>
    public void Complete() => _waiting.Release();

    /// <summary>Takes one out, and waits for it if need be; null when there will be none.</summary>
    public BackupWork? Take(CancellationToken cancel)
    {
        _waiting.Wait(cancel);
        lock (_lock)
        {
            if (_large.TryDequeue(out var work) || _others.TryDequeue(out work))
                return work;
        }

        // Only the end has no work behind it: it is passed on to the next who waits.
        _waiting.Release();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _waiting.Dispose();
}
