using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups.Copying;

/// <summary>
/// A file of the instrument that is being read. Its faults get a name of their own here, so that a fault of the destination is
/// never mistaken for one.
/// </summary>
internal sealed class SourceFile : IDisposable
{
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

    private const long HolesOverhead = 1 << 16;

    private readonly IFileSystem _files;
    private readonly BackupItem _item;
    private readonly FileSystemStream _stream;
    private readonly bool _hasHoles;
    private (long Start, long End) _data;
    private long _position;

    private SourceFile(IFileSystem files, BackupItem item, FileSystemStream stream)
    {
        (_files, _item, _stream) = (files, item, stream);
        _hasHoles = !IsSmall(item.Look) && Facts() is { Sparse: true };
    }

    /// <summary>What its disk knows of it now; null when it does not say.</summary>
    public FileFacts? Facts() => FileFacts.Of(_files, _stream, _item.HostPath);

    /// <summary>What is read with one call.</summary>
    public static bool IsSmall(FileLook look) => look.Size <= FileCopier.BufferSize;

    /// <summary>Opens it.</summary>
    /// <exception cref="UnreadableException">It cannot be.</exception>
    public static SourceFile Open(IFileSystem files, BackupItem item)
    {
        try
        {
            // What is read with one call needs no word about the order.
            return new SourceFile(files, item, files.FileStream.New(item.HostPath, IsSmall(item.Look) ? Reading : ReadingAhead));
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            throw new UnreadableException(item.Path, fault);
        }
    }

    /// <summary>
    /// What it takes in a volume at most, in bytes: holes are zeros, and deflating leaves 13 bits of 258 of them (RFC 1951,
    /// 3.2.6).
    /// </summary>
    public static long RoomFor(IFileSystem files, BackupItem item)
    {
        var (size, data) = (item.Look.Size, item.Look.Size);
        // What cannot be opened counts whole; the copy says why.
        if (item.Set != BackupSet.Document && !IsSmall(item.Look))
            Fault.Try(() => data = Holes.DataIn(files, item.HostPath, size));
        return data == size ? size : data + ((size - data) / 100) + HolesOverhead;
    }

    /// <summary>Reads what follows; 0 at the end. Holes are not read, they are known to be zeros.</summary>
    /// <exception cref="UnreadableException">It cannot be.</exception>
    public int Read(Span<byte> buffer)
    {
        try
        {
            var count = _hasHoles ? ReadAmongHoles(buffer) : _stream.Read(buffer);
            _position += count;
            return count;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            throw new UnreadableException(_item.Path, fault);
        }
    }

    /// <summary>Goes to a place.</summary>
    /// <exception cref="UnreadableException">It cannot.</exception>
    public void Seek(long position)
    {
        _data = default;
        Guard(_item, () => _stream.Position = _position = position);
    }

    /// <summary>How it looks now.</summary>
    /// <exception cref="UnreadableException">It cannot be looked at.</exception>
    public static FileLook LookNow(IFileSystem files, BackupItem item) =>
        Guard(item, () => FileLook.Of(files.FileInfo.New(item.HostPath)));

    /// <summary>When what bears its name now was last written, UTC.</summary>
    /// <exception cref="UnreadableException">It cannot be looked at.</exception>
    public static DateTime WrittenAt(IFileSystem files, BackupItem item)
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

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private int ReadAmongHoles(Span<byte> buffer)
    {
        if (_position >= _data.End)
            _data = Holes.DataFrom(_stream, _position, _item.Look.Size);
        if (_position < _data.Start)
        {
            var zeros = (int)Math.Min(buffer.Length, _data.Start - _position);
            buffer[..zeros].Clear();
            return zeros;
        }

        _stream.Position = _position;
        return _stream.Read(buffer[..(int)Math.Min(buffer.Length, Math.Max(1, _data.End - _position))]);
    }

    private static T Guard<T>(BackupItem item, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            throw new UnreadableException(item.Path, fault);
        }
    }
}
