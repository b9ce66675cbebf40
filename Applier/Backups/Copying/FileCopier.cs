using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Volumes;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups.Copying;

/// <summary>Where a copier leaves what becomes no entry of its volumes.</summary>
/// <param name="Tally">Counts every file that is in the backup.</param>
/// <param name="Reused">Files of which an earlier volume holds the same bytes.</param>
/// <param name="Unreadable">Called with what cannot be read of the optional set.</param>
/// <param name="Links">Files of several names.</param>
internal sealed record CopyNotes(
    FileTally Tally, LongQueue<BackupFile> Reused, Action<BackupProblem> Unreadable, LinkedFiles Links);

/// <summary>Copies files into one worker's volumes, each read once and hashed on the way.</summary>
internal sealed class FileCopier(IFileSystem files, VolumeWriter volumes, CopyNotes notes, IFileExtras extras,
    ProgressMeter meter, CancellationToken cancel) : IDisposable
{
    /// <summary>Bytes moved at a time.</summary>
    public const int BufferSize = 1 << 20;

    /// <summary>Added to the name of a large file that was read a second time.</summary>
    public const string AgainSuffix = ".read-again";

    private const string StreamSuffix = ".stream-";
    private const int Attempts = 2;

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
        var parts = WriteWhole(item.Entry, bytes, item.Look, mode: 0);
        Note(Record(item, item.Look, bytes.Length, ContentHash.Of(SHA256.HashData(bytes)), parts, facts: null));
        meter.AddBytes(bytes.Length);
    }

    private void CopyFile(BackupWork work)
    {
        var (item, known) = work;
        if (known is null || !IsKnown(item, known))
            CopyContent(item);
    }

    private void CopyContent(BackupItem item)
    {
        var look = item.Look;
        var entry = item.Entry;
        for (var attempt = 1; ; attempt++)
        {
            // A small file is looked at again before it is written; a large one is written while it is read.
            var small = SourceFile.IsSmall(look);
            var length = 0;
            BackupFile? file = null;
            FileFacts? facts;
            using (var source = SourceFile.Open(files, item))
            {
                if (small)
                    length = ReadSmall(source, (int)look.Size);
                // Of a small file this says too whether it was written to while it was read.
                facts = source.Facts();
                if (IsFurtherName(item, facts))
                    return;
                if (!small)
                    file = CopyLarge(source, facts, item, look, entry, counts: attempt == 1);
            }

            // That another file has taken its name matters where the instrument must not have changed: there the name is asked.
            var written = ((small && item.Set == BackupSet.Optional) || item.StreamOf is not null) && facts is { } asked
                ? asked.WrittenUtc
                : SourceFile.WrittenAt(files, item);
            var changed = written != look.Modified.UtcDateTime || (file?.Size ?? length) != look.Size;
            if (!changed || attempt == Attempts)
            {
                file ??= WriteSmall(item, look, entry, length, facts);
                file = WithExtras(file, item, out var streams);
                Note(changed ? file with { Changed = true } : file);
                CopyStreams(item, look, streams);
                return;
            }

            look = SourceFile.LookNow(files, item);
            entry = small ? entry : item.Entry + AgainSuffix;
        }
    }

    private bool IsFurtherName(BackupItem item, FileFacts? facts)
    {
        if (item.StreamOf is not null || !notes.Links.IsFurther(item, facts))
            return false;
        meter.AddBytes(item.Look.Size);
        return true;
    }

    // Of the optional set only files of several names come here: size and time have decided that the bytes are the same.
    private bool IsKnown(BackupItem item, BackupFile known)
    {
        using var source = SourceFile.Open(files, item);
        var facts = source.Facts();
        if (IsFurtherName(item, facts))
            return true;
        if (item.Set == BackupSet.Mandatory && !HasSameBytes(source, item, known))
            return false;
        var reused = WithExtras(Record(item, item.Look, known.Size, known.Sha256, known.Parts, facts), item, out var streams);
        notes.Reused.Enqueue(reused);
        notes.Tally.Add(reused);
        notes.Links.Copied(reused);
        meter.AddBytes(known.Size);
        CopyStreams(item, item.Look, streams);
        return true;
    }

    private bool HasSameBytes(SourceFile source, BackupItem item, BackupFile known)
    {
        for (var left = item.Look.Size; left > 0;)
        {
            var count = source.Read(_buffer.AsSpan(0, (int)Math.Min(left, BufferSize)));
            if (count == 0)
                break;
            _hash.AppendData(_buffer, 0, count);
            left -= count;
        }

        return HashSoFar() == known.Sha256 && SourceFile.WrittenAt(files, item) == item.Look.Modified.UtcDateTime;
    }

    private void Note(BackupFile file)
    {
        volumes.Note(file);
        notes.Tally.Add(file);
        notes.Links.Copied(file);
    }

    private int ReadSmall(SourceFile source, int size)
    {
        var length = 0;
        while (length < size)
        {
            var count = source.Read(_buffer.AsSpan(length, size - length));
            if (count == 0)
                break;
            length += count;
        }

        return length;
    }

    private BackupFile WriteSmall(BackupItem item, FileLook look, string entry, int length, FileFacts? facts)
    {
        var bytes = _buffer.AsSpan(0, length);
        _hash.AppendData(bytes);
        var file = Record(item, look, length, HashSoFar(), WriteWhole(entry, bytes, look, facts?.Mode ?? 0), facts);
        meter.AddBytes(length);
        return file;
    }

    private List<BackupPart> WriteWhole(string entry, ReadOnlySpan<byte> bytes, FileLook look, int mode)
    {
        _sample.Clear();
        _sample.AddSlicesOf(bytes);
        var deflate = _sample.Worthwhile;
        var longest = volumes.LongestPart(entry);
        if (bytes.Length <= longest)
            return [WritePart(entry, bytes, deflate, look, mode)];
        var parts = new List<BackupPart>();
        while (bytes.Length > 0)
        {
            var part = bytes[..(int)Math.Min(bytes.Length, longest)];
            parts.Add(WritePart(PartName(entry, parts.Count), part, deflate, look, mode));
            bytes = bytes[part.Length..];
        }

        return parts;
    }

    private BackupPart WritePart(string entry, ReadOnlySpan<byte> bytes, bool deflate, FileLook look, int mode)
    {
        using var target = volumes.Begin(entry, bytes.Length, deflate, look, mode);
        target.Write(bytes);
        return new BackupPart(volumes.Current, entry, volumes.EntryAt, bytes.Length, !deflate);
    }

    private BackupFile CopyLarge(
        SourceFile source, FileFacts? facts, BackupItem item, FileLook look, string entry, bool counts)
    {
        // Holes are zeros, whatever lies between them.
        var deflate = Sample(source, look.Size) || facts?.Sparse == true;
        var longest = volumes.LongestPart(entry);
        var split = look.Size > longest;
        var parts = new List<BackupPart>();
        var done = 0L;
        do
        {
            var name = split ? PartName(entry, parts.Count) : entry;
            var planned = Math.Min(longest, look.Size - done);
            using var target = volumes.Begin(name, planned, deflate, look, facts?.Mode ?? 0);
            var size = CopyPart(source, target, planned, counts);
            parts.Add(new BackupPart(volumes.Current, name, volumes.EntryAt, size, !deflate));
            done += size;
            if (size < planned)
                break;
        }
        while (done < look.Size);

        return Record(item, look, done, HashSoFar(), parts, facts);
    }

    private long CopyPart(SourceFile source, Stream target, long planned, bool counts)
    {
        var done = 0L;
        while (done < planned)
        {
            cancel.ThrowIfCancellationRequested();
            var count = source.Read(_buffer.AsSpan(0, (int)Math.Min(planned - done, BufferSize)));
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

    private bool Sample(SourceFile source, long size)
    {
        _sample.Clear();
        for (var i = 0; i < CompressionSample.Slices; i++)
        {
            source.Seek((size - CompressionSample.SliceSize) * i / (CompressionSample.Slices - 1));
            _sample.Add(_buffer.AsSpan(0, source.Read(_buffer.AsSpan(0, CompressionSample.SliceSize))));
        }

        source.Seek(0);
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
        IReadOnlyList<BackupPart> parts, FileFacts? facts) => new()
        {
            Path = item.Path,
            Set = item.Set,
            Size = size,
            Created = look.Created,
            Modified = look.Modified,
            Attributes = look.Attributes,
            Mode = facts?.Mode ?? 0,
            Sha256 = sha256,
            Parts = parts,
            Rare = Rare(look, facts),
        };

    // What can be read of it is saved all the same.
    private BackupFile WithExtras(BackupFile file, BackupItem item, out IReadOnlyList<AlternateStream> streams)
    {
        streams = [];
        if (item.StreamOf is { } main)
            return file with { Rare = (file.Rare ?? new()) with { StreamOf = main, Names = 0, Sparse = false } };
        try
        {
            streams = extras.StreamsOf(item.HostPath);
            var security = extras.SecurityOf(item.HostPath);
            return security is null && streams.Count == 0 ? file : file with
            {
                Security = security,
                Rare = streams.Count == 0 ? file.Rare : (file.Rare ?? new()) with { Streams = streams.Count },
            };
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            notes.Unreadable(new BackupProblem(item.Path, SourceWalk.ExtrasFault));
            return file;
        }
    }

    // Each is a file of the list, whose path has the stream's name after a colon, as Windows writes it.
    private void CopyStreams(BackupItem item, FileLook look, IReadOnlyList<AlternateStream> streams)
    {
        for (var i = 0; i < streams.Count; i++)
        {
            if (extras.StreamPath(item.HostPath, streams[i].Name) is not { } path)
                continue;
            var name = $"{item.Path}:{streams[i].Name}";
            meter.Expect(streams[i].Size);
            try
            {
                CopyContent(new BackupItem(name, path, $"{item.Entry}{StreamSuffix}{i + 1}", item.Set,
                    look with { Size = streams[i].Size })
                { StreamOf = item.Path });
            }
            catch (UnreadableException fault) when (item.Set == BackupSet.Optional)
            {
                _hash.GetHashAndReset();
                notes.Unreadable(new BackupProblem(name, fault.Message));
            }

            meter.AddFile();
        }
    }

    private static RareFacts? Rare(FileLook look, FileFacts? facts)
    {
        if (facts is not { } known)
            return null;
        var (far, sparse) = (look.Modified == FileTimes.Latest, known.Sparse && !SourceFile.IsSmall(look));
        return !far && !sparse && known.Names <= 1
            ? null
            : new()
            {
                Written = far ? known.Written : null,
                Sparse = sparse,
                Names = known.Names > 1 ? known.Names : 0,
            };
    }
}
