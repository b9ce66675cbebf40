using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups.Walking;

/// <summary>
/// Walks one source, depth first and in the order of paths. Of each level some thousands of names are in memory, not the tree.
/// </summary>
internal sealed class SourceWalk
{
    /// <summary>Why something was saved without a part of what it is.</summary>
    public const string ExtrasFault = "saved, but its owner, access rights or streams could not be read";

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    private readonly IFileSystem _files;
    private readonly IFileExtras _extras;
    private readonly FolderListing? _listing;
    private readonly BackupSource _source;
    private readonly EntryName _names;
    private readonly IReadOnlySet<string> _roots;
    private readonly string _entry;
    private readonly BackupSet _set;
    private readonly string _separator;

    /// <summary>Looks whether the source is there.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="extras">Asked for owner and rights of folders.</param>
    /// <param name="source">What to walk.</param>
    /// <param name="names">Gives the names in the zip.</param>
    /// <param name="roots">Paths of sources that are walked on their own, under a promise at least as strong.</param>
    /// <param name="scratch">Gives the path of a new file for what does not fit into memory; null when the order means
    /// nothing.</param>
    public SourceWalk(IFileSystem files, IFileExtras extras, BackupSource source, EntryName names, IReadOnlySet<string> roots,
        Func<string>? scratch)
    {
        (_files, _extras, _source, _names, _roots) = (files, extras, source, names, roots);
        _listing = scratch is null ? null : new FolderListing(files, scratch);
        _set = source.Mandatory ? BackupSet.Mandatory : BackupSet.Optional;
        _entry = names.OfSource(source.InstrumentPath);
        _separator = source.InstrumentPath.Contains('\\', StringComparison.Ordinal) || source.InstrumentPath is [_, ':', ..]
            ? "\\"
            : "/";
        Missing = source.Mandatory && !source.MayBeAbsent && !files.File.Exists(source.HostPath)
            && !files.Directory.Exists(source.HostPath)
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
            return file.Length == 0 && PlainFile.FaultOf(_files, file.FullName) is { } noFile
                ? new FoundProblem(new BackupProblem(path, noFile))
                : new BackupItem(path, _source.HostPath, _entry, _set, FileLook.Of(file));
        return _files.Directory.Exists(_source.HostPath) ? null : new FoundNothing(path);
    }

    private IEnumerable<BackupFinding> Folder(string host, string path, string entry)
    {
        var open = new Stack<Level>();
        try
        {
            yield return Enter(host, path, entry, open);
            while (open.TryPeek(out var folder))
            {
                if (!folder.Children.MoveNext())
                {
                    open.Pop().Children.Dispose();
                    continue;
                }

                var child = folder.Children.Current;
                if (child.Finding is { } instead)
                {
                    yield return instead;
                    continue;
                }

                var childHost = Path.Join(folder.Host, child.Name);
                var childPath = folder.Prefix + child.Name;
                var childEntry = $"{folder.Entry}/{folder.Names.Of(child.Name)}";
                yield return child.IsFolder
                    ? Enter(childHost, childPath, childEntry, open)
                    : new BackupItem(childPath, childHost, childEntry, _set, child.Look);
            }
        }
        finally
        {
            foreach (var folder in open)
                folder.Children.Dispose();
        }
    }

    private BackupFinding Enter(string host, string path, string entry, Stack<Level> open)
    {
        var prefix = path.EndsWith(_separator, StringComparison.Ordinal) ? path : path + _separator;
        var folder = _files.DirectoryInfo.New(host);
        if (!Guard(path, () => FileLook.Of(folder), out var look, out var problem))
            return problem!;
        var children = Children(folder, path, prefix);
        var (security, streams) = ((string?)null, (IReadOnlyList<AlternateStream>)[]);
        // What can be read of it is saved all the same.
        if (!Fault.Try(() => (security, streams) = (_extras.SecurityOf(host), _extras.StreamsOf(host))))
            children = children.Prepend(Instead(path, new FoundProblem(new BackupProblem(path, ExtrasFault))));
        if (streams.Count > 0)
        {
            var names = string.Join(", ", streams.Select(stream => stream.Name));
            children = children.Prepend(Instead(path, new FoundProblem(
                new BackupProblem(path, $"saved, but not the streams of the folder itself: {names}"))));
        }

        open.Push(new Level(folder.FullName, prefix, entry, (_listing?.InOrder(children) ?? children)
            .GetEnumerator(), _names.Below(entry)));
        return new FoundFolder(
            new BackupFolder(path, look.Created, look.Modified, look.Attributes, FileFacts.ModeAt(_files, host))
            {
                Security = security,
                Rare = look.Modified == FileTimes.Latest ? new RareFacts { Written = FileFacts.WrittenAt(_files, host) } : null,
            }, host, prefix);
    }

    // What cannot be listed to its end is listed as far as it can be, with the problem.
    private IEnumerable<FolderChild> Children(IDirectoryInfo folder, string path, string prefix)
    {
        if (!Guard(path, () => folder.EnumerateFileSystemInfos("*", Everything).GetEnumerator(), out var infos, out var problem))
        {
            yield return Instead(path, problem!);
            yield break;
        }

        using (infos)
        {
            Func<bool> next = infos!.MoveNext;
            while (true)
            {
                if (!Guard(path, next, out var more, out problem))
                    yield return Instead(path, problem!);
                if (!more)
                    yield break;
                var info = infos.Current;
                if (!_roots.Contains(prefix + info.Name))
                    yield return Guard(prefix + info.Name, () => Look(info, prefix), out var child, out problem)
                        ? child!
                        : Instead(info.Name, problem!);
            }
        }
    }

    private FolderChild Look(IFileSystemInfo info, string prefix)
    {
        if ((info.Attributes & FileAttributes.ReparsePoint) != 0 && info.LinkTarget is { } target)
            return Instead(info.Name, new FoundLink(new BackupLink(prefix + info.Name, target, info is IDirectoryInfo)
            {
                Junction = info is IDirectoryInfo && _extras.IsJunction(info.FullName),
            }));
        if (info is not IFileInfo)
            return new FolderChild(info.Name, info.Name + _separator, IsFolder: true, default);
        var look = FileLook.Of(info);
        // Whatever is no file has no length, and a pipe would be waited for without end.
        return look.Size == 0 && PlainFile.FaultOf(_files, info.FullName) is { } noFile
            ? Instead(info.Name, new FoundProblem(new BackupProblem(prefix + info.Name, noFile)))
            : new FolderChild(info.Name, info.Name, IsFolder: false, look);
    }

    private static FolderChild Instead(string name, BackupFinding finding) =>
        new(name, name, IsFolder: false, default) { Finding = finding };

    private bool Guard<T>(string path, Func<T> read, out T? value, out FoundProblem? problem)
    {
        try
        {
            value = read();
            problem = null;
            return true;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            if (_set != BackupSet.Optional)
                throw new UnreadableException(path, fault);
            value = default;
            problem = new FoundProblem(new BackupProblem(path, UnreadableException.Say(fault)));
            return false;
        }
    }

    private sealed record Level(string Host, string Prefix, string Entry, IEnumerator<FolderChild> Children, ChildNames Names);
}
