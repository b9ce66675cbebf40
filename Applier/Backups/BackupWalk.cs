using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>A folder that is walked, by its three names; one for all its files, because a backup has a hundred thousand of those.</summary>
/// <param name="Host">Where it is read; empty for documents.</param>
/// <param name="Path">The path on the instrument, with a separator at its end.</param>
/// <param name="Entry">The name in the zip.</param>
internal sealed record BackupSourceFolder(string Host, string Path, string Entry);

/// <summary>A file that is to be copied, as the walk saw it.</summary>
/// <param name="Folder">The folder it lies in.</param>
/// <param name="Name">Its name there.</param>
/// <param name="EntryName">Its name in the zip, below that of the folder; mostly the same string.</param>
/// <param name="Set">Which promise it stands under.</param>
/// <param name="Look">Size, times, attributes.</param>
internal sealed record BackupItem(BackupSourceFolder Folder, string Name, string EntryName, BackupSet Set, FileLook Look)
{
    /// <summary>The path on the instrument, or a document's name.</summary>
    public string Path => Folder.Path + Name;

    /// <summary>Where it is read.</summary>
    public string HostPath => System.IO.Path.Join(Folder.Host, Name);

    /// <summary>Its name in the zip.</summary>
    public string Entry => Folder.Entry.Length == 0 ? EntryName : $"{Folder.Entry}/{EntryName}";

    /// <summary>The captured bytes of a document.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}

/// <summary>What a folder listing says about a file; two equal looks mean an unchanged file.</summary>
internal readonly record struct FileLook(long Size, DateTimeOffset Created, DateTimeOffset Modified, bool ReadOnly, bool Hidden)
{
    /// <summary>The look of a file or folder on the disk.</summary>
    public static FileLook Of(IFileSystemInfo info) => new(
        info is IFileInfo file ? file.Length : 0,
        new DateTimeOffset(info.CreationTimeUtc),
        new DateTimeOffset(info.LastWriteTimeUtc),
        (info.Attributes & FileAttributes.ReadOnly) != 0,
        (info.Attributes & FileAttributes.Hidden) != 0);
}

/// <summary>Everything the walk found.</summary>
internal sealed class BackupInventory
{
    public List<BackupItem> Items { get; } = [];

    public List<BackupFolder> Folders { get; } = [];

    public List<BackupLink> Links { get; } = [];

    public List<BackupProblem> Unreadable { get; } = [];

    public List<string> Absent { get; } = [];

    public long Bytes => Items.Sum(item => item.Look.Size);
}

/// <summary>Lists the sources before anything is copied, so that size and time left are known from the start.</summary>
internal sealed class BackupWalk(IFileSystem files, TimeProvider clock)
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    private readonly BackupInventory _found = new();
    private readonly EntryName _names = new();
    private readonly HashSet<string> _roots = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Walks all sources; refuses when one of the mandatory set is missing or cannot be listed.</summary>
    public Result<BackupInventory> Walk(BackupRequest request, CancellationToken cancel)
    {
        foreach (var document in request.Documents)
            AddDocument(document);

        // The mandatory set first: a file that both sets name stands under the stronger promise.
        foreach (var source in request.Sources.OrderByDescending(source => source.Mandatory))
        {
            cancel.ThrowIfCancellationRequested();
            if (!IsCovered(source.InstrumentPath) && AddSource(source, cancel) is { } refusal)
                return refusal;
            _roots.Add(source.InstrumentPath);
        }

        return _found;
    }

    private bool IsCovered(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOfAny(['\\', '/'], end - 1))
        {
            if (_roots.Contains(path[..end]) || _roots.Contains(path[..Math.Min(path.Length, end + 1)]))
                return true;
        }

        return false;
    }

    private void AddDocument(BackupDocument document)
    {
        var now = clock.GetUtcNow();
        var look = new FileLook(document.Bytes.Length, now, now, ReadOnly: false, Hidden: false);
        var folder = new BackupSourceFolder("", "", EntryName.Documents);
        _found.Items.Add(new BackupItem(folder, document.Name, _names.OfFile(folder.Entry, document.Name), BackupSet.Document, look) { Bytes = document.Bytes });
    }

    private Refusal? AddSource(BackupSource source, CancellationToken cancel)
    {
        var set = source.Mandatory ? BackupSet.Mandatory : BackupSet.Optional;
        try
        {
            IFileInfo file = files.FileInfo.New(source.HostPath);
            if (file.Exists)
            {
                // Its names need not be those of one file in one folder: it is a folder of its own, and nameless there.
                var alone = new BackupSourceFolder(source.HostPath, source.InstrumentPath, "");
                _found.Items.Add(new BackupItem(alone, "", _names.OfRoot(source.InstrumentPath), set, FileLook.Of(file)));
                return null;
            }

            var folder = files.DirectoryInfo.New(source.HostPath);
            if (folder.Exists)
                return AddFolder(folder, source.InstrumentPath, _names.OfRoot(source.InstrumentPath), set, cancel);
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            return Note(source.InstrumentPath, fault, set);
        }

        if (source.Mandatory && !source.MayBeAbsent)
            return new Refusal(RefusalCode.BackupFailed, source.InstrumentPath, "it has to be backed up and is not there");
        _found.Absent.Add(source.InstrumentPath);
        return null;
    }

    private Refusal? AddFolder(IDirectoryInfo folder, string path, string entry, BackupSet set, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var separator = path.Contains('\\', StringComparison.Ordinal) || path is [_, ':', ..] ? "\\" : "/";
        var prefix = path.EndsWith(separator, StringComparison.Ordinal) ? path : path + separator;
        try
        {
            var look = FileLook.Of(folder);
            var here = new BackupSourceFolder(folder.FullName, prefix, entry);
            _found.Folders.Add(new BackupFolder(path, look.Created, look.Modified, look.ReadOnly, look.Hidden));
            foreach (var child in folder.EnumerateFileSystemInfos("*", Everything).OrderBy(info => info.Name, StringComparer.Ordinal))
            {
                if (AddChild(child, here, set, cancel) is { } refusal)
                    return refusal;
            }
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            return Note(path, fault, set);
        }

        return null;
    }

    private Refusal? AddChild(IFileSystemInfo child, BackupSourceFolder parent, BackupSet set, CancellationToken cancel)
    {
        var name = child.Name;
        var path = parent.Path + name;

        // A source of its own that was walked before, under its own promise.
        if (_roots.Contains(path))
            return null;
        try
        {
            if ((child.Attributes & FileAttributes.ReparsePoint) != 0 && child.LinkTarget is { } target)
                _found.Links.Add(new BackupLink(path, target));
            else if (child is IDirectoryInfo folder)
                return AddFolder(folder, path, _names.OfChild(parent.Entry, name), set, cancel);
            else if (child is IFileInfo file)
                _found.Items.Add(new BackupItem(parent, name, _names.OfFile(parent.Entry, name), set, FileLook.Of(file)));
            return null;
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            return Note(path, fault, set);
        }
    }

    private Refusal? Note(string path, Exception fault, BackupSet set)
    {
        if (set != BackupSet.Optional)
            return new Refusal(RefusalCode.BackupFailed, path, $"it has to be backed up and cannot be read: {BackupFault.Reason(fault)}");
        _found.Unreadable.Add(new BackupProblem(path, BackupFault.Reason(fault)));
        return null;
    }
}
