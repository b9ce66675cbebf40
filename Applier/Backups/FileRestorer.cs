using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Volumes;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups;

/// <summary>Puts single files and folders of a backup where the request's map says.</summary>
internal sealed class FileRestorer(IFileSystem files, ContentReader reader, ProgressMeter meter, RestoreRequest request)
{
    /// <summary>The path on the instrument that is being worked on.</summary>
    public string Current { get; private set; } = "";

    public int Written { get; private set; }

    public long Bytes { get; private set; }

    public int AlreadySo { get; private set; }

    public List<string> KeptNewer { get; } = [];

    /// <summary>What could not be put back, and why; of files the optional ones.</summary>
    public List<BackupProblem> NotRestored { get; } = [];

    /// <summary>Makes a folder; its times come last, because each file put into it changes them.</summary>
    public void MakeFolder(BackupFolder folder) =>
        InFolder(folder, target => files.Directory.CreateDirectory(target));

    /// <summary>Sets a folder's times and attributes.</summary>
    public void FinishFolder(BackupFolder folder) => InFolder(folder, target =>
    {
        var info = files.DirectoryInfo.New(target);
        SetTimes(info, folder.Created, folder.Modified);
        SetAttributes(info, folder.ReadOnly, folder.Hidden);
    });

    /// <summary>
    /// Puts one file back, unless it is there already or a newer one is. A file of the optional set that cannot be put back is
    /// listed: it keeps no other from coming back.
    /// </summary>
    public Refusal? Put(BackupFile file, CancellationToken cancel)
    {
        Current = file.Path;
        try
        {
            if (PutNow(file, cancel) is not { } refusal)
                return null;
            // What concerns a whole volume names the volume.
            if (file.Set != BackupSet.Optional || refusal.Place != file.Path)
                return refusal;
            NotRestored.Add(new(file.Path, refusal.Reason));
        }
        catch (Exception fault) when (file.Set == BackupSet.Optional && IsOfOneFile(fault))
        {
            NotRestored.Add(new(file.Path, Fault.Reason(fault)));
        }

        return null;
    }

    // What the next file would meet too ends the restore.
    private static bool IsOfOneFile(Exception fault) => Fault.KindOf(fault) is FaultKind.Denied or FaultKind.Held
        or FaultKind.NameTooLong or FaultKind.Date or FaultKind.Missing or FaultKind.Other;

    private void InFolder(BackupFolder folder, Action<string> act)
    {
        Current = folder.Path;
        if (request.Map(folder.Path) is not { } target)
            return;
        try
        {
            act(target);
        }
        catch (Exception fault) when (IsOfOneFile(fault))
        {
            var problem = new BackupProblem(folder.Path, Fault.Reason(fault));
            if (!NotRestored.Contains(problem))
                NotRestored.Add(problem);
        }
    }

    private Refusal? PutNow(BackupFile file, CancellationToken cancel)
    {
        if (request.MapFile(file) is not { } target)
            return null;
        var existing = files.FileInfo.New(target);
        if (existing.Exists && existing.Length == file.Size && HasBytes(target, file.Sha256))
        {
            SetLook(existing, file);
            AlreadySo++;
            meter.AddBytes(file.Size);
        }
        else if (existing.Exists && !request.OverwriteNewer && existing.Written() > file.Modified.UtcDateTime)
        {
            KeptNewer.Add(file.Path);
            meter.AddBytes(file.Size);
        }
        else if (Write(file, target, existing, cancel) is { } refusal)
        {
            return refusal;
        }

        meter.AddFile();
        return null;
    }

    private Refusal? Write(BackupFile file, string target, IFileInfo existing, CancellationToken cancel)
    {
        request.Replacing?.Invoke(file, target);
        files.Directory.CreateDirectory(files.Path.GetDirectoryName(target)!);
        var temporary = DurableFile.Neighbour(target);
        var done = false;
        try
        {
            using (var stream = files.FileStream.New(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                if (reader.Read(file, stream, meter, cancel) is { } refusal)
                    return refusal;
                if (request.Flush)
                    stream.FlushToDisk();
            }

            // The name changes hands only with the right bytes and times under it; Windows does not rename over a read-only file.
            SetTimes(files.FileInfo.New(temporary), file.Created, file.Modified);
            if (existing.Exists && (existing.Attributes & FileAttributes.ReadOnly) != 0)
                existing.Attributes &= ~FileAttributes.ReadOnly;
            files.File.Move(temporary, target, overwrite: true);
            done = true;
            request.PutBack?.Invoke(file.Path);
        }
        finally
        {
            if (!done)
                Discard(temporary);
        }

        SetAttributes(files.FileInfo.New(target), file.ReadOnly, file.Hidden);
        Written++;
        Bytes += file.Size;
        return null;
    }

    // What stays the next restore writes over.
    private void Discard(string temporary) => Fault.Try(() => files.File.Delete(temporary));

    private bool HasBytes(string path, ContentHash sha256)
    {
        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return Sha256Digest.Of(stream) == sha256.Digest;
    }

    private static void SetLook(IFileInfo target, BackupFile file)
    {
        if ((target.Attributes & FileAttributes.ReadOnly) != 0)
            target.Attributes &= ~FileAttributes.ReadOnly;
        SetTimes(target, file.Created, file.Modified);
        SetAttributes(target, file.ReadOnly, file.Hidden);
    }

    // Made before written: where a file system keeps no time of making, .NET sets the time of writing instead.
    private static void SetTimes(IFileSystemInfo target, DateTimeOffset created, DateTimeOffset modified)
    {
        target.CreationTimeUtc = created.UtcDateTime;
        target.LastWriteTimeUtc = modified.UtcDateTime;
    }

    private static void SetAttributes(IFileSystemInfo target, bool readOnly, bool hidden)
    {
        var now = target.Attributes;
        var then = (now & ~(FileAttributes.ReadOnly | FileAttributes.Hidden))
            | (readOnly ? FileAttributes.ReadOnly : 0)
            | (hidden ? FileAttributes.Hidden : 0);
        if (then != now)
            target.Attributes = then;
    }
}
