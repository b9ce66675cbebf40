using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups.Manifest;

/// <summary>A manifest that was read to its end and found right.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Manifest">What it begins with.</param>
/// <param name="Digest">SHA-256 of its bytes.</param>
internal sealed record ReadManifest(string Path, BackupManifest Manifest, Sha256Digest Digest);

/// <summary>What a manifest lists, each list written once and in this order.</summary>
internal sealed record BackupLists(
    IEnumerable<BackupFile> Files, IEnumerable<BackupFolder> Folders, IEnumerable<BackupLink> Links,
        IEnumerable<BackupProblem> Unreadable, IEnumerable<string> Absent);

/// <summary>A manifest or an index is not what this program writes; the reason is a refusal.</summary>
internal sealed class BackupFormatException(Refusal refusal) : Exception(refusal.ToString())
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}

/// <summary>
/// Reads and writes manifests and volume indexes, file by file; whatever is read is checked before anyone acts on it.
/// </summary>
internal sealed class BackupJsonFile(IFileSystem files)
{
    /// <summary>Longest manifest, in bytes: some ten million files.</summary>
    public const long MaxSize = 4L << 30;

    private const string TemporarySuffix = ".tmp";

    /// <summary>Writes a manifest under a temporary name and waits for the disk.</summary>
    public string WriteUnnamed(string path, BackupManifest manifest, BackupLists lists) => Write(path + TemporarySuffix, json =>
    {
        json.Text("schema", BackupManifest.CurrentVersion);
        json.Text("id", manifest.Id);
        json.Time("taken", manifest.Taken);
        json.Text("instrument", manifest.Instrument);
        json.Text("mode", manifest.Mode);
        json.Member("totals", manifest.Totals, BackupRecords.Totals.Write);
        json.List("volumes", manifest.Volumes, BackupRecords.Volume.Write);
        json.List("files", lists.Files, BackupRecords.File.Write);
        json.List("folders", lists.Folders, BackupRecords.Folder.Write);
        json.List("links", lists.Links, BackupRecords.Link.Write);
        json.List("unreadable", lists.Unreadable, BackupRecords.Problem.Write);
        json.List("absent", lists.Absent, (writer, source) => writer.WriteStringValue(source));
    });

    /// <summary>Gives a file its name, waits for the disk, and reads its bytes back for the digest.</summary>
    public Sha256Digest Name(string unnamed, string path)
    {
        // The backup may lie on another volume than the instrument: nothing there is flushed again before the first change.
        DurableFile.Rename(files, unnamed, path);
        using var back = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        return Sha256Digest.Of(back);
    }

    /// <summary>Writes the index of a finished volume: the files that were finished in it, by path.</summary>
    public void WriteIndex(string path, BackupVolume volume, IReadOnlyList<BackupFile> list)
    {
        var unnamed = Write(path + TemporarySuffix, json =>
        {
            json.Text("schema", BackupManifest.CurrentVersion);
            json.Member("volume", volume, BackupRecords.Volume.Write);
            json.List("files", list, BackupRecords.File.Write);
        });
        files.File.Move(unnamed, path, overwrite: true);
    }

    /// <summary>Reads a manifest to its end: its format, its names and its sums are checked, not its volumes.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="visit">Gets what it begins with, then everything that it lists.</param>
    public Result<ReadManifest> ReadManifest(string path, Action<ManifestElement>? visit = null) => Guard(path, stream =>
    {
        using var json = new JsonRecords(stream);
        var head = ReadHead(json);
        visit?.Invoke(head);
        var totals = BackupTotals.None;
        foreach (var file in Checked(json, head.Volumes))
        {
            totals = totals.With(file);
            visit?.Invoke(file);
        }

        Visit(json.List("folders", BackupRecords.Folder.Read).Select(Checked), visit);
        Visit(json.List("links", BackupRecords.Link.Read).Select(Checked), visit);
        Visit(json.List("unreadable", BackupRecords.Problem.Read), visit);
        Visit(json.List("absent", BackupRecords.ReadAbsent), visit);
        if (totals != head.Totals)
            throw Invalid(
                $"it lists {totals.Files} files and {totals.Bytes} bytes, not {head.Totals.Files} and {head.Totals.Bytes}");
        return new ReadManifest(path, head, json.End());
    });

    /// <summary>The files of a manifest that was found right before, read once more.</summary>
    /// <exception cref="BackupFormatException">It is not the same any more.</exception>
    public IEnumerable<BackupFile> Files(ReadManifest manifest)
    {
        using var stream = Open(manifest.Path);
        using var json = new JsonRecords(stream);
        using var list = Checked(json, ReadHead(json).Volumes).GetEnumerator();
        while (Next(manifest.Path, list))
            yield return list.Current;
        if (json.Skip() != manifest.Digest)
            throw Changed(manifest);
    }

    /// <summary>The folders, then the links of a manifest that was found right before, read once more.</summary>
    /// <exception cref="BackupFormatException">It is not the same any more.</exception>
    public IEnumerable<ManifestElement> FoldersAndLinks(ReadManifest manifest)
    {
        using var stream = Open(manifest.Path);
        using var json = new JsonRecords(stream);
        ReadHead(json);
        foreach (var _ in json.List("files", (ref Utf8JsonReader reader) => reader.TrySkip() ? manifest : null!))
        {
            // Passed over.
        }

        foreach (var folder in json.List("folders", BackupRecords.Folder.Read).Select(Checked))
            yield return folder;
        foreach (var link in json.List("links", BackupRecords.Link.Read).Select(Checked))
            yield return link;
        if (json.Skip() != manifest.Digest)
            throw Changed(manifest);
    }

    /// <summary>The first members of a manifest, whatever its length; null when they are none.</summary>
    public BackupManifest? ReadHead(string path) => Guard(path, stream =>
    {
        using var json = new JsonRecords(stream);
        return ReadHead(json);
    }).TryGet(out var head, out _) ? head : null;

    /// <summary>Reads the index of a finished volume to its end.</summary>
    public Result<BackupVolume> ReadIndex(string path) => Guard(path, stream =>
    {
        using var json = new JsonRecords(stream);
        var volume = ReadIndexHead(json);
        Visit(Checked(json, null), visit: null);
        json.End();
        return volume;
    });

    /// <summary>The files of an index that was found right before.</summary>
    public IEnumerable<BackupFile> IndexedFiles(string path)
    {
        using var stream = Open(path);
        using var json = new JsonRecords(stream);
        ReadIndexHead(json);
        using var list = Checked(json, null).GetEnumerator();
        while (Next(path, list))
            yield return list.Current;
    }

    // Reading is checking, whoever wants to see it.
    private static void Visit(IEnumerable<ManifestElement> list, Action<ManifestElement>? visit)
    {
        foreach (var element in list)
            visit?.Invoke(element);
    }

    private static bool Next(string path, IEnumerator<BackupFile> list)
    {
        try
        {
            return list.MoveNext();
        }
        catch (JsonException fault)
        {
            throw new BackupFormatException(new Refusal(RefusalCode.FormatInvalid, path, fault.Message));
        }
    }

    private static BackupManifest ReadHead(JsonRecords json)
    {
        CheckVersion(json);
        return new BackupManifest
        {
            Id = json.Text("id"),
            Taken = json.Time("taken"),
            Instrument = json.Text("instrument"),
            Mode = json.Text("mode"),
            Totals = json.Member("totals", BackupRecords.Totals.Read),
            Volumes = [.. json.List("volumes", BackupRecords.Volume.Read).Select(Checked)],
        };
    }

    private static BackupVolume ReadIndexHead(JsonRecords json)
    {
        CheckVersion(json);
        return Checked(json.Member("volume", BackupRecords.Volume.Read));
    }

    private static void CheckVersion(JsonRecords json)
    {
        json.Begin();
        if (JsonVersion.Fault(json.Text("schema"), BackupManifest.CurrentVersion, "") is { } unknown)
            throw new BackupFormatException(unknown);
    }

    private static IEnumerable<BackupFile> Checked(JsonRecords json, IReadOnlyList<BackupVolume>? volumes)
    {
        var names = volumes?.Select(volume => volume.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var file in json.List("files", BackupRecords.File.Read))
        {
            Check(file);
            foreach (var part in file.Parts)
            {
                if (names?.Contains(part.Volume) == false)
                    throw Invalid($"{file.Path}: its volume is not listed");
            }

            yield return file;
        }
    }

    private static void Check(BackupFile file)
    {
        if (EntryName.Climbs(file.Path))
            throw Unsafe($"{file.Path}: the path climbs out of its folder");
        if (file.Rare?.StreamOf is { } main && !(file.Path.Length > main.Length + 1 && file.Path[main.Length] == ':'
            && file.Path.StartsWith(main, StringComparison.Ordinal) && file.Path.AsSpan(main.Length + 1).IndexOfAny("/\\:") < 0))
            throw Unsafe($"{file.Path}: it is no stream of {main}");
        decimal size = 0;
        foreach (var part in file.Parts)
        {
            if (part.Size < 0 || part.At < 0)
                throw Invalid($"{file.Path}: a part has a negative size or place");
            if (part.Entry is [] or ['/', ..] || EntryName.Climbs(part.Entry))
                throw Unsafe($"{file.Path}: the name in the zip is not a relative path");
            size += part.Size;
        }

        if (file.Parts.Count == 0 || size != file.Size)
            throw Invalid($"{file.Path}: its parts do not make up its size");
    }

    private static BackupVolume Checked(BackupVolume volume)
    {
        if (MediaPath.Parse(volume.Name).Refusal is { } unsafePath)
            throw new BackupFormatException(unsafePath);
        return volume.Name.Count(c => c == '/') == 1 && volume.Directory >= 0 && volume.Size >= volume.Directory
            ? volume
            : throw Invalid($"{volume.Name}: a volume lies in one folder, and its directory in the volume");
    }

    private static BackupFolder Checked(BackupFolder folder) =>
        EntryName.Climbs(folder.Path) ? throw Unsafe($"{folder.Path}: the path climbs out of its folder") : folder;

    private static BackupLink Checked(BackupLink link) =>
        EntryName.Climbs(link.Path) ? throw Unsafe($"{link.Path}: the path climbs out of its folder") : link;

    private static BackupFormatException Changed(ReadManifest manifest) =>
        new(new Refusal(RefusalCode.BackupDamaged, manifest.Path, "it changed while it was used"));

    private static BackupFormatException Invalid(string reason) => new(new Refusal(RefusalCode.FormatInvalid, "", reason));

    private static BackupFormatException Unsafe(string reason) => new(new Refusal(RefusalCode.PathUnsafe, "", reason));

    private FileSystemStream Open(string path) =>
        files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private Result<T> Guard<T>(string path, Func<Stream, T> read)
        where T : notnull
    {
        try
        {
            using var stream = Open(path);
            return stream.Length > MaxSize
                ? new Refusal(RefusalCode.FileLength, path, $"{stream.Length} bytes; at most {MaxSize} are read")
                : read(stream);
        }
        catch (JsonException fault)
        {
            return new Refusal(RefusalCode.FormatInvalid, path, fault.Message);
        }
        catch (BackupFormatException fault)
        {
            return fault.Refusal with { Place = path };
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Refusal(RefusalCode.FileMissing, path, "it is not there");
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return Fault.Refuse(fault, path, RefusalCode.BackupDamaged);
        }
    }

    private string Write(string path, Action<JsonRecordWriter> write)
    {
        using var stream = files.FileStream.New(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var json = new JsonRecordWriter(stream);
        write(json);
        json.End();
        stream.FlushToDisk();
        return path;
    }
}
