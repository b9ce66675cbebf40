using System.Security.Cryptography;
using System.Text.Json;
using CsCheck;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Values;

public sealed class Sha256DigestTests
{
    private static readonly string Zeros = new('0', 64);

    [Fact]
    public void Text_and_bytes_mean_the_same_digest() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        var digest = Sha256Digest.Of(bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), digest.Hex);
        Assert.True(Sha256Digest.TryParse(digest.Hex, out var read));
        Assert.Equal(digest, read);
        Assert.Equal(digest.GetHashCode(), read.GetHashCode());
    });

    [Fact]
    public void One_other_bit_is_another_digest()
    {
        var bytes = SHA256.HashData([]);
        var digest = Sha256Digest.FromBytes(bytes);
        for (var bit = 0; bit < 256; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(digest, Sha256Digest.FromBytes(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void One_that_was_never_set_says_so_and_is_written_nowhere()
    {
        Assert.Equal("(no digest)", default(Sha256Digest).ToString());
        Assert.Throws<InvalidOperationException>(() => default(Sha256Digest).Hex);
        Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(default(Sha256Digest)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g")]
    [InlineData(" 3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85 ")]
    public void What_is_no_digest_is_refused(string? text) => Assert.False(Sha256Digest.TryParse(text, out _));

    [Fact]
    public void Zeros_are_no_digest() => Assert.False(Sha256Digest.TryParse(Zeros, out _));
}
