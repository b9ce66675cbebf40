using ICSharpCode.SharpZipLib.Zip.Compression;

namespace PatchKit.Shared.Bundles;

/// <summary>The bytes of one entry, never more than its directory promises.</summary>
internal static class ZipContent
{
    private const int BufferSize = 128 * 1024;

    /// <summary>
    /// Copies an entry's bytes; null when they are as long as promised and their CRC agrees, else what is wrong.
    /// </summary>
    /// <param name="zip">The zip.</param>
    /// <param name="item">The entry.</param>
    /// <param name="take">Takes each piece.</param>
    public static string? Copy(Stream zip, ZipItem item, Action<ReadOnlyMemory<byte>> take)
    {
        zip.Position = item.Offset;
        var crc = new ZipChecksum();
        void Take(ArraySegment<byte> piece)
        {
            crc.Update(piece);
            take(piece);
        }

        var fault = item.Deflated ? Inflate(zip, item, Take) : Store(zip, item, Take);
        if (fault is null && crc.Value != item.Crc)
            fault = "its bytes do not have the checksum that the directory says";
        return fault;
    }

    private static string? Store(Stream zip, ZipItem item, Action<ArraySegment<byte>> take)
    {
        var buffer = new byte[BufferSize];
        for (var left = item.Length; left > 0;)
        {
            var read = zip.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
                return "the zip ends inside it";
            take(new(buffer, 0, read));
            left -= read;
        }

        return null;
    }

    private static string? Inflate(Stream zip, ZipItem item, Action<ArraySegment<byte>> take)
    {
        var inflater = new Inflater(noHeader: true);
        var (packed, buffer) = (new byte[BufferSize], new byte[BufferSize]);
        var (packedLeft, left) = (item.PackedLength, item.Length);
        try
        {
            while (!inflater.IsFinished)
            {
                var made = inflater.Inflate(buffer, 0, buffer.Length);
                if (made > left)
                    return "it inflates to more bytes than the directory says";
                take(new(buffer, 0, made));
                left -= made;

                // Only when nothing came: an inflater that has used up its input may still hold output.
                if (made > 0 || inflater.IsFinished)
                    continue;
                var read = inflater.IsNeedingInput ? zip.Read(packed, 0, (int)Math.Min(packedLeft, packed.Length)) : 0;
                if (read == 0)
                    return "its packed bytes end too early, or are not deflate";
                inflater.SetInput(packed, 0, read);
                packedLeft -= read;
            }
        }
        catch (Exception wrong) when (ZipFault.Is(wrong))
        {
            return $"its packed bytes are not deflate: {wrong.Message}";
        }

        return left > 0 || packedLeft > 0 || inflater.RemainingInput > 0
            ? "its packed bytes are not what the directory says"
            : null;
    }
}
