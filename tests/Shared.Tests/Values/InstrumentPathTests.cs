using System.Text.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Values;

public sealed class InstrumentPathTests
{
    [Theory]
    [InlineData(@"C:\x")]
    [InlineData(@"D:\Illumina\MiSeq Temp")]
    [InlineData(@"C:\ProgramData\Ä\x.cfg")]
    public void A_full_path_is_written_as_it_was_read(string path)
    {
        var json = JsonSerializer.Serialize(path);
        Assert.Equal(path, JsonSerializer.Deserialize<InstrumentPath>(json).Text);
        Assert.Equal(json, JsonSerializer.Serialize(InstrumentPath.Of(path)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(@"c:\x")]
    [InlineData(@"C:\")]
    [InlineData(@"C:x")]
    [InlineData(@"\\server\share\x")]
    [InlineData(@"C:\a\..\b")]
    [InlineData(@"C:\a\.\b")]
    [InlineData(@"C:\a\\b")]
    [InlineData(@"C:\a\")]
    [InlineData(@"C:\a.")]
    [InlineData(@"C:\a ")]
    [InlineData(@"C:\a:stream")]
    [InlineData(@"C:\a/b")]
    [InlineData("C:\\a\nb")]
    public void Nothing_else_is_one(string path)
    {
        Assert.Throws<ArgumentException>(() => InstrumentPath.Of(path));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<InstrumentPath>(JsonSerializer.Serialize(path)));
    }

    [Fact]
    public void It_is_no_longer_than_Windows_takes_it()
    {
        InstrumentPath.Of(@"C:\" + new string('x', 256));
        Assert.Throws<ArgumentException>(() => InstrumentPath.Of(@"C:\" + new string('x', 257)));
    }

    [Fact]
    public void Case_makes_no_other_file() =>
        Assert.Equal(InstrumentPath.Of(@"C:\Ab").CollisionKey, InstrumentPath.Of(@"C:\aB").CollisionKey);
}
