using System.IO.Abstractions;
using System.IO.Compression;
using System.Text;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups.Volumes;

/// <summary>What all workers' volumes share: where they lie, how they are numbered, how long they may be.</summary>
internal sealed class VolumeSeries(IFileSystem files, TimeProvider clock, BackupPlace place, string id, int lastNumber,
    long target, long limit)
{
    private int _number = lastNumber;

    public IFileSystem Files { get; } = files;

    public TimeProvider Clock { get; } = clock;

    public BackupPlace Place { get; } = place;

    public long Target { get; } = Math.Min(target, limit);

    public long Limit { get; } = limit;

    /// <summary>The next free name; each volume has one worker.</summary>
    public string NextName() => BackupPlace.VolumeName(id, Interlocked.Increment(ref _number));
}

/// <summary>
/// A volume with all its entries. The files of the last one are still in memory, those of the others in their index.
/// </summary>
internal sealed record FinishedVolume(BackupVolume Volume, List<BackupFile>? Files);

/// <summary>
/// One worker's volumes, one after the other. A volume counts once it was flushed, renamed, and its index written; until then it
/// is a <c>.part</c> file that the next try removes.
/// </summary>
/// <remarks>The framework's zip writer, not SharpZipLib: docs/adr/0007-zip-on-the-backup-path.md has the figures.</remarks>
internal sealed class VolumeWriter(VolumeSeries series) : IDisposable
{
    /// <summary>
    /// Local header, central header and their fields of zip64 and times, in bytes, without the name (APPNOTE 4.3.7, 4.3.12,
    /// 4.5.3).
    /// </summary>
    private const int EntryOverhead = 30 + 46 + (2 * (28 + ZipTimes.Longest)) + 24;

    /// <summary>End of central directory with its zip64 twins (APPNOTE 4.3.14 to 4.3.16).</summary>
    private const int EndOverhead = 22 + 56 + 20;

    /// <summary>The zip writer keeps each entry in memory until the volume ends.</summary>
    private const int MostEntries = 2048;

    private const int WindowSize = 1 << 20;

    // S_IFREG, and the mode of what has none (inode(7)).
    private const int RegularFile = 0x8000;
    private const int PlainMode = 0x1A4;

    /// <summary>The oldest time that a zip knows.</summary>
    public static readonly DateTimeOffset OldestZipTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The latest one, in any zone.</summary>
    public static readonly DateTimeOffset NewestZipTime = new(2107, 12, 30, 0, 0, 0, TimeSpan.Zero);

    private readonly byte[] _window = new byte[WindowSize];
    private readonly BackupJsonFile _json = new(series.Files);
    private VolumeStream? _stream;
    private ZipArchive? _zip;
    private List<BackupFile> _files = [];
    private long _directory;
    private int _entries;
    private Task? _sealing;

    /// <summary>The finished volumes.</summary>
    public List<FinishedVolume> Finished { get; } = [];

    /// <summary>The files of each finished volume, by path.</summary>
    public IEnumerable<IEnumerable<BackupFile>> Files =>
        Finished.Select(finished => finished.Files ?? _json.IndexedFiles(series.Place.Index(finished.Volume.Name)));

    /// <summary>Name of the volume that is being written.</summary>
    public string Current { get; private set; } = "";

    /// <summary>Where the last entry that was begun begins in it.</summary>
    public long EntryAt { get; private set; }

    /// <summary>The longest content that fits into one entry of that name, in bytes.</summary>
    public long LongestPart(string entry) =>
        series.Limit == long.MaxValue
            ? long.MaxValue
            : Math.Max(1, (series.Limit - Overhead(entry) - EndOverhead - 1024) / 1001 * 1000);

    /// <summary>Starts an entry; the caller writes its content and disposes it before the next.</summary>
    public Stream Begin(string entry, long size, bool deflate, FileLook look, int mode)
    {
        MakeRoom(size + (deflate ? (size / 1000) + 1024 : 0) + Overhead(entry));
        var zip = Open();
        // The header is written with the first byte.
        EntryAt = _stream!.Length;
        var zipEntry = zip.CreateEntry(entry, deflate ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
        zipEntry.LastWriteTime = ZipTime(look.Modified);
        zipEntry.ExternalAttributes = ExternalAttributes(look, mode);
        ZipTimes.Put(zipEntry, look);
        _directory += Overhead(entry);
        _entries++;
        return zipEntry.Open();
    }

    /// <summary>Notes a file whose last part is in the current volume.</summary>
    public void Note(BackupFile file) => _files.Add(file);

    /// <summary>Ends the last volume of a backup that is complete; its flush goes on while the manifest is written.</summary>
    public void CloseLast() => Close(indexed: false);

    /// <summary>Writes the index that <see cref="CloseLast"/> left out: the manifest could not be written.</summary>
    public void IndexLast()
    {
        if (Finished is [.., { Files: { } list, Volume: var last }] && series.Files.File.Exists(series.Place.Volume(last.Name)))
            _json.WriteIndex(series.Place.Index(last.Name), last, list);
    }

    /// <summary>
    /// Ends the current volume of a backup that stops early, so that the next try can go on; without a finished file it is
    /// removed.
    /// </summary>
    public void CloseEarly()
    {
        if (_files.Count == 0)
            Abort();
        else
            Close(indexed: true);
        WaitForDisk();
    }

    /// <summary>Waits until every finished volume is on the disk under its name.</summary>
    /// <exception cref="IOException">One of them could not be written; its index is missing, so that it does not
    /// count.</exception>
    public void WaitForDisk()
    {
        var sealing = _sealing;
        _sealing = null;
        sealing?.GetAwaiter().GetResult();
    }

    /// <summary>Removes the current volume: it could not be finished.</summary>
    public void Abort()
    {
        if (_stream is null)
            return;
        var path = series.Place.Unfinished(Current);
        // Not the zip: disposing it would write its directory, and the disk may be full. What stays the next try removes.
        Fault.Try(() =>
        {
            _stream.Dispose();
            series.Files.File.Delete(path);
        });

        Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Abort();
        // Somebody stopped for another reason; a volume without index does not count.
        Fault.Try(WaitForDisk);
    }

    private static int Overhead(string entry) => EntryOverhead + (2 * Encoding.UTF8.GetByteCount(entry));

    private void MakeRoom(long bytes)
    {
        if (_stream is null)
            return;
        var end = _stream.Length + _directory + EndOverhead;
        if (_stream.Length >= series.Target || _entries >= MostEntries || end > series.Limit - bytes)
            Close(indexed: true);
    }

    private void Close(bool indexed)
    {
        if (_zip is null || _stream is null)
            return;

        // One volume may be on its way to the disk while the next is written, not two.
        WaitForDisk();
        var directory = _stream.Length;
        _stream.BeginHash();
        _zip.Dispose();
        var volume = new BackupVolume(Current, _stream.Length, directory, _stream.EndHash());
        _stream.Empty();

        // Large files were copied before their turn.
        _files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        Finished.Add(new FinishedVolume(volume, indexed ? null : _files));
        var (stream, list) = (_stream, indexed ? _files : null);
        Forget();
        _sealing = Task.Run(() => Seal(stream, volume, list));
    }

    private void Seal(VolumeStream stream, BackupVolume volume, List<BackupFile>? indexed)
    {
        using (stream)
            stream.FlushToDisk();
        series.Files.File.Move(series.Place.Unfinished(volume.Name), series.Place.Volume(volume.Name), overwrite: true);
        if (indexed is not null)
            _json.WriteIndex(series.Place.Index(volume.Name), volume, indexed);
    }

    private ZipArchive Open()
    {
        if (_zip is not null)
            return _zip;
        Current = series.NextName();
        var file = series.Files.FileStream.New(
            series.Place.Unfinished(Current), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        _stream = new VolumeStream(file, _window);
        _zip = new ZipArchive(_stream, ZipArchiveMode.Create, leaveOpen: true);
        return _zip;
    }

    private void Forget()
    {
        _zip = null;
        _stream = null;
        _files = [];
        _directory = 0;
        _entries = 0;
    }

    // Attributes of DOS in the low byte, the mode of a Unix in the high half (APPNOTE 4.4.15).
    private static int ExternalAttributes(FileLook look, int mode) =>
        (int)(look.Attributes & FileLook.Kept) | ((RegularFile | (mode == 0 ? PlainMode : mode)) << 16);

    // A zip knows local time, to two seconds, from 1980 on (APPNOTE 4.4.6); the manifest has the exact one.
    private DateTimeOffset ZipTime(DateTimeOffset time)
    {
        var bounded = time < OldestZipTime ? OldestZipTime : time > NewestZipTime ? NewestZipTime : time;
        var local = TimeZoneInfo.ConvertTime(bounded, series.Clock.LocalTimeZone);
        return local.Year < OldestZipTime.Year ? bounded : local;
    }
}
