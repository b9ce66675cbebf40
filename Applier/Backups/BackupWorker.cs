using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>One of the threads that copy: takes work from the common queue, writes volumes of its own.</summary>
internal sealed class BackupWorker(
    IFileSystem files, VolumeSeries series, Queue<BackupWork> work, ProgressMeter meter, CancellationTokenSource stop)
{
    /// <summary>Why everything stopped, when it was this worker that met it.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The volumes it finished.</summary>
    public IReadOnlyList<BackupVolumeIndex> Volumes { get; private set; } = [];

    /// <summary>Mandatory files of which an earlier volume holds the same bytes.</summary>
    public IReadOnlyList<BackupFile> Reused { get; private set; } = [];

    /// <summary>What it could not read of the optional set.</summary>
    public IReadOnlyList<BackupProblem> Unreadable { get; private set; } = [];

    /// <summary>Works until the queue is empty or somebody stops.</summary>
    public void Run()
    {
        using var writer = new VolumeWriter(series);
        using var copier = new FileCopier(files, writer, meter, stop.Token);
        (Volumes, Reused, Unreadable) = (writer.Finished, copier.Reused, copier.Unreadable);
        try
        {
            while (!stop.IsCancellationRequested && Next() is { } next)
                copier.Copy(next);
            writer.Close(keepEmpty: !stop.IsCancellationRequested);
        }
        catch (OperationCanceledException)
        {
            KeepWhatIsFinished(writer);
        }
        catch (UnreadableException fault)
        {
            Stop(new Refusal(RefusalCode.BackupFailed, fault.Path, $"it has to be backed up and cannot be read: {fault.Message}"));
            KeepWhatIsFinished(writer);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            Stop(DiskFault.Refuse(fault, writer.Current, RefusalCode.BackupFailed));
        }
    }

    private static void KeepWhatIsFinished(VolumeWriter writer)
    {
        try
        {
            writer.Close(keepEmpty: false);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            // The volume is given up; what was finished before stands.
            writer.Abort();
        }
    }

    private void Stop(Refusal refusal)
    {
        Refusal = refusal;
        stop.Cancel();
    }

    private BackupWork? Next()
    {
        lock (work)
            return work.TryDequeue(out var next) ? next : null;
    }
}
