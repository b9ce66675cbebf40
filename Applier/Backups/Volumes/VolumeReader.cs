using System.Buffers.Binary;
using System.IO.Abstractions;
using System.Text;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups.Volumes;

/// <summary>
/// The bytes of one volume after another, read a MiB at a time: what lies side by side costs no call of its own.
/// </summary>
/// <remarks>
/// The manifest says where each entry begins, so that no zip's directory is held in memory, whose length is that of the volume;
/// the directory itself is proven by its digest.
/// </remarks>
internal sealed class VolumeReader(IFileSystem files, BackupPlace place) : ForwardReadStream
{
    private const int WindowSize = 1 << 20;

    // Local file header, APPNOTE 4.3.7: signature, version, flags, method at 8, …, length of the name at 26, of the extra field
    // at 28.
    private const int HeaderSize = 30;
    private const uint HeaderSignature = 0x04034b50;
    private const int Deflated = 8;

    private readonly byte[] _window = new byte[WindowSize];
    private FileSystemStream? _file;
    private string _name = "";
    private long _size;
    private long _start;
    private int _length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override long Length => _size;

    /// <summary>Opens a volume, unless it is open already; gives its length.</summary>
    public long Open(string name)
    {
        if (name != _name || _file is null)
        {
            _file?.Dispose();
            _file = null;
            (_name, _start, _length) = (name, 0, 0);
            _file = files.FileStream.New(place.Volume(name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            _size = _file.Length;
        }

        return _size;
    }

    /// <summary>Goes to an entry's content; false when another entry is there, or none.</summary>
    public bool EnterEntry(BackupPart part)
    {
        Position = part.At;
        Span<byte> header = stackalloc byte[HeaderSize];
        if (ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize
            || BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderSignature
            || BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) != (part.Stored ? 0 : Deflated))
        {
            return false;
        }

        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[26..])];
        if (ReadAtLeast(name, name.Length, throwOnEndOfStream: false) < name.Length
            || Encoding.UTF8.GetString(name) != part.Entry)
            return false;
        Position += BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        return true;
    }

    /// <summary>The bytes that follow, as many as are at hand; none at the end. They stand until the next call.</summary>
    public ReadOnlySpan<byte> Next(long most)
    {
        if (most == 0)
            return default;
        var at = Position - _start;
        if (at < 0 || at >= _length)
        {
            _file!.Position = _start = Position;
            _length = _file.Read(_window, 0, WindowSize);
            at = 0;
        }

        var count = (int)Math.Min(most, _length - at);
        Position += count;
        return _window.AsSpan((int)at, count);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var bytes = Next(buffer.Length);
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file?.Dispose();
        base.Dispose(disposing);
    }
}
