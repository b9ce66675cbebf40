using System.Collections.Concurrent;
using PatchKit.Shared.Disks;

namespace PatchKit.Shared.Trust;

/// <summary>
/// One reader's end of a file that several read at once: forward only. A position further on may be set, and what lies between is
/// passed over.
/// </summary>
public sealed class PieceStream : ForwardReadStream
{
    private readonly BlockingCollection<Piece> _pieces = [];
    private readonly CancellationToken _stop;
    private Piece? _piece;
    private int _at;
    private long _position;

    internal PieceStream(CancellationToken stop) => _stop = stop;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">It lies behind.</exception>
    public override long Position
    {
        get => _position;
        set
        {
            if (value < _position)
                throw new NotSupportedException("These bytes have passed.");
            while (_position < value && Available() is > 0 and var available)
                Advance((int)Math.Min(available, value - _position));
        }
    }

    /// <summary>The next bytes, valid until the next call; empty at the end.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        // What was given out last is let go only now.
        if (Available() == 0)
            return default;
        var next = _piece!.Buffer.AsMemory(_at, _piece.Length - _at);
        _position += next.Length;
        _at = _piece.Length;
        return next;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var length = Math.Min(Available(), buffer.Length);
        if (length == 0)
            return 0;
        _piece!.Buffer.AsSpan(_at, length).CopyTo(buffer);
        Advance(length);
        return length;
    }

    internal void Put(Piece piece) => _pieces.Add(piece, CancellationToken.None);

    internal void End() => _pieces.CompleteAdding();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _pieces.Dispose();
        base.Dispose(disposing);
    }

    // How many bytes of the current piece are left, after the next one was waited for; 0 at the end.
    private int Available()
    {
        if (_piece is not null && _at < _piece.Length)
            return _piece.Length - _at;
        _piece?.Release();
        (_piece, _at) = (null, 0);
        try
        {
            _piece = _pieces.Take(_stop);
        }
        catch (InvalidOperationException)
        {
            return 0; // complete
        }

        return _piece.Length;
    }

    private void Advance(int length) => (_at, _position) = (_at + length, _position + length);
}
