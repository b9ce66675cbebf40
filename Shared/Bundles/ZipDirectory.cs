using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>One entry of a zip whose place and sizes were proven.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Offset">Where its data begin, in bytes from the start of the zip.</param>
/// <param name="PackedLength">Bytes in the zip.</param>
/// <param name="Length">Bytes after inflating.</param>
/// <param name="Crc">CRC-32 of its bytes.</param>
/// <param name="Deflated">Deflated, or stored as it is.</param>
internal sealed record ZipItem(MediaPath Path, long Offset, long PackedLength, long Length, uint Crc, bool Deflated);

/// <summary>
/// The directory of a zip, read without trusting it (PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.16). Accepts what
/// <see cref="BundleWriter"/> writes and nothing else: local headers and data follow each other without gap or overlap from byte
/// 0 to the directory, each local header says what the directory says, the end record is the last 22 bytes; no encryption, data
/// descriptors, extra fields, comments, Zip64, links, folders.
/// </summary>
internal static class ZipDirectory
{
    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const int LocalSize = 30;
    private const int CentralSize = 46;
    private const int EndSize = 22;

    // Bits 1 and 2 tell how hard the writer tried. Every other bit means something that this kit does not write.
    private const int HarmlessFlags = 0b110;

    /// <summary>Reads the directory, or refuses the zip; the place is the entry.</summary>
    public static Result<ImmutableArray<ZipItem>> Read(Stream zip, BundleLimits limits)
    {
        try
        {
            return Entries(zip, limits);
        }
        catch (UnsafeZipException wrong)
        {
            return wrong.Refusal;
        }
        catch (EndOfStreamException)
        {
            return new Refusal(RefusalCode.BundleUnsafe, "", "the zip is shorter than its directory says");
        }
    }

    private static ImmutableArray<ZipItem> Entries(Stream zip, BundleLimits limits)
    {
        if (zip.Length is < EndSize or > BundleLimits.ZipBytes)
            throw Unsafe("", $"a file of {zip.Length} bytes is no bundle");
        var end = Bytes(zip, zip.Length - EndSize, EndSize);
        var count = U16(end, 10);
        var (size, start) = ((long)U32(end, 12), (long)U32(end, 16));
        if (U32(end, 0) != EndSignature || U16(end, 20) != 0)
            throw Unsafe("", "the last 22 bytes are not the end of a zip: it is cut off, or something follows it");
        if (U16(end, 4) != 0 || U16(end, 6) != 0 || U16(end, 8) != count)
            throw Unsafe("", "the zip is spread over several parts");
        if (count > limits.Files)
            throw Unsafe("", $"it has {count} entries; at most {limits.Files} are allowed");
        if (start + size != zip.Length - EndSize || size > count * (CentralSize + MediaPath.MaxLength))
            throw Unsafe("", "the directory does not end where the end record begins");

        var directory = Bytes(zip, start, (int)size);
        var items = ImmutableArray.CreateBuilder<ZipItem>(count);
        long next = 0;
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            var item = Central(directory, ref at, next, limits);
            ProveLocal(zip, item, next);
            next = item.Offset + item.PackedLength;
            items.Add(item);
        }

        if (at != directory.Length)
            throw Unsafe("", "the directory has bytes that belong to no entry");
        if (next != start)
            throw Unsafe("",
                "there are bytes between the last entry and the directory: an entry that the directory does not list");
        ProveSet(items, limits);
        return items.DrainToImmutable();
    }

    private static ZipItem Central(byte[] directory, ref int at, long next, BundleLimits limits)
    {
        if (directory.Length - at < CentralSize || U32(directory, at) != CentralSignature)
            throw Unsafe("", "the directory is cut off or holds something that is no entry");
        var record = directory.AsSpan(at);
        var nameLength = U16(record, 28);
        if (record.Length < CentralSize + nameLength)
            throw Unsafe("", "the directory is cut off in a name");
        var path = Name(record.Slice(CentralSize, nameLength));
        var (flags, method) = (U16(record, 8), U16(record, 10));
        var (crc, packed, length) = (U32(record, 16), U32(record, 20), U32(record, 24));
        if ((flags & 1) != 0)
            throw Unsafe(path.Text, "the entry is encrypted");
        if ((flags & ~HarmlessFlags) != 0)
            throw Unsafe(path.Text, $"the entry has flags 0x{flags:x4} that this kit does not write");
        if (method is not (0 or 8))
            throw Unsafe(path.Text, $"the entry is packed by method {method}; stored and deflate are allowed");
        if (U16(record, 30) != 0 || U16(record, 32) != 0 || U16(record, 34) != 0)
            throw Unsafe(path.Text, "the entry has an extra field, a comment or another part");
        if (record[5] != 0 || U32(record, 38) != 0)
            throw Unsafe(path.Text, "the entry has attributes of a file system: it may be a link or a folder");
        if (method == 0 && packed != length)
            throw Unsafe(path.Text, "the entry is stored, yet its two lengths differ");
        if (length > limits.FileBytes)
            throw Unsafe(path.Text, $"it would have {length} bytes; at most {limits.FileBytes} are allowed");
        if (length > BundleLimits.RatioFreeBytes && length / limits.Ratio > packed)
            throw Unsafe(path.Text, $"{packed} bytes would become {length}: more than {limits.Ratio} times as many");
        if (U32(record, 42) != next)
            throw Unsafe(path.Text,
                "the entry does not begin where the one before it ends: they overlap, or something lies between");
        at += CentralSize + nameLength;
        return new(path, next + LocalSize + nameLength, packed, length, crc, method == 8);
    }

    private static void ProveLocal(Stream zip, ZipItem item, long offset)
    {
        var local = Bytes(zip, offset, (int)(item.Offset - offset));
        var same = U32(local, 0) == LocalSignature
            && (U16(local, 6) & ~HarmlessFlags) == 0
            && U16(local, 8) == (item.Deflated ? 8 : 0)
            && U32(local, 14) == item.Crc
            && U32(local, 18) == item.PackedLength
            && U32(local, 22) == item.Length
            && U16(local, 26) == item.Path.Text.Length
            && U16(local, 28) == 0
            && local.AsSpan(LocalSize).SequenceEqual(Encoding.ASCII.GetBytes(item.Path.Text));
        if (!same)
            throw Unsafe(item.Path.Text, "the header before its data does not say what the directory says");
    }

    private static void ProveSet(IReadOnlyCollection<ZipItem> items, BundleLimits limits)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var folders = items.SelectMany(item => BundleContents.Folders(item.Path)).Select(folder => folder.ToUpperInvariant())
            .ToHashSet();
        foreach (var item in items)
        {
            if (!seen.Add(item.Path.CollisionKey))
                throw Unsafe(item.Path.Text, "two entries have this name, case aside");
            if (folders.Contains(item.Path.CollisionKey))
                throw Unsafe(item.Path.Text, "an entry is a file and a folder at once");
        }

        if (items.Sum(item => item.Length) is var total && total > limits.TotalBytes)
            throw Unsafe("", $"its files would have {total} bytes together; at most {limits.TotalBytes} are allowed");
    }

    private static MediaPath Name(ReadOnlySpan<byte> bytes)
    {
        // Latin-1 keeps every byte, so that the refusal can show what stood there; MediaPath refuses what is not ASCII.
        var text = Encoding.Latin1.GetString(bytes);
        return MediaPath.Parse(text).TryGet(out var path, out var refusal)
            ? path
            : throw Unsafe(refusal.Place, $"the entry's name is not allowed: {refusal.Reason}");
    }

    private static byte[] Bytes(Stream zip, long offset, int count)
    {
        var bytes = new byte[count];
        zip.Position = offset;
        zip.ReadExactly(bytes);
        return bytes;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static UnsafeZipException Unsafe(string entry, string reason) => new(new(RefusalCode.BundleUnsafe, entry, reason));

    // Never leaves this class: a directory has two dozen ways to be wrong, and each stands where it is found.
    private sealed class UnsafeZipException(Refusal refusal) : Exception(refusal.Reason)
    {
        public Refusal Refusal => refusal;
    }
}
