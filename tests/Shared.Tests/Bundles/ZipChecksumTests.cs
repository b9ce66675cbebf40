using CsCheck;
using ICSharpCode.SharpZipLib.Checksum;
using PatchKit.Shared.Bundles;

namespace PatchKit.Tests.Shared.Bundles;

public class ZipChecksumTests
{
    [Fact]
    public void Any_bytes_in_any_pieces_have_the_checksum_that_SharpZipLib_gives() =>
        Gen.Byte.Array[0, 1200].List[1, 6].Sample(
            pieces =>
            {
                var (ours, theirs) = (new ZipChecksum(), new Crc32());
                foreach (var piece in pieces)
                {
                    ours.Update(piece);
                    theirs.Update(piece);
                }

                Assert.Equal((uint)theirs.Value, ours.Value);
            },
            iter: 2000);

    // APPNOTE's and every catalogue's check value of CRC-32/ISO-HDLC, beyond the length at which folding begins too.
    [Theory]
    [InlineData("123456789", 1, 0xCBF43926)]
    [InlineData("a", 1_000_000, 0xDC25BFBC)]
    public void Known_texts_have_their_known_checksums(string text, int times, uint expected)
    {
        var checksum = new ZipChecksum();
        checksum.Update(System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, times))));
        Assert.Equal(expected, checksum.Value);
    }
}
