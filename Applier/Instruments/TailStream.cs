using System.Text;
using System.Text.Unicode;

namespace PatchKit.Applier.Instruments;

/// <summary>
/// A stream that takes any number of bytes and remembers the last of them. It may be read while somebody still writes.
/// </summary>
/// <param name="kept">How many bytes are remembered.</param>
/// <param name="otherwise">How text is read that is no UTF-8; null: what is none is replaced.</param>
internal sealed class TailStream(int kept, Encoding? otherwise = null) : Stream
{
    // Twice the room: the tail moves to the front once in a while instead of at every write.
    private readonly byte[] _buffer = new byte[2 * kept];
    private readonly Lock _turn = new();
    private int _used;

    /// <summary>The last bytes as text, UTF-8 where they are; a character that is cut in two is replaced.</summary>
    public string Text
    {
        get
        {
            lock (_turn)
                return (otherwise is null || Utf8.IsValid(WithoutCut(Tail)) ? Encoding.UTF8 : otherwise).GetString(Tail);
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // The tail may begin in the middle of a character: up to three bytes that only go on.
    private static ReadOnlySpan<byte> WithoutCut(ReadOnlySpan<byte> tail)
    {
        var cut = 0;
        while (cut < Math.Min(3, tail.Length) && (tail[cut] & 0xC0) == 0x80)
            cut++;
        return tail[cut..];
    }

    private Span<byte> Tail => _buffer.AsSpan(Math.Max(0, _used - kept).._used);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > kept)
            buffer = buffer[^kept..];
        lock (_turn)
        {
            if (_used + buffer.Length > _buffer.Length)
            {
                var tail = Tail;
                tail.CopyTo(_buffer);
                _used = tail.Length;
            }

            buffer.CopyTo(_buffer.AsSpan(_used));
            _used += buffer.Length;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is held back.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
