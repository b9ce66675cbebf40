using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;

namespace PatchKit.Applier.Backups.Copying;

/// <summary>One thing to do: an item, and the copy of it that an earlier volume holds.</summary>
internal sealed record BackupWork(BackupItem Item, BackupFile? Known)
{
    /// <summary>How it waits in a file.</summary>
    public static RecordFields<BackupWork> Record { get; } = new(
        (ref it) => new(
            new BackupItem(it[0].Text!, it[1].Text!, it[2].Text!, it[3].Set, new(it[4].Number, it[5].Time, it[6].Time,
                it[7].Attributes))
            {
                Bytes = Convert.FromBase64String(it[8].Text!),
            },
            it[9].Other as BackupFile),
        Field.Text<BackupWork>("path", work => work.Item.Path),
        Field.Text<BackupWork>("host", work => work.Item.HostPath),
        Field.Text<BackupWork>("entry", work => work.Item.Entry),
        Field.Set<BackupWork>("set", work => work.Item.Set),
        Field.Number<BackupWork>("size", work => work.Item.Look.Size),
        Field.Time<BackupWork>("created", work => work.Item.Look.Created),
        Field.Time<BackupWork>("modified", work => work.Item.Look.Modified),
        Field.Attributes<BackupWork>("attributes", work => work.Item.Look.Attributes),
        Field.Text<BackupWork>("bytes", work => Convert.ToBase64String(work.Item.Bytes.Span)),
        Field.Other<BackupWork, BackupFile>("known", work => work.Known, BackupRecords.File.Read, BackupRecords.File.Write)
            with
        { Required = false });
}

/// <summary>What the walk found and the workers have not yet taken. It goes on being filled while they copy.</summary>
internal sealed class WorkQueue(IFileSystem files, Func<string> scratch) : IDisposable
{
    /// <summary>Large files go first, so that the workers end at about the same time.</summary>
    private const long LargeFile = 64L << 20;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly LongQueue<BackupWork> _large = new(files, scratch, BackupWork.Record);
    private readonly LongQueue<BackupWork> _others = new(files, scratch, BackupWork.Record);

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
