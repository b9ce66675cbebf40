using System.Buffers.Binary;
using System.IO.Compression;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups.Volumes;

/// <summary>
/// A file's times in the extra fields that other programs read, so that whoever unpacks by hand gets them: the extended timestamp
/// 0x5455 (Info-ZIP, proginfo/extrafld.txt), to a second, and the field of NTFS 0x000a (APPNOTE 4.5.5), to 100 ns.
/// </summary>
internal static class ZipTimes
{
    /// <summary>Bytes in one header at most.</summary>
    public const int Longest = Unix + Ntfs;

    private const int Unix = 4 + 5;
    private const int Ntfs = 4 + 32;

    /// <summary>Puts the times into both headers of an entry that was not begun yet. A time that a field cannot hold is left out.
    /// </summary>
    public static void Put(ZipArchiveEntry entry, FileLook look)
    {
        Span<byte> fields = stackalloc byte[Longest];
        var length = 0;
        if (look.Modified.ToUnixTimeSeconds() is >= int.MinValue and <= int.MaxValue and var seconds)
        {
            // One flag: the time of the last write alone, which is what the central header may hold.
            BinaryPrimitives.WriteUInt16LittleEndian(fields, 0x5455);
            BinaryPrimitives.WriteUInt16LittleEndian(fields[2..], 5);
            fields[4] = 1;
            BinaryPrimitives.WriteInt32LittleEndian(fields[5..], (int)seconds);
            length = Unix;
        }

        if (look is { Modified.Year: > 1601, Created.Year: > 1601 })
        {
            var ntfs = fields[length..];
            BinaryPrimitives.WriteUInt16LittleEndian(ntfs, 0x000a);
            BinaryPrimitives.WriteUInt16LittleEndian(ntfs[2..], 32);
            BinaryPrimitives.WriteUInt32LittleEndian(ntfs[4..], 0);
            BinaryPrimitives.WriteUInt16LittleEndian(ntfs[8..], 1);
            BinaryPrimitives.WriteUInt16LittleEndian(ntfs[10..], 24);
            // The last access is not kept: it stands as the last write.
            var written = look.Modified.ToFileTime();
            BinaryPrimitives.WriteInt64LittleEndian(ntfs[12..], written);
            BinaryPrimitives.WriteInt64LittleEndian(ntfs[20..], written);
            BinaryPrimitives.WriteInt64LittleEndian(ntfs[28..], look.Created.ToFileTime());
            length += Ntfs;
        }

        ZipExtraFields.Put(entry, fields[..length]);
    }
}
