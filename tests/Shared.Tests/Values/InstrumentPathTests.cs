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

    [Theory]
    [InlineData("${Dir}", "${Dir}")]
    [InlineData(@"${Dir}\x\y.cfg", "${Dir}")]
    [InlineData(@"C:\x", null)]
    [InlineData(@"C:\${Dir}", null)]
    public void A_path_may_begin_with_a_variable(string path, string? variable) =>
        Assert.Equal(variable, InstrumentPath.Of(path).Variable);

    [Theory]
    [InlineData(@"${Dir}\..\x")]
    [InlineData(@"${Dir}x")]
    [InlineData(@"${Dir}\")]
    [InlineData(@"${Dir")]
    public void What_follows_a_variable_is_a_path(string path) =>
        Assert.Throws<ArgumentException>(() => InstrumentPath.Of(path));

    [Theory]
    [InlineData(@"c:\Data\", @"C:\Data")]
    [InlineData(@"C:\Data\..\x", null)]
    [InlineData(@"\\server\x", null)]
    [InlineData(@"C:\", null)]
    [InlineData(@"${Dir}\x", null)]
    [InlineData("", null)]
    public void What_a_machine_writes_is_a_path_or_none(string text, string? expected) =>
        Assert.Equal(expected, InstrumentPath.OfMachine(text)?.Text);
}
