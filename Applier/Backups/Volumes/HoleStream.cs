namespace PatchKit.Applier.Backups.Volumes;

/// <summary>Writes a new file with holes: what is zeros is passed over and takes no room, where the disk has holes.</summary>
internal sealed class HoleStream(Stream file) : Stream
{
    // NTFS gives room to a sparse file in units of 64 KiB.
    private const int Block = 1 << 16;

    private long _length;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var piece = buffer[..(int)Math.Min(buffer.Length, Block - (_length % Block))];
            if (piece.ContainsAnyExcept((byte)0))
            {
                file.Position = _length;
                file.Write(piece);
            }

            _length += piece.Length;
            buffer = buffer[piece.Length..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Gives the file its length, which a hole at its end would leave out.</summary>
    public override void Flush() => file.SetLength(_length);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
