using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace PatchKit.Tests.Shared.Bundles;

/// <summary>
/// A zip made by hand, byte by byte, so that every field can lie. Without lies it is what the writer would make.
/// </summary>
internal sealed class HandMadeZip
{
    private readonly List<Entry> _entries = [];

    /// <summary>Bytes that stand before the first entry, between the last one and the directory, or after the end.</summary>
    public byte[] Before { get; set; } = [];

    public byte[] BeforeDirectory { get; set; } = [];

    public byte[] After { get; set; } = [];

    /// <summary>Changes the directory or the end record last.</summary>
    public Action<byte[]>? Directory { get; set; }

    public Action<byte[]>? End { get; set; }

    public HandMadeZip Add(string name, byte[] content, bool deflate = false, Action<Entry>? change = null)
    {
        var data = deflate ? Deflate(content) : content;
        var entry = new Entry
        {
            Name = Encoding.UTF8.GetBytes(name),
            Data = data,
            Method = deflate ? 8 : 0,
            Length = content.Length,
            Crc = Crc(content)
        };
        entry.LocalName = entry.Name;
        change?.Invoke(entry);
        _entries.Add(entry);
        return this;
    }

    public byte[] Write()
    {
        using var zip = new MemoryStream();
        zip.Write(Before);
        foreach (var entry in _entries)
        {
            entry.Offset ??= zip.Length;
            zip.Write(entry.Local());
            zip.Write(entry.Data);
        }

        zip.Write(BeforeDirectory);
        var start = zip.Length;
        var listed = _entries.Where(entry => entry.Listed).ToList();
        var directory = listed.SelectMany(entry => entry.Central()).ToArray();
        Directory?.Invoke(directory);
        zip.Write(directory);
        var end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)listed.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)listed.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)start);
        End?.Invoke(end);
        zip.Write(end);
        zip.Write(After);
        return zip.ToArray();
    }

    private static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(content);
        return packed.ToArray();
    }

    private static uint Crc(byte[] content)
    {
        var crc = new ICSharpCode.SharpZipLib.Checksum.Crc32();
        crc.Update(content);
        return (uint)crc.Value;
    }

    internal sealed class Entry
    {
        public required byte[] Name { get; set; }

        public byte[] LocalName { get; set; } = [];

        public required byte[] Data { get; set; }

        public required int Method { get; set; }

        public required long Length { get; set; }

        public required uint Crc { get; set; }

        public int Flags { get; set; }

        public long? PackedLength { get; set; }

        public long? Offset { get; set; }

        public bool Listed { get; set; } = true;

        public byte[] Extra { get; set; } = [];

        public uint Attributes { get; set; }

        public byte[] Local()
        {
            var header = new byte[30 + LocalName.Length + Extra.Length];
            BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034b50);
            Common(header.AsSpan(4));
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), (ushort)LocalName.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), (ushort)Extra.Length);
            LocalName.CopyTo(header, 30);
            Extra.CopyTo(header, 30 + LocalName.Length);
            return header;
        }

        public byte[] Central()
        {
            var header = new byte[46 + Name.Length + Extra.Length];
            BinaryPrimitives.WriteUInt32LittleEndian(header, 0x02014b50);
            header[4] = 20;
            Common(header.AsSpan(6));
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), (ushort)Name.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(30), (ushort)Extra.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(38), Attributes);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(42), (uint)Offset!.Value);
            Name.CopyTo(header, 46);
            Extra.CopyTo(header, 46 + Name.Length);
            return header;
        }

        // The fields that both headers have: needed version, flags, method, time, date, checksum, lengths.
        private void Common(Span<byte> header)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header, 20);
            BinaryPrimitives.WriteUInt16LittleEndian(header[2..], (ushort)Flags);
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], (ushort)Method);
            BinaryPrimitives.WriteUInt32LittleEndian(header[10..], Crc);
            BinaryPrimitives.WriteUInt32LittleEndian(header[14..], (uint)(PackedLength ?? Data.Length));
            BinaryPrimitives.WriteUInt32LittleEndian(header[18..], (uint)Length);
        }
    }
}
