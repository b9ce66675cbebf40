using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups.Volumes;

/// <summary>Write-behind for a volume: large writes in sequence, and headers patched in memory.</summary>
/// <remarks>
/// The zip writer goes back to each entry's header to write its checksum. A buffered file stream empties its buffer for that,
/// which is three system calls a small file; here the header is mostly still in the window.
/// </remarks>
internal sealed class VolumeStream(FileSystemStream file, byte[] window) : Stream
{
    private long _start;
    private int _length;
    private IncrementalHash? _hash;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _start + _length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash?.AppendData(buffer);
        if (Position == Length)
            Append(buffer);
        else if (Position >= _start && Position + buffer.Length <= Length)
            buffer.CopyTo(window.AsSpan((int)(Position - _start)));
        else
            Overwrite(buffer);
        Position += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <summary>
    /// Does nothing: the zip writer flushes after every entry, the disk is asked once, by <see cref="FlushToDisk"/>.
    /// </summary>
    public override void Flush()
    {
    }

    /// <summary>Hashes what is written from now on: the zip's directory, which nothing goes back to.</summary>
    public void BeginHash() => _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The digest of what was written since <see cref="BeginHash"/>.</summary>
    public ContentHash EndHash()
    {
        using var hash = _hash!;
        _hash = null;
        return ContentHash.Of(hash.GetHashAndReset());
    }

    /// <summary>Hands everything to the disk and waits until it is there.</summary>
    public void FlushToDisk()
    {
        Empty();
        file.FlushToDisk();
    }

    /// <summary>Hands the window to the system; from then on its memory may be used for another volume.</summary>
    public void Empty()
    {
        if (_length == 0)
            return;
        file.Position = _start;
        file.Write(window.AsSpan(0, _length));
        _start += _length;
        _length = 0;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash?.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Append(ReadOnlySpan<byte> buffer)
    {
        if (_length + buffer.Length > window.Length)
            Empty();
        if (buffer.Length >= window.Length)
        {
            file.Position = _start;
            file.Write(buffer);
            _start += buffer.Length;
            return;
        }

        buffer.CopyTo(window.AsSpan(_length));
        _length += buffer.Length;
    }

    private void Overwrite(ReadOnlySpan<byte> buffer)
    {
        Empty();
        file.Position = Position;
        file.Write(buffer);
        _start = Math.Max(_start, Position + buffer.Length);
    }
}
