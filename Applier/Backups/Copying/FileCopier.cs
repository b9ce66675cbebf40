using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Volumes;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups.Copying;

/// <summary>Where a copier leaves what becomes no entry of its volumes.</summary>
/// <param name="Tally">Counts every file that is in the backup.</param>
/// <param name="Reused">Files of which an earlier volume holds the same bytes.</param>
/// <param name="Unreadable">Called with what cannot be read of the optional set.</param>
internal sealed record CopyNotes(FileTally Tally, LongQueue<BackupFile> Reused, Action<BackupProblem> Unreadable);

/// <summary>Copies files into one worker's volumes, each read once and hashed on the way.</summary>
internal sealed class FileCopier(IFileSystem files, VolumeWriter volumes, CopyNotes notes, ProgressMeter meter,
    CancellationToken cancel) : IDisposable
{
    /// <summary>Bytes moved at a time.</summary>
    public const int BufferSize = 1 << 20;

    /// <summary>Added to the name of a large file that was read a second time.</summary>
    public const string AgainSuffix = ".read-again";

    private const int Attempts = 2;

    /// <summary>How a file of the instrument is opened.</summary>
    public static FileStreamOptions Reading { get; } = new()
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        // A file that another program writes is still read: what changed meanwhile is found and listed.
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
    };

    private static readonly FileStreamOptions ReadingAhead = new()
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = Reading.Share,
        Options = FileOptions.SequentialScan,
        BufferSize = 0,
    };

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly CompressionSample _sample = new();

    /// <summary>Copies one item, or finds that it need not be copied.</summary>
    /// <exception cref="UnreadableException">A file of the mandatory set cannot be read.</exception>
    public void Copy(BackupWork work)
    {
        try
        {
            if (work.Item.Set == BackupSet.Document)
                CopyDocument(work.Item);
            else
                CopyFile(work);
        }
        catch (UnreadableException fault) when (work.Item.Set == BackupSet.Optional)
        {
            // What was hashed of it must not flow into the next file.
            _hash.GetHashAndReset();
            notes.Unreadable(new BackupProblem(fault.Path, fault.Message));
        }

        meter.AddFile();
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void CopyDocument(BackupItem item)
    {
        var bytes = item.Bytes.Span;
        var parts = WriteWhole(item.Entry, bytes, item.Look);
        Note(Record(item, item.Look, bytes.Length, ContentHash.Of(SHA256.HashData(bytes)), parts));
        meter.AddBytes(bytes.Length);
    }

    private void CopyFile(BackupWork work)
    {
        var (item, known) = work;
        if (known is not null && HasSameBytes(item, known))
            return;
        var look = item.Look;
        var entry = item.Entry;
        for (var attempt = 1; ; attempt++)
        {
            // A small file is looked at again before it is written; a large one is written while it is read.
            var small = look.Size <= BufferSize;
            var length = small ? ReadSmall(item, (int)look.Size) : 0;
            var file = small ? null : CopyLarge(item, look, entry, counts: attempt == 1);
            var changed = WrittenAt(item) != look.Modified || (file?.Size ?? length) != look.Size;
            if (!changed || attempt == Attempts)
            {
                file ??= WriteSmall(item, look, entry, length);
                Note(changed ? file with { Changed = true } : file);
                return;
            }

            look = LookNow(item);
            entry = small ? entry : item.Entry + AgainSuffix;
        }
    }

    private bool HasSameBytes(BackupItem item, BackupFile known)
    {
        using var source = Open(item);
        for (var left = item.Look.Size; left > 0;)
        {
            var count = Read(source, item, left);
            if (count == 0)
                break;
            _hash.AppendData(_buffer, 0, count);
            left -= count;
        }

        if (HashSoFar() != known.Sha256 || WrittenAt(item) != item.Look.Modified)
            return false;
        var reused = Record(item, item.Look, known.Size, known.Sha256, known.Parts);
        notes.Reused.Enqueue(reused);
        notes.Tally.Add(reused);
        meter.AddBytes(known.Size);
        return true;
    }

    private void Note(BackupFile file)
    {
        volumes.Note(file);
        notes.Tally.Add(file);
    }

    private int ReadSmall(BackupItem item, int size)
    {
        using var source = Open(item);
        var length = 0;
        while (length < size)
        {
            var count = Read(source, item, size - length, length);
            if (count == 0)
                break;
            length += count;
        }

        return length;
    }

    private BackupFile WriteSmall(BackupItem item, FileLook look, string entry, int length)
    {
        var bytes = _buffer.AsSpan(0, length);
        _hash.AppendData(bytes);
        var file = Record(item, look, length, HashSoFar(), WriteWhole(entry, bytes, look));
        meter.AddBytes(length);
        return file;
    }

    private List<BackupPart> WriteWhole(string entry, ReadOnlySpan<byte> bytes, FileLook look)
    {
        _sample.Clear();
        _sample.AddSlicesOf(bytes);
        var deflate = _sample.Worthwhile;
        var longest = volumes.LongestPart(entry);
        if (bytes.Length <= longest)
            return [WritePart(entry, bytes, deflate, look)];
        var parts = new List<BackupPart>();
        while (bytes.Length > 0)
        {
            var part = bytes[..(int)Math.Min(bytes.Length, longest)];
            parts.Add(WritePart(PartName(entry, parts.Count), part, deflate, look));
            bytes = bytes[part.Length..];
        }

        return parts;
    }

    private BackupPart WritePart(string entry, ReadOnlySpan<byte> bytes, bool deflate, FileLook look)
    {
        using var target = volumes.Begin(entry, bytes.Length, deflate, look);
        target.Write(bytes);
        return new BackupPart(volumes.Current, entry, volumes.EntryAt, bytes.Length, !deflate);
    }

    private BackupFile CopyLarge(BackupItem item, FileLook look, string entry, bool counts)
    {
        using var source = Open(item);
        var deflate = Sample(source, item, look.Size);
        var longest = volumes.LongestPart(entry);
        var split = look.Size > longest;
        var parts = new List<BackupPart>();
        var done = 0L;
        do
        {
            var name = split ? PartName(entry, parts.Count) : entry;
            var planned = Math.Min(longest, look.Size - done);
            using var target = volumes.Begin(name, planned, deflate, look);
            var size = CopyPart(source, target, item, planned, counts);
            parts.Add(new BackupPart(volumes.Current, name, volumes.EntryAt, size, !deflate));
            done += size;
            if (size < planned)
                break;
        }
        while (done < look.Size);

        return Record(item, look, done, HashSoFar(), parts);
    }

    private long CopyPart(FileSystemStream source, Stream target, BackupItem item, long planned, bool counts)
    {
        var done = 0L;
        while (done < planned)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Read(source, item, planned - done);
            if (count == 0)
                break;
            _hash.AppendData(_buffer, 0, count);
            target.Write(_buffer, 0, count);
            done += count;
            if (counts)
                meter.AddBytes(count);
        }

        return done;
    }

    private bool Sample(FileSystemStream source, BackupItem item, long size)
    {
        _sample.Clear();
        for (var i = 0; i < CompressionSample.Slices; i++)
        {
            Seek(source, item, (size - CompressionSample.SliceSize) * i / (CompressionSample.Slices - 1));
            _sample.Add(_buffer.AsSpan(0, Read(source, item, CompressionSample.SliceSize)));
        }

        Seek(source, item, 0);
        return _sample.Worthwhile;
    }

    private ContentHash HashSoFar()
    {
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        _hash.GetHashAndReset(hash);
        return ContentHash.Of(hash);
    }

    private static string PartName(string entry, int index) => $"{entry}.{index + 1:D3}";

    private static BackupFile Record(BackupItem item, FileLook look, long size, ContentHash sha256,
        IReadOnlyList<BackupPart> parts) => new()
        {
            Path = item.Path,
            Set = item.Set,
            Size = size,
            Created = look.Created,
            Modified = look.Modified,
            ReadOnly = look.ReadOnly,
            Hidden = look.Hidden,
            Sha256 = sha256,
            Parts = parts,
        };

    // Faults of the source get a name of their own here, so that a fault of the destination is never mistaken for one.
    private FileSystemStream Open(BackupItem item)
    {
        try
        {
            // What is read with one call needs no word about the order.
            return files.FileStream.New(item.HostPath, item.Look.Size <= BufferSize ? Reading : ReadingAhead);
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            throw new UnreadableException(item.Path, fault);
        }
    }

    private FileLook LookNow(BackupItem item)
    {
        try
        {
            return FileLook.Of(files.FileInfo.New(item.HostPath));
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            throw new UnreadableException(item.Path, fault);
        }
    }

    private DateTimeOffset WrittenAt(BackupItem item)
    {
        try
        {
            return files.FileInfo.New(item.HostPath).Written();
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            throw new UnreadableException(item.Path, fault);
        }
    }

    private static void Seek(FileSystemStream source, BackupItem item, long position)
    {
        try
        {
            source.Position = position;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            throw new UnreadableException(item.Path, fault);
        }
    }

    private int Read(FileSystemStream source, BackupItem item, long most, int offset = 0)
    {
        try
        {
            return source.Read(_buffer, offset, (int)Math.Min(most, BufferSize - offset));
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            throw new UnreadableException(item.Path, fault);
        }
    }
}
