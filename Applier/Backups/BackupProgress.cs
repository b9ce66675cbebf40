using PatchKit.Applier.Backups.Manifest;

namespace PatchKit.Applier.Backups;

/// <summary>How far a copy or a proof has come.</summary>
/// <param name="DoneBytes">Bytes dealt with.</param>
/// <param name="TotalBytes">Bytes in all; while the sources are still being listed, those found so far.</param>
/// <param name="DoneFiles">Files dealt with.</param>
/// <param name="TotalFiles">Files in all, in the same way.</param>
/// <param name="Elapsed">Time since it began.</param>
/// <param name="Final">The totals are the last word.</param>
internal sealed record BackupProgress(long DoneBytes, long TotalBytes, long DoneFiles, long TotalFiles, TimeSpan Elapsed,
    bool Final)
{
    /// <summary>Time left at the pace so far; null until there is a pace and the end is known.</summary>
    public TimeSpan? Left => Final && DoneBytes > 0 && Elapsed > TimeSpan.Zero
        ? Elapsed * ((TotalBytes - DoneBytes) / (double)DoneBytes)
        : null;
}

/// <summary>Counts for several workers and speaks at most ten times a second, so that a screen never slows the copy.</summary>
internal sealed class ProgressMeter(TimeProvider clock, IProgress<BackupProgress>? listener)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly long _start = clock.GetTimestamp();
    private readonly Lock _lock = new();
    private long _bytes;
    private long _files;
    private long _totalBytes;
    private long _totalFiles;
    private bool _final;
    private TimeSpan _next = TimeSpan.Zero;

    /// <summary>Adds one file of that length to what is to be done.</summary>
    public void Expect(long bytes)
    {
        Interlocked.Add(ref _totalBytes, bytes);
        Interlocked.Increment(ref _totalFiles);
    }

    /// <summary>Says what is to be done in all.</summary>
    public void Expect(BackupTotals totals)
    {
        Interlocked.Exchange(ref _totalBytes, totals.Bytes);
        Interlocked.Exchange(ref _totalFiles, totals.Files);
        NothingMoreToExpect();
    }

    /// <summary>From now on the totals are the last word.</summary>
    public void NothingMoreToExpect() => Volatile.Write(ref _final, true);

    /// <summary>Adds bytes that were dealt with.</summary>
    public void AddBytes(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Speak(last: false);
    }

    /// <summary>Adds one file that was dealt with.</summary>
    public void AddFile() => Interlocked.Increment(ref _files);

    /// <summary>Says the final figures.</summary>
    public void Finish() => Speak(last: true);

    private void Speak(bool last)
    {
        if (listener is null)
            return;
        var elapsed = clock.GetElapsedTime(_start);
        lock (_lock)
        {
            if (!last && elapsed < _next)
                return;
            _next = elapsed + Pause;
            listener.Report(new BackupProgress(
                Interlocked.Read(ref _bytes),
                Interlocked.Read(ref _totalBytes),
                Interlocked.Read(ref _files),
                Interlocked.Read(ref _totalFiles),
                elapsed,
                Volatile.Read(ref _final)));
        }
    }
}
