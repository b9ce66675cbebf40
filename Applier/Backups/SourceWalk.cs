using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>Walks one source, depth first and in the order of paths. One folder's names at each level are in memory, not the tree.</summary>
internal sealed class SourceWalk
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    private readonly IFileSystem _files;
    private readonly BackupSource _source;
    private readonly EntryName _names;
    private readonly IReadOnlySet<string> _roots;
    private readonly string _entry;
    private readonly BackupSet _set;
    private readonly string _separator;

    /// <summary>Looks whether the source is there.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="source">What to walk.</param>
    /// <param name="names">Gives the names in the zip.</param>
    /// <param name="roots">Paths of sources that are walked on their own, under a promise at least as strong.</param>
    public SourceWalk(IFileSystem files, BackupSource source, EntryName names, IReadOnlySet<string> roots)
    {
        (_files, _source, _names, _roots) = (files, source, names, roots);
        _set = source.Mandatory ? BackupSet.Mandatory : BackupSet.Optional;
        _entry = names.OfSource(source.InstrumentPath);
        _separator = source.InstrumentPath.Contains('\\', StringComparison.Ordinal) || source.InstrumentPath is [_, ':', ..] ? "\\" : "/";
        Missing = source.Mandatory && !source.MayBeAbsent && !files.File.Exists(source.HostPath) && !files.Directory.Exists(source.HostPath)
            ? new Refusal(RefusalCode.BackupFailed, source.InstrumentPath, "it has to be backed up and is not there")
            : null;
    }

    /// <summary>Why the backup cannot be taken, when the source has to be there and is not.</summary>
    public Refusal? Missing { get; }

    /// <summary>The walk.</summary>
    /// <exception cref="UnreadableException">Something of the mandatory set cannot be listed.</exception>
    public IEnumerable<BackupFinding> Findings()
    {
        var path = _source.InstrumentPath;
        if (Guard(path, () => Alone(path), out var found, out var problem) && found is null)
            return Folder(_source.HostPath, path, _entry);
        return [(BackupFinding?)problem ?? found!];
    }

    // A file, or nothing; null for a folder.
    private BackupFinding? Alone(string path)
    {
        IFileInfo file = _files.FileInfo.New(_source.HostPath);
        if (file.Exists)
            return new BackupItem(path, _source.HostPath, _entry, _set, FileLook.Of(file));
        return _files.Directory.Exists(_source.HostPath) ? null : new FoundNothing(path);
    }

    private IEnumerable<BackupFinding> Folder(string host, string path, string entry)
    {
        var open = new Stack<Listing>();
        foreach (var found in Enter(host, path, entry, open))
            yield return found;
        while (open.TryPeek(out var folder))
        {
            if (folder.Next == folder.Children.Count)
            {
                open.Pop();
                continue;
            }

            var child = folder.Take();
            var childPath = folder.Prefix + child.Name;
            if (child.Finding is { } finding)
                yield return finding;
            else if (!child.IsFolder)
                yield return new BackupItem(childPath, Path.Join(folder.Host, child.Name), $"{folder.Entry}/{child.EntryName}", _set, child.Look);
            else
            {
                foreach (var found in Enter(Path.Join(folder.Host, child.Name), childPath, $"{folder.Entry}/{child.EntryName}", open))
                    yield return found;
            }
        }
    }

    private List<BackupFinding> Enter(string host, string path, string entry, Stack<Listing> open)
    {
        var prefix = path.EndsWith(_separator, StringComparison.Ordinal) ? path : path + _separator;
        var folder = _files.DirectoryInfo.New(host);
        if (!Guard(path, () => FileLook.Of(folder), out var look, out var problem))
            return [problem!];
        var found = new FoundFolder(new BackupFolder(path, look.Created, look.Modified, look.ReadOnly, look.Hidden), prefix);
        if (!Guard(path, () => List(folder, prefix), out var children, out problem))
            return [found, problem!];
        for (var i = 0; i < children!.Count; i++)
            children[i].EntryName = _names.OfChild(entry, children[i].Name, first: i == 0);
        open.Push(new Listing(folder.FullName, prefix, entry, children));
        return [found];
    }

    private List<Child> List(IDirectoryInfo folder, string prefix)
    {
        var children = new List<Child>();
        foreach (var info in folder.EnumerateFileSystemInfos("*", Everything))
        {
            if (!_roots.Contains(prefix + info.Name))
                children.Add(Guard(prefix + info.Name, () => Look(info, prefix), out var child, out var problem) ? child! : new Child(info.Name, false, default) { Finding = problem });
        }

        // As their paths compare: what a folder holds has the separator where a file's name goes on or ends.
        children.Sort((one, other) => string.CompareOrdinal(one.IsFolder ? one.Name + _separator : one.Name, other.IsFolder ? other.Name + _separator : other.Name));
        return children;
    }

    private static Child Look(IFileSystemInfo info, string prefix)
    {
        if ((info.Attributes & FileAttributes.ReparsePoint) != 0 && info.LinkTarget is { } target)
            return new Child(info.Name, false, default) { Finding = new FoundLink(new BackupLink(prefix + info.Name, target)) };
        return info is IFileInfo ? new Child(info.Name, false, FileLook.Of(info)) : new Child(info.Name, true, default);
    }

    private bool Guard<T>(string path, Func<T> read, out T? value, out FoundProblem? problem)
    {
        try
        {
            value = read();
            problem = null;
            return true;
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            if (_set != BackupSet.Optional)
                throw new UnreadableException(path, fault);
            value = default;
            problem = new FoundProblem(new BackupProblem(path, BackupFault.Reason(fault)));
            return false;
        }
    }

    private sealed record Child(string Name, bool IsFolder, FileLook Look)
    {
        public string EntryName { get; set; } = "";

        /// <summary>What stands in its place, when it is a link or cannot be read.</summary>
        public BackupFinding? Finding { get; init; }
    }

    private sealed record Listing(string Host, string Prefix, string Entry, List<Child> Children)
    {
        public int Next { get; private set; }

        // Nothing is held longer than it is needed.
        public Child Take()
        {
            var child = Children[Next];
            Children[Next++] = null!;
            return child;
        }
    }
}
