using System.IO.Abstractions;

namespace PatchKit.Applier.Backups;

/// <summary>The folder that holds backups, and the names of all files in it.</summary>
/// <remarks>
/// <code>
/// place/
///   id/ manifest.json  RESTORE.txt  volume-0001.zip …
///   id/ volume-0002.zip.index.json     only until the backup is complete
///   id/ volume-0003.zip.part           only while it is written
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

    /// <summary>The name of a backup's volume.</summary>
    public static string VolumeName(string id, int number) => $"{id}/volume-{number:D4}.zip";

    /// <summary>The host path of a volume's index.</summary>
    public string Index(string name) => Volume(name) + IndexSuffix;

    /// <summary>True when the volume is there with the length it had when it was flushed.</summary>
    public bool Has(BackupVolume volume)
    {
        var info = files.FileInfo.New(Volume(volume.Name));
        return info.Exists && info.Length == volume.Size;
    }

    /// <summary>The newest backup whose name begins so and that has no manifest: it was cut off. Null when there is none.</summary>
    public string? Interrupted(string owner) => (files.Directory.Exists(place) ? files.Directory.GetDirectories(place) : [])
        .Select(folder => files.Path.GetFileName(folder))
        .Where(id => id.StartsWith(owner, StringComparison.Ordinal) && !files.File.Exists(Manifest(id)))
        .Max(StringComparer.Ordinal);

    /// <summary>The finished volumes of an unfinished backup; whatever else lies there half done is removed.</summary>
    public IReadOnlyList<BackupVolumeIndex> Recover(string id)
    {
        var kept = new List<BackupVolumeIndex>();
        foreach (var path in files.Directory.GetFiles(Folder(id), "*" + IndexSuffix).Order(StringComparer.Ordinal))
        {
            if (_json.ReadIndex(path).TryGet(out var index, out _) && path == Index(index.Volume.Name) && Has(index.Volume))
                kept.Add(index);
        }

        var volumes = kept.Select(index => Volume(index.Volume.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var path in files.Directory.GetFiles(Folder(id), "volume-*"))
        {
            var volume = path.EndsWith(IndexSuffix, StringComparison.Ordinal) ? path[..^IndexSuffix.Length] : path;
            if (!volumes.Contains(volume))
                files.File.Delete(path);
        }

        return kept;
    }

    /// <summary>The newest complete backup here of the same instrument and mode, or null.</summary>
    public BackupManifest? Newest(string instrument, string mode)
    {
        var folders = files.Directory.Exists(place) ? files.Directory.GetDirectories(place) : [];
        var ids = folders.Select(folder => files.Path.GetFileName(folder))
            .Select(id => (Id: id, Head: _json.ReadHead(Manifest(id))))
            .Where(found => found.Head is { } head && head.Id == found.Id && head.Instrument == instrument && head.Mode == mode)
            .OrderByDescending(found => found.Head!.Taken)
            .Select(found => found.Id);

        // One that cannot be read is passed over: the copy is then larger, never wrong.
        foreach (var id in ids)
        {
            if (_json.ReadManifest(Manifest(id)).TryGet(out var read, out _))
                return read.Manifest;
        }

        return null;
    }

    /// <summary>Removes what resume needed, and volumes that the manifest does not name.</summary>
    public void Tidy(BackupManifest manifest)
    {
        var named = manifest.Volumes.Select(volume => Volume(volume.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var path in files.Directory.GetFiles(Folder(manifest.Id), "volume-*"))
        {
            if (!named.Contains(path))
                files.File.Delete(path);
        }
    }

    /// <summary>Room left, in bytes, and the longest file that fits the file system; null where the system does not say.</summary>
    public (long? Free, long? Limit) Disk()
    {
        try
        {
            var root = files.Path.DirectorySeparatorChar == '\\' ? files.Path.GetPathRoot(place)! : place;
            var drive = files.DriveInfo.New(root);
            var fat = drive.DriveFormat.ToUpperInvariant() is "FAT32" or "FAT" or "VFAT" or "MSDOS";
            return (drive.AvailableFreeSpace, fat ? BackupOptions.Fat32Limit : null);
        }
        catch (Exception fault) when (BackupFault.Is(fault) || fault is ArgumentException)
        {
            // A share (\\server\name) has no drive: a full disk is then met while writing.
            return (null, null);
        }
    }
}
