using System.IO.Compression;
using System.Text;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Bundles;

/// <summary>Packed bytes of a stick are read before anything has vouched for them.</summary>
public sealed class ZipContentTests
{
    [Fact]
    public void Whatever_becomes_of_packed_bytes_they_are_taken_or_it_is_said_what_is_wrong()
    {
        var plain = Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 900).Select(number => $"file {number * 7919}")));
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(plain);
        var crc = new ZipChecksum();
        crc.Update(plain);
        var item = new ZipItem(MediaPath.Of("payload/x"), 0, packed.Length, plain.Length, crc.Value, Deflated: true);
        Assert.Null(ZipContent.Copy(packed, item, _ => { }));

        // The head holds the lengths of the codes: all its bits, and some of the others.
        var whole = packed.ToArray();
        for (var at = 0; at < whole.Length; at += at < 200 ? 1 : 37)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                byte[] altered = [.. whole];
                altered[at] ^= (byte)(1 << bit);
                Assert.NotNull(ZipContent.Copy(new MemoryStream(altered), item, _ => { }));
            }
        }
    }
}
