namespace PatchKit.Shared.Trust;

/// <summary>Reads a stream into memory, but never more than a limit.</summary>
internal static class BoundedRead
{
    private const int Chunk = 64 * 1024;

    /// <summary>All bytes of the stream; FileLength when there are more than <paramref name="limit"/>.</summary>
    public static Result<ReadOnlyMemory<byte>> All(Stream stream, long limit, string place)
    {
        using var kept = new MemoryStream();
        var chunk = new byte[Chunk];
        while (kept.Length <= limit)
        {
            var read = stream.Read(chunk, 0, (int)Math.Min(Chunk, limit + 1 - kept.Length));
            if (read == 0)
                return (ReadOnlyMemory<byte>)kept.ToArray();
            kept.Write(chunk, 0, read);
        }

        return TrustRefusals.TooLong(place, limit);
    }
}
