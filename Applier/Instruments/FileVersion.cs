using System.Buffers.Binary;
using System.Globalization;

namespace PatchKit.Applier.Instruments;

/// <summary>
/// The fixed file version of a program or library, from its own bytes: the first resource of the type 16 (RT_VERSION), whose
/// root block VS_VERSION_INFO holds a VS_FIXEDFILEINFO. Source: PE format, "The .rsrc section"; verrsrc.h. The machine is not
/// asked, so that it is the same on every host.
/// </summary>
internal static class FileVersion
{
    private const int VersionType = 16;
    private const uint FixedInfo = 0xFEEF04BD;
    private const int LongestHead = 64 * 1024;
    private const int LongestResources = 64 * 1024 * 1024;

    /// <summary>The version as four numbers, or null when the file has none.</summary>
    public static string? Read(Stream file)
    {
        var head = Part(file, 0, LongestHead);
        try
        {
            if (head is not [(byte)'M', (byte)'Z', ..] || Section(head) is not { } section
                || section.Length > LongestResources)
                return null;
            var resources = Part(file, section.Offset, (int)section.Length);
            // Type, name, language: three levels of directories, then the data's own entry.
            var type = Entry(resources, 0, VersionType);
            var language = Entry(resources, Entry(resources, type, null), null);
            var data = (int)(Number(resources, language) - section.Address);
            var length = (int)Number(resources, language + 4);
            return Fixed(resources.AsSpan(data, length));
        }
        catch (ArgumentOutOfRangeException)
        {
            // An offset that points outside: no version that anybody could rely on.
            return null;
        }
    }

    private static (long Offset, long Length, uint Address)? Section(byte[] head)
    {
        var pe = (int)Number(head, 0x3C);
        if (Number(head, pe) != 0x00004550)
            return null;
        var sections = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(pe + 6));
        var table = pe + 24 + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(pe + 20));
        for (var at = table; at < table + (sections * 40); at += 40)
        {
            if (head.AsSpan(at, 8).SequenceEqual(".rsrc\0\0\0"u8))
                return (Number(head, at + 20), Number(head, at + 16), Number(head, at + 12));
        }

        return null;
    }

    // The entry with a number, or the first one; its offset without the bit that says whether a directory follows.
    private static int Entry(byte[] resources, int directory, int? wanted)
    {
        var count = BinaryPrimitives.ReadUInt16LittleEndian(resources.AsSpan(directory + 12))
            + BinaryPrimitives.ReadUInt16LittleEndian(resources.AsSpan(directory + 14));
        for (var at = directory + 16; at < directory + 16 + (count * 8); at += 8)
        {
            if (wanted is null || Number(resources, at) == wanted)
                return (int)(Number(resources, at + 4) & 0x7FFFFFFF);
        }

        throw new ArgumentOutOfRangeException(nameof(wanted));
    }

    private static string? Fixed(ReadOnlySpan<byte> block)
    {
        for (var at = 0; at + 16 <= block.Length; at += 4)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(block[at..]) != FixedInfo)
                continue;
            var (high, low) = (Number(block, at + 8), Number(block, at + 12));
            return string.Create(
                CultureInfo.InvariantCulture, $"{high >> 16}.{high & 0xFFFF}.{low >> 16}.{low & 0xFFFF}");
        }

        return null;
    }

    private static uint Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static byte[] Part(Stream file, long offset, int longest)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, file.Length);
        file.Position = offset;
        var part = new byte[Math.Min(longest, file.Length - offset)];
        file.ReadExactly(part);
        return part;
    }
}
