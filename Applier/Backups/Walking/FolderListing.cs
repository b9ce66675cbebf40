using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;

namespace PatchKit.Applier.Backups.Walking;

/// <summary>What a walk sees of one name in a folder.</summary>
/// <param name="Name">The name.</param>
/// <param name="Key">What it is ordered by: what a folder holds has a separator where a file's name goes on or ends.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Look">What it looks like; of a file.</param>
internal sealed record FolderChild(string Name, string Key, bool IsFolder, FileLook Look)
{
    /// <summary>How it waits in a file.</summary>
    public static RecordFields<FolderChild> Record { get; } = new(
        (ref it) => new(it[0].Text!, it[1].Text!, it[2].Flag,
            new(it[3].Number, it[4].Time, it[5].Time, it[6].Attributes)),
        Field.Text<FolderChild>("name", child => child.Name),
        Field.Text<FolderChild>("key", child => child.Key),
        Field.Mark<FolderChild>("folder", child => child.IsFolder),
        Field.Number<FolderChild>("size", child => child.Look.Size),
        Field.Time<FolderChild>("created", child => child.Look.Created),
        Field.Time<FolderChild>("modified", child => child.Look.Modified),
        Field.Attributes<FolderChild>("attributes", child => child.Look.Attributes));

    /// <summary>What stands in its place, when it is a link or cannot be read.</summary>
    public BackupFinding? Finding { get; init; }
}

/// <summary>
/// Brings what a folder holds into the order of paths. Of very many names some thousands are in memory at a time: the others wait
/// in files, each of which is in order.
/// </summary>
/// <param name="files">The file system.</param>
/// <param name="scratch">Gives the path of a new file.</param>
internal sealed class FolderListing(IFileSystem files, Func<string> scratch)
{
    /// <summary>Names that are sorted in memory; a multiple of what is put into one file.</summary>
    public const int Most = 32 * PerFile;

    // Of half a million names thirty files are merged, and of each all is in memory.
    private const int PerFile = 512;

    /// <summary>Reads all of them, and gives them in order. To be gone through once.</summary>
    public IEnumerable<FolderChild> InOrder(IEnumerable<FolderChild> found)
    {
        var runs = new List<IEnumerable<FolderChild>>();
        var run = new List<FolderChild>();
        foreach (var child in found)
        {
            run.Add(child);
            if (run.Count < Most)
                continue;
            Sort(run);
            runs.AddRange(Waiting(run));
            run.Clear();
        }

        Sort(run);
        return runs.Count == 0 ? Drain(run) : PathOrder.Merge(runs.Append(Drain(run)), child => child.Key);
    }

    private static void Sort(List<FolderChild> run) => run.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));

    // Links and what cannot be read are few: they stay in memory.
    private IEnumerable<FolderChild>[] Waiting(List<FolderChild> run)
    {
        var plain = new LongQueue<FolderChild>(files, scratch, FolderChild.Record)
        {
            PerFile = PerFile,
            MostInMemory = 0,
        };
        foreach (var child in run.Where(child => child.Finding is null))
            plain.Enqueue(child);
        return [plain.Drain(), run.FindAll(child => child.Finding is not null)];
    }

    // Nothing is held longer than it is needed.
    private static IEnumerable<FolderChild> Drain(List<FolderChild> run)
    {
        for (var i = 0; i < run.Count; i++)
        {
            var child = run[i];
            run[i] = null!;
            yield return child;
        }
    }
}
