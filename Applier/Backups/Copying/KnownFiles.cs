using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;

namespace PatchKit.Applier.Backups.Copying;

/// <summary>
/// The copies that lie at the place already: of the newest complete backup, and of the finished volumes of this one.
/// </summary>
internal sealed class KnownFiles : IDisposable
{
    private readonly Dictionary<string, BackupVolume> _volumes = new(StringComparer.Ordinal);
    private readonly IEnumerator<BackupFile> _files;
    private bool _more;

    /// <summary>Opens what there is.</summary>
    public KnownFiles(BackupPlace place, BackupJsonFile json, ReadManifest? earlier, IReadOnlyList<BackupVolume> resumed)
    {
        foreach (var volume in (earlier?.Manifest.Volumes ?? []).Where(place.Has).Concat(resumed))
            _volumes[volume.Name] = volume;

        // Of a file that several of them hold the last is taken: this backup's own.
        var lists = resumed.Select(volume => json.IndexedFiles(place.Index(volume.Name)));
        _files = PathOrder.Merge(earlier is null ? lists : lists.Prepend(json.Files(earlier)), file => file.Path).GetEnumerator();
        _more = _files.MoveNext();
    }

    /// <summary>Every volume that is there, by name.</summary>
    public IReadOnlyDictionary<string, BackupVolume> Volumes => _volumes;

    /// <summary>
    /// The copy of a file, or null; asked in the order of paths. What was listed as changed while it was copied, and what lies in
    /// a lost volume, is none.
    /// </summary>
    public BackupFile? Find(string path)
    {
        BackupFile? found = null;
        for (; _more && string.CompareOrdinal(_files.Current.Path, path) is <= 0 and var order; _more = _files.MoveNext())
        {
            if (order == 0 && IsGood(_files.Current))
                found = _files.Current;
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private bool IsGood(BackupFile file)
    {
        if (file.Set == BackupSet.Document || file.Changed)
            return false;
        foreach (var part in file.Parts)
        {
            if (!_volumes.ContainsKey(part.Volume))
                return false;
        }

        return true;
    }
}
