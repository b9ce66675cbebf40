using System.Collections.Concurrent;
using System.Security.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// Reads every source once, for all sticks of a run, and takes its digest on the way. A few pieces are on the way at a time:
/// memory is bounded. A stick that keeps the others waiting is left behind.
/// </summary>
/// <param name="sources">The sources, in the order in which they are written.</param>
/// <param name="patience">How long the others wait for one.</param>
internal sealed class SharedPass(IReadOnlyList<StickSource> sources, TimeSpan patience)
{
    private const int PieceSize = 1 << 20;
    private const int Pieces = 24;

    /// <summary>
    /// How long the others wait for one, unless said otherwise: a stick that pauses to sort itself is not slow.
    /// </summary>
    public static TimeSpan UsualPatience { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Who looks at a source while it comes by, each on a thread of its own.</summary>
    public Func<StickSource, IEnumerable<Func<PieceStream, Refusal?>>> Look { get; init; } = _ => [];

    /// <summary>Reads.</summary>
    /// <param name="lanes">Who takes it.</param>
    /// <returns>The lines of the signed list; a refusal when a source cannot be read or is not what it should be.</returns>
    public Result<List<ListedFile>> Run(IReadOnlyList<StickLane> lanes)
    {
        // Never disposed of: a stick that hangs gives its last piece back when it may.
        var free = new BlockingCollection<Piece>();
        for (var i = 0; i < Pieces; i++)
            free.Add(new Piece(new byte[PieceSize], free, readers: 1));
        var listed = new List<ListedFile>();
        foreach (var source in sources)
        {
            if (!Read(source, lanes, free).TryGet(out var file, out var refusal))
                return refusal;
            listed.Add(file);
        }

        return listed;
    }

    private Result<ListedFile> Read(StickSource source, IReadOnlyList<StickLane> lanes, BlockingCollection<Piece> free)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var readers = new List<(PieceStream Stream, Task<Refusal?> Task)>();
        if (source.Length > PieceSize)
            readers.Add(Beside(stream => Hashed(stream, hash)));
        readers.AddRange(Look(source).Select(Beside));
        var (length, unread) = (0L, (Refusal?)null);
        try
        {
            using var stream = source.Open();
            Each(lane => lane.Begin());
            while (true)
            {
                var piece = Take(free, lanes);
                var read = stream.ReadAtLeast(piece.Buffer, PieceSize, throwOnEndOfStream: false);
                piece.Fill(read);
                length += read;
                if (read > 0)
                {
                    foreach (var reader in readers)
                    {
                        piece.Hold();
                        reader.Stream.Put(piece);
                    }

                    Each(lane => lane.Put(piece));
                    if (source.Length <= PieceSize)
                        hash.AppendData(piece.Buffer, 0, read);
                }

                piece.Release();
                if (read < PieceSize)
                    break;
            }

            Each(lane => lane.End());
        }
        catch (Exception e) when (Fault.Is(e))
        {
            unread = Fault.Refuse(e, source.Place.Text, RefusalCode.InputMissing, "the source cannot be read");
        }

        foreach (var (stream, task) in readers)
        {
            stream.End();
            unread ??= task.GetAwaiter().GetResult();
            stream.Dispose();
        }

        return unread is null ? source.Listed(length, Sha256Digest.FromBytes(hash.GetHashAndReset())) : unread;

        void Each(Action<StickLane> act)
        {
            foreach (var lane in lanes)
                act(lane);
        }
    }

    private Piece Take(BlockingCollection<Piece> free, IReadOnlyList<StickLane> lanes)
    {
        Piece? piece;
        while (!free.TryTake(out piece, patience))
        {
            if (lanes.Count(lane => lane.Fault is null) > 1
                && lanes.Where(lane => lane.Takes).MaxBy(lane => lane.Held) is { Held: > 0 } slow)
                slow.LeaveBehind();
        }

        return piece;
    }

    private static (PieceStream Stream, Task<Refusal?> Task) Beside(Func<PieceStream, Refusal?> look)
    {
        var stream = new PieceStream(CancellationToken.None);
        return (stream, Task.Factory.StartNew(() =>
        {
            try
            {
                return look(stream);
            }
            finally
            {
                while (!stream.Next().IsEmpty)
                {
                    // What it did not want, the others may still wait for.
                }
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    private static Refusal? Hashed(PieceStream stream, IncrementalHash hash)
    {
        for (ReadOnlyMemory<byte> piece; !(piece = stream.Next()).IsEmpty;)
            hash.AppendData(piece.Span);
        return null;
    }
}
