using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Volumes;
using PatchKit.Applier.Backups.Walking;
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

    /// <summary>What came back without a part of what it was, each kind once.</summary>
    public IEnumerable<BackupProblem> Lost => _look.Lost;

    private readonly RestoredLook _look = new(files, request.Extras);
    private (string Folder, bool Tells) _case = ("", true);

    /// <summary>Makes a folder; its times come last, because each file put into it changes them.</summary>
    public void MakeFolder(BackupFolder folder) =>
        InFolder(folder.Path, target => files.Directory.CreateDirectory(target));

    /// <summary>Sets a folder's times and attributes.</summary>
    public void FinishFolder(BackupFolder folder) => InFolder(folder.Path, target =>
    {
        IFileSystemInfo info = files.DirectoryInfo.New(target);
        _look.SetTimes(info, folder.Created, folder.Modified, folder.Rare);
        info.Refresh();
        _look.Finish(folder.Path, info, new(0, folder.Created, folder.Modified, folder.Attributes), folder.Mode,
            folder.Rare);
        if (request.GivingRights is { } giving && _look.RightsBefore(target, folder.Security) is { } before)
            giving(folder.Path, before);
        _look.SetSecurity(folder.Path, target, folder.Security);
    });

    /// <summary>Makes a link, unless something is there: what it leads to is never touched.</summary>
    public void PutLink(BackupLink link) => InFolder(link.Path, target =>
    {
        var there = files.FileInfo.New(target);
        if (there.LinkTarget == link.Target)
            return;
        if (there.LinkTarget is not null || files.Path.Exists(target))
        {
            NotRestored.Add(new(link.Path, "it was a link, and something else is there now, which was left"));
            return;
        }

        files.Directory.CreateDirectory(files.Path.GetDirectoryName(target)!);
        request.MakingLink?.Invoke(link);
        if (link.Folder)
            files.Directory.CreateSymbolicLink(target, link.Target);
        else
            files.File.CreateSymbolicLink(target, link.Target);
        if (link.Junction)
            _look.Lose(link.Path, "it was a junction, and came back as a symbolic link");
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

    private void InFolder(string path, Action<string> act)
    {
        Current = path;
        if (request.Map(path) is not { } target)
            return;
        try
        {
            act(target);
        }
        catch (Exception fault) when (IsOfOneFile(fault))
        {
            var problem = new BackupProblem(path, Fault.Reason(fault));
            if (!NotRestored.Contains(problem))
                NotRestored.Add(problem);
        }
    }

    private Refusal? PutNow(BackupFile file, CancellationToken cancel)
    {
        if (file.Rare?.StreamOf is { } main && !request.Trial)
            return PutStream(file, main, cancel);
        if (request.MapFile(file) is not { } target)
            return null;
        var existing = files.FileInfo.New(target);
        if (existing.Exists && existing.Length == file.Size && HasBytes(target, file.Sha256))
        {
            if (request.Touching is { } touching && _look.Differs(existing, LookOf(file), file.Mode, file.Security))
                touching(file.Path, target);
            SetLook(existing, file);
            AlreadySo++;
            meter.AddBytes(file.Size);
        }
        else if (file.IsSecond && existing.Exists && !TellsCase(target))
        {
            // The other one may be of this backup too: neither is lost.
            NotRestored.Add(new(file.Path, "this disk tells no case, and a file of that name is there; " +
                $"it lies in {file.Parts[0].Volume} as {file.Parts[0].Entry}"));
            meter.AddBytes(file.Size);
        }
        else if (existing.Exists && !request.OverwriteNewer && existing.Written() > file.Modified.UtcDateTime)
        {
            KeptNewer.Add(file.Path);
            meter.AddBytes(file.Size);
        }
        else if (file.Rare?.LinkOf is { } first && Link(file, first, target, existing))
        {
            meter.AddBytes(file.Size);
        }
        else if (Write(file, target, existing, cancel) is { } refusal)
        {
            return refusal;
        }

        meter.AddFile();
        return null;
    }

    // The first name is there by now, and the file is as it was: this is a further name of it.
    private bool Link(BackupFile file, string first, string target, IFileInfo existing)
    {
        var path = request.MapFile(file with { Path = first, Rare = null });
        if (path is not null && files.FileInfo.New(path) is { Exists: true } one && one.Length == file.Size
            && HasBytes(path, file.Sha256))
        {
            request.Replacing?.Invoke(file, target);
            files.Directory.CreateDirectory(files.Path.GetDirectoryName(target)!);
            var temporary = DurableFile.Neighbour(target);
            Discard(temporary);
            if (FileFacts.Link(files, path, temporary))
            {
                PutInPlace(file, temporary, target, existing);
                return true;
            }
        }

        _look.Lose(file.Path, $"it was the same file as {first}, and came back as a file of its own");
        return false;
    }

    private void PutInPlace(BackupFile file, string temporary, string target, IFileInfo existing)
    {
        // Windows does not rename over a read-only file.
        if (existing.Exists)
            RestoredLook.Unlock(existing);
        files.File.Move(temporary, target, overwrite: true);
        request.PutBack?.Invoke(file.Path);
        Written++;
        Bytes += file.Size;
        _look.Finish(file.Path, files.FileInfo.New(target), LookOf(file), file.Mode, file.Rare);
    }

    // A name in capitals finds the file of a name without: only where a disk tells no case.
    private bool TellsCase(string target)
    {
        var folder = files.Path.GetDirectoryName(target)!;
        if (folder == _case.Folder)
            return _case.Tells;
        var probe = DurableFile.Neighbour(target);
        Discard(probe);
        using (files.FileStream.New(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            _case = (folder, !files.File.Exists(files.Path.Combine(folder, files.Path.GetFileName(probe).ToUpperInvariant())));
        Discard(probe);
        return _case.Tells;
    }

    // Its file is there by now, new or as it was. A stream is written in place: a cut leaves it to the next restore, which finds
    // that its bytes differ.
    private Refusal? PutStream(BackupFile file, string main, CancellationToken cancel)
    {
        var target = request.MapFile(file with { Path = main, Rare = null });
        if (target is null)
            return null;
        meter.AddFile();
        if (KeptNewer.Contains(main))
        {
            KeptNewer.Add(file.Path);
            meter.AddBytes(file.Size);
            return null;
        }

        if (request.Extras.StreamPath(target, file.Path[(main.Length + 1)..]) is not { } stream || !files.File.Exists(target))
        {
            NotRestored.Add(new(file.Path, "a stream beside its file, which this disk cannot hold; " +
                $"it lies in {file.Parts[0].Volume} as {file.Parts[0].Entry}"));
            meter.AddBytes(file.Size);
            return null;
        }

        if (IsThere(stream, file))
        {
            AlreadySo++;
            meter.AddBytes(file.Size);
            return null;
        }

        request.Touching?.Invoke(main, target);
        var info = files.FileInfo.New(target);
        RestoredLook.Unlock(info);
        using (var opened = files.FileStream.New(stream, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            if (reader.Read(file, opened, meter, cancel) is { } refusal)
                return refusal;
            if (request.Flush)
                opened.FlushToDisk();
        }

        Written++;
        Bytes += file.Size;
        // Writing it was a write to its file.
        _look.SetTimes(info, file.Created, file.Modified, file.Rare);
        info.Refresh();
        _look.Finish(main, info, LookOf(file), mode: 0, file.Rare);
        return null;
    }

    private bool IsThere(string stream, BackupFile file)
    {
        var there = false;
        // A stream that is not there cannot be opened.
        Fault.Try(() => there = HasBytes(stream, file.Sha256));
        return there;
    }

    private Refusal? Write(BackupFile file, string target, IFileInfo existing, CancellationToken cancel)
    {
        request.Replacing?.Invoke(file, target);
        files.Directory.CreateDirectory(files.Path.GetDirectoryName(target)!);
        var temporary = DurableFile.Neighbour(target);
        // In a folder where others may write a link could stand there, and lead elsewhere.
        Discard(temporary);
        var done = false;
        try
        {
            using (var stream = files.FileStream.New(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                if (Fill(stream, file, cancel) is { } refusal)
                    return refusal;
                if (request.Flush)
                    stream.FlushToDisk();
            }

            // The name changes hands only with the right bytes, times and rights under it.
            _look.SetTimes(files.FileInfo.New(temporary), file.Created, file.Modified, file.Rare);
            if (!request.Trial)
                _look.SetSecurity(file.Path, temporary, file.Security);
            PutInPlace(file, temporary, target, existing);
            done = true;
        }
        finally
        {
            if (!done)
                Discard(temporary);
        }

        return null;
    }

    private Refusal? Fill(FileSystemStream stream, BackupFile file, CancellationToken cancel)
    {
        if (file.Rare is not { Sparse: true })
            return reader.Read(file, stream, meter, cancel);
        Holes.Allow(stream);
        using var holes = new HoleStream(stream);
        var refusal = reader.Read(file, holes, meter, cancel);
        holes.Flush();
        if (FileFacts.Of(stream)?.Sparse != true)
            _look.Lose(file.Path, "it had holes, which this disk fills with zeros");
        return refusal;
    }

    // What stays the next restore writes over.
    private void Discard(string temporary) => Fault.Try(() => files.File.Delete(temporary));

    private bool HasBytes(string path, ContentHash sha256)
    {
        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return Sha256Digest.Of(stream) == sha256.Digest;
    }

    private void SetLook(IFileInfo target, BackupFile file)
    {
        RestoredLook.Unlock(target);
        _look.SetTimes(target, file.Created, file.Modified, file.Rare);
        target.Refresh();
        _look.Finish(file.Path, target, LookOf(file), file.Mode, file.Rare);
        if (!request.Trial)
            _look.SetSecurity(file.Path, target.FullName, file.Security);
    }

    private static FileLook LookOf(BackupFile file) =>
        new(file.Size, file.Created, file.Modified, file.Attributes);
}
