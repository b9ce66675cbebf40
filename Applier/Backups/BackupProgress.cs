namespace PatchKit.Applier.Backups;

/// <summary>How far a copy or a proof has come.</summary>
/// <param name="DoneBytes">Bytes dealt with.</param>
/// <param name="TotalBytes">Bytes in all.</param>
/// <param name="DoneFiles">Files dealt with.</param>
/// <param name="TotalFiles">Files in all.</param>
/// <param name="Elapsed">Time since it began.</param>
internal sealed record BackupProgress(long DoneBytes, long TotalBytes, int DoneFiles, int TotalFiles, TimeSpan Elapsed)
{
    /// <summary>Time left at the pace so far; null until there is a pace.</summary>
    public TimeSpan? Left => DoneBytes > 0 && Elapsed > TimeSpan.Zero
        ? Elapsed * ((TotalBytes - DoneBytes) / (double)DoneBytes)
        : null;
}

/// <summary>Counts for several workers and speaks at most ten times a second, so that a screen never slows the copy.</summary>
internal sealed class ProgressMeter(TimeProvider clock, IProgress<BackupProgress>? listener, long totalBytes, int totalFiles)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly long _start = clock.GetTimestamp();
    private readonly Lock _lock = new();
    private long _bytes;
    private int _files;
    private TimeSpan _next = TimeSpan.Zero;

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
            listener.Report(new BackupProgress(Interlocked.Read(ref _bytes), totalBytes, Volatile.Read(ref _files), totalFiles, elapsed));
        }
    }
}
