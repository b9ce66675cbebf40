using System.Collections.Concurrent;

namespace PatchKit.Shared.Trust;

/// <summary>
/// Reads a stream once and hands each piece to several readers side by side, so that reading, hashing and looking into a file
/// take the time of the slowest of them and not of all together. A few pieces are on the way at a time: memory is bounded.
/// </summary>
internal static class SplitReading
{
    private const int PieceSize = 1 << 20;
    private const int Pieces = 6;

    /// <summary>Reads until the stream ends, or <paramref name="most"/> bytes were read.</summary>
    /// <param name="source">Read on the calling thread.</param>
    /// <param name="most">Where reading stops, in bytes.</param>
    /// <param name="readers">Each gets all pieces in order on a thread of its own; one that returns early is not waited
    /// for.</param>
    /// <exception cref="Exception">What a reader or the source threw.</exception>
    public static void Run(Stream source, long most, params ReadOnlySpan<Action<PieceStream>> readers)
    {
        using var free = new BlockingCollection<Piece>();
        if (most <= PieceSize)
        {
            // A short file is not worth threads.
            InTurn(source, (int)most, free, readers);
            return;
        }

        using var stop = new CancellationTokenSource();
        for (var i = 0; i < Pieces; i++)
            free.Add(new Piece(new byte[PieceSize], free, readers.Length));
        var streams = new PieceStream[readers.Length];
        var tasks = new Task[readers.Length];
        for (var i = 0; i < readers.Length; i++)
        {
            var (stream, reader) = (streams[i] = new PieceStream(stop.Token), readers[i]);
            tasks[i] = Task.Factory.StartNew(() => Drained(stream, reader, stop), CancellationToken.None,
                TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        try
        {
            Feed(source, most, free, streams, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // A reader has failed: its own exception is the one to tell.
        }
        catch
        {
            stop.Cancel();
            WaitForAll(tasks);
            throw;
        }

        foreach (var stream in streams)
            stream.End();
        var fault = WaitForAll(tasks);
        foreach (var stream in streams)
            stream.Dispose();
        if (fault is not null)
            throw fault;
    }

    private static void InTurn(Stream source, int most, BlockingCollection<Piece> free,
        ReadOnlySpan<Action<PieceStream>> readers)
    {
        var buffer = new byte[most];
        var length = source.ReadAtLeast(buffer, most, throwOnEndOfStream: false);
        foreach (var reader in readers)
        {
            using var stream = new PieceStream(CancellationToken.None);
            if (length > 0)
            {
                var piece = new Piece(buffer, free, readers: 1);
                piece.Fill(length);
                stream.Put(piece);
            }

            stream.End();
            reader(stream);
        }
    }

    private static void Feed(Stream source, long most, BlockingCollection<Piece> free, PieceStream[] streams,
        CancellationToken stop)
    {
        for (var left = most; left > 0;)
        {
            var piece = free.Take(stop);
            var read = source.ReadAtLeast(piece.Buffer.AsSpan(0, (int)Math.Min(piece.Buffer.Length, left)),
                (int)Math.Min(piece.Buffer.Length, left), throwOnEndOfStream: false);
            if (read == 0)
                return;
            piece.Fill(read);
            foreach (var stream in streams)
                stream.Put(piece);
            left -= read;
        }
    }

    private static void Drained(PieceStream stream, Action<PieceStream> reader, CancellationTokenSource stop)
    {
        try
        {
            reader(stream);
            while (!stream.Next().IsEmpty)
            {
                // What this reader did not want, the others may still wait for.
            }
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }

    private static Exception? WaitForAll(Task[] tasks)
    {
        try
        {
            Task.WaitAll(tasks);
            return null;
        }
        catch (AggregateException e)
        {
            return e.Flatten().InnerExceptions.FirstOrDefault(one => one is not OperationCanceledException)
                ?? e.InnerExceptions[0];
        }
    }
}

/// <summary>Some bytes on their way to several readers; free again when the last of them has let go.</summary>
internal sealed class Piece(byte[] buffer, BlockingCollection<Piece> free, int readers)
{
    private int _held;

    public byte[] Buffer => buffer;

    public int Length { get; private set; }

    public void Fill(int length)
    {
        Length = length;
        _held = readers;
    }

    /// <summary>One reader more than was said.</summary>
    public void Hold() => Interlocked.Increment(ref _held);

    public void Release()
    {
        if (Interlocked.Decrement(ref _held) == 0)
            free.Add(this);
    }
}
