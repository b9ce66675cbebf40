using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Volumes;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups.Copying;

/// <summary>One of the threads that copy: takes work from the common queue, writes volumes of its own.</summary>
internal sealed class BackupWorker : IDisposable
{
    private readonly WorkQueue _work;
    private readonly CancellationTokenSource _stop;
    private readonly VolumeWriter _writer;
    private readonly FileCopier _copier;
    private readonly LongQueue<BackupFile> _reused;

    /// <summary>A worker with two buffers of 1 MiB; it stops, and stops the others, through <paramref name="stop"/>.</summary>
    public BackupWorker(IFileSystem files, VolumeSeries series, BackupJob job, ProgressMeter meter, CancellationTokenSource stop)
    {
        _work = job.Work;
        _stop = stop;
        _reused = job.NewList();
        _writer = new VolumeWriter(series);
        _copier = new FileCopier(files, _writer, new CopyNotes(Tally, _reused, job.NoteUnreadable, job.Linked),
            job.Request.Extras, meter, stop.Token);
    }

    /// <summary>Why everything stopped, when it was this worker that met it.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The volumes it finished.</summary>
    public IEnumerable<BackupVolume> Volumes => _writer.Finished.Select(finished => finished.Volume);

    /// <summary>What it brought to the backup.</summary>
    public FileTally Tally { get; } = new();

    /// <summary>
    /// Lists of its files, each in the order of paths: those of each volume, and mandatory ones of which an earlier volume holds
    /// the same bytes. To be read once.
    /// </summary>
    public IEnumerable<IEnumerable<BackupFile>> Files => _writer.Files.Append(_reused.Drain());

    /// <summary>Copies until the queue is empty or somebody stops.</summary>
    public void Run()
    {
        try
        {
            while (_work.Take(_stop.Token) is { } next)
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
            Stop(fault.Refusal);
            KeepWhatIsFinished();
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            Stop(Fault.Refuse(fault, _writer.Current, RefusalCode.BackupFailed));
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
    public void LeaveToNextTry() => Fault.Try(() =>
    {
        // What fails here the next try copies once more.
        _writer.WaitForDisk();
        _writer.IndexLast();
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _copier.Dispose();
    }

    private void KeepWhatIsFinished()
    {
        // Else the volume is given up; what was finished before stands.
        if (!Fault.Try(_writer.CloseEarly))
            _writer.Abort();
    }

    private void Stop(Refusal refusal)
    {
        Refusal = refusal;
        _stop.Cancel();
    }
}
