using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>The folder that holds backups, and the names of all files in it.</summary>
/// <remarks>
/// <code>
/// place/
///   id/ manifest.json  RESTORE.txt  volume-0001.zip …
///   id/ volume-0002.zip.index.json     only until the backup is complete
///   id/ volume-0003.zip.part           only while it is written
///   id/ list-0001.tmp                  only while the backup is taken: lists that are longer than memory should be
/// </code>
/// </remarks>
internal sealed class BackupPlace(IFileSystem files, string place)
{
    /// <summary>The manifest's name; it is written last, so a folder without one is an unfinished backup.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>The sheet's name.</summary>
    public const string SheetName = "RESTORE.txt";

    private const string IndexSuffix = ".index.json";
    private const string PartSuffix = ".part";
    private readonly BackupJsonFile _json = new(files);

    /// <summary>The host path of a backup's folder.</summary>
    public string Folder(string id) => files.Path.Combine(place, id);

    /// <summary>The host path of a backup's manifest.</summary>
    public string Manifest(string id) => files.Path.Combine(place, id, ManifestName);

    /// <summary>The host path of a volume.</summary>
    public string Volume(string name) => files.Path.Combine(place, name.Replace('/', files.Path.DirectorySeparatorChar));

    /// <summary>The host path of a volume that is being written.</summary>
    public string Unfinished(string name) => Volume(name) + PartSuffix;

    /// <summary>The host path of a file that is needed only while the backup is taken.</summary>
    public string Scratch(string id, int number) => files.Path.Combine(place, id, $"list-{number:D4}.tmp");

    /// <summary>The name of a backup's volume.</summary>
    public static string VolumeName(string id, int number) => $"{id}/volume-{number:D4}.zip";

    /// <summary>The number in a volume's name; 0 when there is none.</summary>
    public static int Number(string volume) =>
        int.TryParse(volume[(volume.LastIndexOf('-') + 1)..].Split('.')[0], out var number) ? number : 0;

    /// <summary>Whether a volume was written by this backup.</summary>
    public static bool IsIn(string volume, string id) =>
        volume.Length > id.Length && volume[id.Length] == '/' && volume.StartsWith(id, StringComparison.Ordinal);

    /// <summary>The host path of a volume's index.</summary>
    public string Index(string name) => Volume(name) + IndexSuffix;

    /// <summary>True when the volume is there with the length it had when it was flushed.</summary>
    public bool Has(BackupVolume volume)
    {
        var info = files.FileInfo.New(Volume(volume.Name));
        return info.Exists && info.Length == volume.Size;
    }

    /// <summary>
    /// The newest backup whose name begins so and that has no manifest: it was cut off. Null when there is none.
    /// </summary>
    public string? Interrupted(string owner) => (files.Directory.Exists(place) ? files.Directory.GetDirectories(place) : [])
        .Select(folder => files.Path.GetFileName(folder))
        .Where(id => id.StartsWith(owner, StringComparison.Ordinal) && !files.File.Exists(Manifest(id)))
        .Max(StringComparer.Ordinal);

    /// <summary>
    /// A name for a new backup: the wanted one, with a number behind it where a clock that stood or was set back gave it before.
    /// </summary>
    public string Free(string id) => Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? id : $"{id}-{number}")
        .First(name => !files.Directory.Exists(Folder(name)));

    /// <summary>The finished volumes of an unfinished backup; whatever else lies there half done is removed.</summary>
    public IReadOnlyList<BackupVolume> Recover(string id)
    {
        var kept = new List<BackupVolume>();
        var paths = new List<string>();
        foreach (var path in files.Directory.GetFiles(Folder(id), "*" + IndexSuffix).Order(StringComparer.Ordinal))
        {
            if (!_json.ReadIndex(path).TryGet(out var volume, out _) || path != Index(volume.Name) || !Has(volume))
                continue;
            kept.Add(volume);
            paths.Add(path);
            paths.Add(Volume(volume.Name));
        }

        Remove(id, paths);
        return kept;
    }

    /// <summary>The newest complete backup here of the same instrument and mode, or null.</summary>
    public ReadManifest? Newest(string instrument, string mode)
    {
        var found = new List<BackupManifest>();
        foreach (var folder in files.Directory.Exists(place) ? files.Directory.GetDirectories(place) : [])
        {
            var id = files.Path.GetFileName(folder);
            if (files.File.Exists(Manifest(id)) && _json.ReadHead(Manifest(id)) is { } head
                && head.Id == id && head.Instrument == instrument && head.Mode == mode)
            {
                found.Add(head);
            }
        }

        // One that cannot be read is passed over: the copy is then larger, never wrong.
        found.Sort((one, other) => other.Taken.CompareTo(one.Taken));
        foreach (var head in found)
        {
            if (_json.ReadManifest(Manifest(head.Id)).TryGet(out var read, out _))
                return read;
        }

        return null;
    }

    /// <summary>Removes what only taking the backup needed, and volumes that the manifest does not name.</summary>
    public void Tidy(BackupManifest manifest) => Remove(manifest.Id, manifest.Volumes.Select(volume => Volume(volume.Name)));

    /// <summary>Removes the volumes with higher numbers: the disk is too small for what they are part of.</summary>
    public void RemoveAfter(string id, int number) =>
        Remove(id, files.Directory.GetFiles(Folder(id), "volume-*")
            .Where(path => Number(files.Path.GetFileName(path)) <= number));

    private void Remove(string id, IEnumerable<string> exceptThese)
    {
        var kept = exceptThese.ToHashSet(StringComparer.Ordinal);
        foreach (var path in files.Directory.GetFiles(Folder(id), "volume-*")
            .Concat(files.Directory.GetFiles(Folder(id), "list-*")))
        {
            if (!kept.Contains(path))
                files.File.Delete(path);
        }
    }

    /// <summary>
    /// Room left, in bytes, and the longest file that fits the file system; null where the system does not say.
    /// </summary>
    public (long? Free, long? Limit) Disk()
    {
        try
        {
            var root = files.Path.DirectorySeparatorChar == '\\' ? files.Path.GetPathRoot(place)! : place;
            var drive = files.DriveInfo.New(root);
            var fat = drive.DriveFormat.ToUpperInvariant() is "FAT32" or "FAT" or "VFAT" or "MSDOS";
            return (drive.AvailableFreeSpace, fat ? BackupOptions.Fat32Limit : null);
        }
        catch (Exception fault) when (Fault.Is(fault) || fault is ArgumentException)
        {
            // A share (\\server\name) has no drive: a full disk is then met while writing.
            return (null, null);
        }
    }
}

/// <summary>Paths of files that are needed while a backup is taken, each once; any thread may ask.</summary>
internal sealed class ScratchNames(BackupPlace place, string id)
{
    private int _last;

    /// <summary>The next one.</summary>
    public string Next() => place.Scratch(id, Interlocked.Increment(ref _last));
}
