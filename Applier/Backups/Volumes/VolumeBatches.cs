using PatchKit.Applier.Backups.Manifest;

namespace PatchKit.Applier.Backups.Volumes;

/// <summary>
/// Brings files that come in the order of paths together by volume, some hundred at a time: in that order one volume of each
/// worker, and those of earlier backups, take turns.
/// </summary>
internal sealed class VolumeBatches
{
    private const int Full = 256;
    private const long FullBytes = 32L << 20;

    /// <summary>Files that wait until there are enough of their volume.</summary>
    private const int MostWaiting = 4096;

    private readonly Dictionary<string, Batch> _waiting = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Takes one in; gives a batch when one is ready, in the order in which its files lie in the volume.</summary>
    public List<BackupFile>? Add(BackupFile file)
    {
        var volume = file.Parts[0].Volume;
        if (!_waiting.TryGetValue(volume, out var batch))
            _waiting.Add(volume, batch = new Batch(volume));
        batch.Files.Add(file);
        batch.Bytes += file.Size;
        _count++;
        if (batch.Files.Count >= Full || batch.Bytes >= FullBytes)
            return Ready(batch);
        return _count < MostWaiting ? null : Ready(_waiting.Values.MaxBy(other => other.Files.Count)!);
    }

    /// <summary>The batches that never filled.</summary>
    public IEnumerable<List<BackupFile>> Rest()
    {
        while (_waiting.Count > 0)
            yield return Ready(_waiting.Values.First());
    }

    /// <summary>All files of a list, volume by volume.</summary>
    public static IEnumerable<BackupFile> Of(IEnumerable<BackupFile> list)
    {
        var batches = new VolumeBatches();
        foreach (var batch in list.Select(batches.Add).OfType<List<BackupFile>>().Concat(batches.Rest()))
        {
            foreach (var file in batch)
                yield return file;
        }
    }

    private List<BackupFile> Ready(Batch batch)
    {
        _waiting.Remove(batch.Volume);
        _count -= batch.Files.Count;
        batch.Files.Sort((one, other) => one.Parts[0].At.CompareTo(other.Parts[0].At));
        return batch.Files;
    }

    private sealed class Batch(string volume)
    {
        public string Volume { get; } = volume;

        public List<BackupFile> Files { get; } = [];

        public long Bytes { get; set; }
    }
}
