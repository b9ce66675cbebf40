using System.Text;

namespace PatchKit.Qualification.Packages;

/// <summary>
/// A cabinet with one small file, not compressed. Source: [MS-CAB]: CFHEADER, CFFOLDER, CFFILE, CFDATA.
/// </summary>
internal static class Cabinet
{
    private const int HeaderBytes = 36;
    private const int FolderBytes = 8;
    private const ushort Version = 0x0103;
    private const ushort Day = ((2024 - 1980) << 9) | (1 << 5) | 1;
    private const ushort Archive = 0x20;

    /// <summary>Its bytes.</summary>
    /// <param name="name">Name of the file in it.</param>
    /// <param name="content">Its content, at most 32 KiB: one block.</param>
    public static byte[] Of(string name, byte[] content)
    {
        var file = Encoding.ASCII.GetBytes(name + "\0");
        var files = HeaderBytes + FolderBytes;
        var data = files + 16 + file.Length;
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write("MSCF"u8);
        writer.Write(0u);
        writer.Write((uint)(data + 8 + content.Length));
        writer.Write(0u);
        writer.Write((uint)files);
        writer.Write(0u);
        writer.Write(Version);
        // One folder, one file, no flags, no set.
        writer.Write((ushort)1);
        writer.Write((ushort)1);
        writer.Write(0u);
        writer.Write((ushort)0);
        // The folder: where its data begin, how many blocks, not compressed.
        writer.Write((uint)data);
        writer.Write((ushort)1);
        writer.Write((ushort)0);
        writer.Write((uint)content.Length);
        writer.Write(0u);
        writer.Write((ushort)0);
        writer.Write(Day);
        writer.Write((ushort)0);
        writer.Write(Archive);
        writer.Write(file);
        // A checksum of 0 is not looked at.
        writer.Write(0u);
        writer.Write((ushort)content.Length);
        writer.Write((ushort)content.Length);
        writer.Write(content);
        return bytes.ToArray();
    }
}
