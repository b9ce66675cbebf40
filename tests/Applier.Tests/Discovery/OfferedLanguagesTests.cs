using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Discovery;
using PatchKit.Tests.Applier.Operators;
using PatchKit.Tests.Applier.Staging;

namespace PatchKit.Tests.Applier.Discovery;

public sealed class OfferedLanguagesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-languages-").FullName;
    private bool _removable = true;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_a_stick_the_programs_own_are_offered() => Assert.Equal(["en", "it"], Offered());

    [Fact]
    public void What_a_delivery_names_is_offered_too()
    {
        Write("""["de", "en"]""");
        Assert.Equal(["en", "it", "de"], Offered());
        _removable = false;
        Assert.Equal(["en", "it"], Offered());
    }

    [Theory]
    [InlineData("""["\u001b[2J"]""")]
    [InlineData("7")]
    public void What_is_no_delivery_offers_nothing(string languages)
    {
        Write(languages);
        Assert.Equal(["en", "it"], Offered());
    }

    [Fact]
    public void No_screen_is_filled_to_overflowing()
    {
        Write("""["de", "fr", "es", "pt", "nl", "en"]""");
        Assert.Equal(["en", "it", "de", "fr", "es"], Offered());
    }

    private void Write(string languages)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "release", "targets", "deliveries"));
        File.WriteAllText(Path.Combine(folder.FullName, "PK-0042.json"), DocPage.Block("delivery.md", "json")
            .Replace("""["it", "en"]""", languages, StringComparison.Ordinal));
    }

    private ImmutableArray<string> Offered() => new OfferedLanguages(new FileSystem(),
        new PluggedDrives([StickBench.DriveOf(_folder) with { Removable = _removable }])).List();
}
