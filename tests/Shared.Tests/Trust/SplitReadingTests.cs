using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>A file that is read once for several readers: a short one in turn, a long one side by side.</summary>
public sealed class SplitReadingTests
{
    private const int Piece = 1 << 20;

    /// <summary>Nothing, one byte, the edges of a piece, and more than all pieces that are on the way at a time.</summary>
    public static TheoryData<int> Lengths => [0, 1, Piece - 1, Piece, Piece + 1, (9 * Piece) + 7];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Each_reader_sees_every_byte_in_order(int length)
    {
        var content = Bytes(length);
        var (pieces, copied, slowly) = (new MemoryStream(), new MemoryStream(), new MemoryStream());
        SplitReading.Run(new MemoryStream(content), length + 1, InPieces(pieces), stream => stream.CopyTo(copied),
            stream =>
            {
                var buffer = new byte[70_001];
                for (int read; (read = stream.Read(buffer)) > 0;)
                {
                    slowly.Write(buffer, 0, read);
                    Assert.Equal(slowly.Length, stream.Position);
                }

                Assert.Equal(0, stream.Read(buffer));
            });
        Assert.Equal(content, pieces.ToArray());
        Assert.Equal(content, copied.ToArray());
        Assert.Equal(content, slowly.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(Piece)]
    [InlineData(Piece + 1)]
    [InlineData((3 * Piece) + 5)]
    public void No_byte_beyond_the_limit_is_taken_from_the_file(int most)
    {
        var endless = new EndlessStream();
        var seen = 0L;
        SplitReading.Run(endless, most, stream => seen = Count(stream));
        Assert.Equal((most, most), (seen, endless.Given));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData((9 * Piece) + 7)]
    public void A_reader_that_has_seen_enough_keeps_nobody_waiting(int length)
    {
        var all = new MemoryStream();
        var first = -1;
        SplitReading.Run(new MemoryStream(Bytes(length)), length, stream => first = stream.ReadByte(), _ => { }, InPieces(all));
        Assert.Equal(Bytes(1)[0], first);
        Assert.Equal(Bytes(length), all.ToArray());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData((9 * Piece) + 7)]
    public void A_reader_that_fails_ends_the_reading_with_its_own_exception(int length)
    {
        var thrown = Assert.Throws<InvalidDataException>(() => SplitReading.Run(new MemoryStream(Bytes(length)), length,
            stream => Count(stream),
            stream =>
            {
                stream.ReadByte();
                throw new InvalidDataException("no archive");
            }));
        Assert.Equal("no archive", thrown.Message);
    }

    [Fact]
    public void A_reader_that_fails_while_another_sleeps_is_the_one_that_is_told()
    {
        using var failed = new ManualResetEventSlim();
        var thrown = Assert.Throws<InvalidDataException>(() => SplitReading.Run(new MemoryStream(Bytes(9 * Piece)), 9 * Piece,
            stream =>
            {
                stream.ReadByte();
                Assert.True(failed.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
                Count(stream);
            },
            _ =>
            {
                failed.Set();
                throw new InvalidDataException("no archive");
            }));
        Assert.Equal("no archive", thrown.Message);
    }

    [Theory]
    [InlineData(1000, 10)]
    [InlineData(9 * Piece, 10)]
    [InlineData(9 * Piece, 4 * Piece)]
    public void A_medium_that_is_pulled_out_ends_all_readers(int length, int good)
    {
        var ended = 0;
        void Read(PieceStream stream)
        {
            try
            {
                Count(stream);
            }
            finally
            {
                Interlocked.Increment(ref ended);
            }
        }

        Assert.Throws<IOException>(() => SplitReading.Run(new BrokenStream(Bytes(length), good), length, Read, Read));
        // Readers of a short file have not begun.
        Assert.Equal(length > Piece ? 2 : 0, ended);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData((3 * Piece) + 5)]
    public void A_reader_may_pass_over_bytes_and_never_goes_back(int length)
    {
        var content = Bytes(length);
        SplitReading.Run(new MemoryStream(content), length, stream =>
        {
            Assert.Equal(content[0], stream.ReadByte());
            stream.Position = length - 3;
            Assert.Equal(length - 3, stream.Position);
            Assert.Equal(content[^3], stream.ReadByte());
            stream.Position = length - 2;
            Assert.Equal(content[^2], stream.ReadByte());
            Assert.Throws<NotSupportedException>(() => stream.Position = length - 2);
            stream.Position = length + 10L;
            Assert.Equal(length, stream.Position);
            Assert.Equal(-1, stream.ReadByte());
            Assert.True(stream.Next().IsEmpty);
        });
    }

    [Fact]
    public void A_piece_goes_on_where_a_read_has_ended()
    {
        var content = Bytes(Piece + 10);
        SplitReading.Run(new MemoryStream(content), content.Length, stream =>
        {
            stream.ReadExactly(new byte[100]);
            var rest = stream.Next();
            Assert.Equal(content.AsSpan(100, Piece - 100), rest.Span);
            Assert.Equal(Piece, stream.Position);
            Assert.Equal(10, stream.Next().Length);
            Assert.Equal(Piece + 10, stream.Position);
        });
    }

    private static Action<PieceStream> InPieces(MemoryStream all) => stream =>
    {
        for (ReadOnlyMemory<byte> piece; !(piece = stream.Next()).IsEmpty;)
            all.Write(piece.Span);
    };

    private static long Count(PieceStream stream)
    {
        var length = 0L;
        for (ReadOnlyMemory<byte> piece; !(piece = stream.Next()).IsEmpty;)
            length += piece.Length;
        return length;
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)((i * 31) ^ (i >> 12));
        return bytes;
    }
}
