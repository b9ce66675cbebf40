namespace PatchKit.Applier.Backups;

/// <summary>What is left to do of a request, once earlier copies were looked up.</summary>
internal sealed record BackupJob(BackupRequest Request, BackupPlace Place, BackupInventory Found)
{
    /// <summary>Large files go first, so that the workers end at about the same time.</summary>
    private const long LargeFile = 64L << 20;

    /// <summary>Files that need no look at their bytes.</summary>
    public required IReadOnlyList<BackupFile> Kept { get; init; }

    /// <summary>Files to be copied, or compared with the copy that is known. What is taken out is forgotten, as its record begins to weigh.</summary>
    public required Queue<BackupWork> Work { get; init; }

    /// <summary>Length of <see cref="Work"/> before anything is taken out of it.</summary>
    public required int WorkFiles { get; init; }

    /// <summary>Every volume that is there already, by name.</summary>
    public required IReadOnlyDictionary<string, BackupVolume> OldVolumes { get; init; }

    /// <summary>Highest number of a volume of this backup.</summary>
    public required int LastVolume { get; init; }

    /// <summary>Longest volume, in bytes.</summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>Bytes that <see cref="Work"/> holds, and will write at most.</summary>
    public required long BytesToCopy { get; init; }

    /// <summary>
    /// Looks up every file in the finished volumes of this backup and in the newest complete one at the same place. Size and time of the
    /// last write decide for the optional set; for the mandatory set the bytes do, so that it is always read. The list of
    /// <paramref name="found"/> is emptied.
    /// </summary>
    public static BackupJob Plan(BackupRequest request, BackupPlace place, BackupInventory found)
    {
        var resumed = place.Recover(request.Id);
        var volumes = new Dictionary<string, BackupVolume>(StringComparer.Ordinal);
        var known = new Dictionary<string, BackupFile>(StringComparer.Ordinal);
        Remember(place.Newest(request.Instrument, request.Mode), place, volumes, known);
        foreach (var index in resumed)
            volumes[index.Volume.Name] = index.Volume;
        var unsteady = resumed.SelectMany(index => index.Changed).ToHashSet(StringComparer.Ordinal);
        foreach (var file in resumed.SelectMany(index => index.Files))
        {
            if (!unsteady.Contains(file.Path) && file.Parts.All(part => volumes.ContainsKey(part.Volume)))
                known[file.Path] = file;
        }

        var kept = new List<BackupFile>();
        var work = new List<BackupWork>();
        foreach (var item in found.Items)
        {
            var earlier = item.Set != BackupSet.Document && known.GetValueOrDefault(item.Path) is { } file && file.Size == item.Look.Size
                ? file
                : null;
            if (earlier is not null && item.Set == BackupSet.Optional && earlier.Modified == item.Look.Modified)
                kept.Add(Relabel(earlier, item));
            else
                work.Add(new BackupWork(item, item.Set == BackupSet.Mandatory ? earlier : null));
        }

        found.Items.Clear();
        return new BackupJob(request, place, found)
        {
            Kept = kept,
            Work = new Queue<BackupWork>(work.OrderByDescending(next => next.Item.Look.Size >= LargeFile)),
            WorkFiles = work.Count,
            BytesToCopy = work.Sum(next => next.Item.Look.Size),
            OldVolumes = volumes,
            LastVolume = resumed.Select(index => Number(index.Volume.Name)).DefaultIfEmpty(0).Max(),
        };
    }

    /// <summary>The manifest of the finished backup.</summary>
    public BackupManifest Manifest(IReadOnlyList<BackupWorker> workers, DateTimeOffset taken)
    {
        var files = Kept
            .Concat(workers.SelectMany(worker => worker.Volumes).SelectMany(index => index.Files))
            .Concat(workers.SelectMany(worker => worker.Reused))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        var volumes = new SortedDictionary<string, BackupVolume>(StringComparer.Ordinal);
        var fresh = workers.SelectMany(worker => worker.Volumes).ToDictionary(i => i.Volume.Name, i => i.Volume, StringComparer.Ordinal);
        foreach (var name in files.SelectMany(file => file.Parts).Select(part => part.Volume))
            volumes.TryAdd(name, fresh.TryGetValue(name, out var volume) ? volume : OldVolumes[name]);
        return new BackupManifest
        {
            SchemaVersion = BackupManifest.CurrentVersion,
            Id = Request.Id,
            Taken = taken,
            Instrument = Request.Instrument,
            Mode = Request.Mode,
            Volumes = [.. volumes.Values],
            Files = files,
            Folders = Found.Folders,
            Links = Found.Links,
            Changed = [.. workers.SelectMany(worker => worker.Volumes).SelectMany(index => index.Changed).Order(StringComparer.Ordinal)],
            Unreadable = [.. Found.Unreadable.Concat(workers.SelectMany(worker => worker.Unreadable)).OrderBy(p => p.Path, StringComparer.Ordinal)],
            Absent = Found.Absent,
        };
    }

    private static void Remember(
        BackupManifest? earlier, BackupPlace place, Dictionary<string, BackupVolume> volumes, Dictionary<string, BackupFile> known)
    {
        if (earlier is null)
            return;
        foreach (var volume in earlier.Volumes.Where(place.Has))
            volumes[volume.Name] = volume;
        var unsteady = earlier.Changed.ToHashSet(StringComparer.Ordinal);
        foreach (var file in earlier.Files)
        {
            if (file.Set != BackupSet.Document && !unsteady.Contains(file.Path) && file.Parts.All(part => volumes.ContainsKey(part.Volume)))
                known[file.Path] = file;
        }
    }

    private static BackupFile Relabel(BackupFile earlier, BackupItem item) =>
        earlier.Set == item.Set && earlier.Created == item.Look.Created && earlier.ReadOnly == item.Look.ReadOnly && earlier.Hidden == item.Look.Hidden
            ? earlier
            : earlier with { Set = item.Set, Created = item.Look.Created, ReadOnly = item.Look.ReadOnly, Hidden = item.Look.Hidden };

    private static int Number(string volume) =>
        int.TryParse(volume[(volume.LastIndexOf('-') + 1)..].Split('.')[0], out var number) ? number : 0;
}
