using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>One of the threads that copy: takes work from the common queue, writes volumes of its own.</summary>
internal sealed class BackupWorker : IDisposable
{
    private readonly Queue<BackupWork> _work;
    private readonly CancellationTokenSource _stop;
    private readonly VolumeWriter _writer;
    private readonly FileCopier _copier;

    /// <summary>A worker with two buffers of 1 MiB; it stops, and stops the others, through <paramref name="stop"/>.</summary>
    public BackupWorker(IFileSystem files, VolumeSeries series, Queue<BackupWork> work, ProgressMeter meter, CancellationTokenSource stop)
    {
        _work = work;
        _stop = stop;
        _writer = new VolumeWriter(series);
        _copier = new FileCopier(files, _writer, meter, stop.Token);
    }

    /// <summary>Why everything stopped, when it was this worker that met it.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The volumes it finished.</summary>
    public IReadOnlyList<BackupVolumeIndex> Volumes => _writer.Finished;

    /// <summary>Mandatory files of which an earlier volume holds the same bytes.</summary>
    public IReadOnlyList<BackupFile> Reused => _copier.Reused;

    /// <summary>What it could not read of the optional set.</summary>
    public IReadOnlyList<BackupProblem> Unreadable => _copier.Unreadable;

    /// <summary>Copies until the queue is empty or somebody stops.</summary>
    public void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested && Next() is { } next)
                _copier.Copy(next);
            _stop.Token.ThrowIfCancellationRequested();
            _writer.CloseLast();
        }
        catch (OperationCanceledException)
        {
            KeepWhatIsFinished();
        }
        catch (UnreadableException fault)
        {
            Stop(new Refusal(RefusalCode.BackupFailed, fault.Path, $"it has to be backed up and cannot be read: {fault.Message}"));
            KeepWhatIsFinished();
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            Stop(BackupFault.Refuse(fault, _writer.Current, RefusalCode.BackupFailed));
            _writer.Abort();
        }
        catch
        {
            // Nothing that is expected: the others must not go on for an hour.
            _stop.Cancel();
            throw;
        }
    }

    /// <summary>Waits until all its volumes are on the disk.</summary>
    public void WaitForDisk() => _writer.WaitForDisk();

    /// <summary>Leaves its last volume to the next try.</summary>
    public void LeaveToNextTry()
    {
        try
        {
            _writer.WaitForDisk();
            _writer.IndexLast();
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            // The next try copies it once more.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _copier.Dispose();
    }

    private void KeepWhatIsFinished()
    {
        try
        {
            _writer.CloseEarly();
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            // The volume is given up; what was finished before stands.
            _writer.Abort();
        }
    }

    private void Stop(Refusal refusal)
    {
        Refusal = refusal;
        _stop.Cancel();
    }

    private BackupWork? Next()
    {
        lock (_work)
            return _work.TryDequeue(out var next) ? next : null;
    }
}
