using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups.Copying;

/// <summary>
/// Files with several names (hard links): the name that a worker comes to first gets the content, the others refer to it. Only
/// these files are remembered, each set its own.
/// </summary>
internal sealed class LinkedFiles
{
    private readonly Lock _lock = new();
    private readonly Dictionary<((ulong, ulong) Identity, BackupSet Set), string> _first = [];
    private readonly Dictionary<string, BackupFile> _copied = new(StringComparer.Ordinal);
    private readonly List<(string Path, string First)> _further = [];

    /// <summary>Whether an open file is being copied under another name; then it is noted as a further name of that.</summary>
    public bool IsFurther(BackupItem item, FileFacts? facts)
    {
        if (facts is not { Names: > 1, Identity: var identity })
            return false;
        lock (_lock)
        {
            if (_first.TryAdd((identity, item.Set), item.Path) || _first[(identity, item.Set)] is var first && first == item.Path)
                return false;
            _further.Add((item.Path, first));
            return true;
        }
    }

    /// <summary>Notes that the first name of a file is in the backup.</summary>
    public void Copied(BackupFile file)
    {
        if (file.Rare is not { Names: > 1 })
            return;
        lock (_lock)
            _copied[file.Path] = file;
    }

    /// <summary>
    /// All further names, in the order of paths. One whose first name could not be read cannot be read either.
    /// </summary>
    public List<BackupFile> Further(Action<BackupProblem> unreadable)
    {
        var files = new List<BackupFile>();
        foreach (var (path, first) in _further.OrderBy(further => further.Path, StringComparer.Ordinal))
        {
            if (_copied.TryGetValue(first, out var file))
                files.Add(file with { Path = path, Rare = file.Rare! with { LinkOf = first } });
            else
                unreadable(new BackupProblem(path, $"it is the same file as {first}, which could not be read"));
        }

        return files;
    }
}
