using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PatchKit.Applier.State;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Backups;

/// <summary>A manifest and the digest of the bytes it was read from.</summary>
internal sealed record ReadManifest(BackupManifest Manifest, Sha256Digest Digest);

/// <summary>Reads and writes manifests and volume indexes; whatever is read is checked before anyone acts on it.</summary>
internal sealed class BackupJsonFile(IFileSystem files)
{
    /// <summary>Longest manifest, in bytes: about a million files.</summary>
    public const long MaxSize = 512L << 20;

    private const string TemporarySuffix = ".tmp";

    /// <summary>Writes a manifest under a temporary name and waits for the disk.</summary>
    public string WriteUnnamed(string path, BackupManifest manifest) => Write(path + TemporarySuffix, manifest, BackupJson.Default.BackupManifest);

    /// <summary>Gives a file its name, waits for the disk, and reads its bytes back for the digest.</summary>
    public Sha256Digest Name(string unnamed, string path)
    {
        // The backup may lie on another volume than the instrument: nothing there is flushed again before the first change.
        DurableFile.Rename(files, unnamed, path);
        using var back = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        return Sha256Digest.Of(back);
    }

    /// <summary>Writes the index of a finished volume.</summary>
    public void WriteIndex(string path, BackupVolumeIndex index) =>
        files.File.Move(Write(path + TemporarySuffix, index, BackupJson.Default.BackupVolumeIndex), path, overwrite: true);

    /// <summary>Reads a manifest: its format, its names and its sums are checked, not its volumes.</summary>
    public Result<ReadManifest> ReadManifest(string path) => Read(path, BackupJson.Default.BackupManifest).Then<ReadManifest>(read =>
        Fault(read.Value) is { } refusal ? refusal with { Place = path } : new ReadManifest(read.Value, read.Digest));

    /// <summary>Reads the first lines of a manifest, whatever its length; null when they are none.</summary>
    public BackupHead? ReadHead(string path)
    {
        const int HeadSize = 8192;
        try
        {
            using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var bytes = new byte[HeadSize];
            var length = stream.ReadAtLeast(bytes, HeadSize, throwOnEndOfStream: false);
            return BackupHead.Parse(bytes.AsSpan(0, length));
        }
        catch (Exception fault) when (BackupFault.Is(fault) || fault is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads the index of a finished volume.</summary>
    public Result<BackupVolumeIndex> ReadIndex(string path) => Read(path, BackupJson.Default.BackupVolumeIndex).Then<BackupVolumeIndex>(read =>
        (VersionFault(read.Value.SchemaVersion) ?? VolumeFault(read.Value.Volume) ?? FilesFault(read.Value.Files)) is { } refusal
            ? refusal with { Place = path }
            : read.Value);

    private static Refusal? Fault(BackupManifest manifest)
    {
        if (VersionFault(manifest.SchemaVersion) is { } version)
            return version;
        if (manifest.Volumes.Select(VolumeFault).FirstOrDefault(fault => fault is not null) is { } volume)
            return volume;
        if (FilesFault(manifest.Files) is { } file)
            return file;
        var names = manifest.Volumes.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        if (manifest.Files.FirstOrDefault(f => f.Parts.Any(part => !names.Contains(part.Volume))) is { } lost)
            return Invalid($"{lost.Path}: its volume is not listed");
        return manifest.Folders.FirstOrDefault(folder => EntryName.Climbs(folder.Path)) is { } climbing
            ? new Refusal(RefusalCode.PathUnsafe, "", $"{climbing.Path}: the path climbs out of its folder")
            : null;
    }

    private static Refusal? FilesFault(IReadOnlyList<BackupFile> list) => list.Select(FileFault).FirstOrDefault(fault => fault is not null);

    private static Refusal? FileFault(BackupFile file)
    {
        if (EntryName.Climbs(file.Path))
            return new Refusal(RefusalCode.PathUnsafe, "", $"{file.Path}: the path climbs out of its folder");
        if (file.Parts.Count == 0 || file.Parts.Any(part => part.Size < 0) || file.Parts.Sum(part => (decimal)part.Size) != file.Size)
            return Invalid($"{file.Path}: its parts do not make up its size");
        return file.Parts.Any(part => part.Entry is [] or ['/', ..] || EntryName.Climbs(part.Entry))
            ? new Refusal(RefusalCode.PathUnsafe, "", $"{file.Path}: the name in the zip is not a relative path")
            : null;
    }

    private static Refusal? VolumeFault(BackupVolume volume) => MediaPath.Parse(volume.Name).Refusal is { } unsafePath
        ? unsafePath
        : volume.Name.Count(c => c == '/') == 1 && volume.Size >= 0 ? null : Invalid($"{volume.Name}: a volume lies in one folder");

    private static Refusal? VersionFault(string version) => version.Split('.')[0] == "1"
        ? null
        : new Refusal(RefusalCode.FormatUnknownVersion, "", $"schema version {version}; this program reads 1.x").With(version, "1.x");

    private static Refusal Invalid(string reason) => new(RefusalCode.FormatInvalid, "", reason);

    private Result<(T Value, Sha256Digest Digest)> Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            if (stream.Length > MaxSize)
                return new Refusal(RefusalCode.FileLength, path, $"{stream.Length} bytes; at most {MaxSize} are read");
            var digest = Sha256Digest.Of(stream);
            stream.Position = 0;
            return JsonSerializer.Deserialize(stream, type) is { } value
                ? (value, digest)
                : new Refusal(RefusalCode.FormatInvalid, path, "it says null");
        }
        catch (JsonException fault)
        {
            return new Refusal(RefusalCode.FormatInvalid, path, $"{fault.Path}: {fault.Message}");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Refusal(RefusalCode.FileMissing, path, "it is not there");
        }
        catch (Exception fault) when (BackupFault.Is(fault))
        {
            return BackupFault.Refuse(fault, path, RefusalCode.BackupDamaged);
        }
    }

    private string Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        using var stream = files.FileStream.New(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        JsonSerializer.Serialize(stream, value, type);
        stream.Flush(flushToDisk: true);
        return path;
    }
}
