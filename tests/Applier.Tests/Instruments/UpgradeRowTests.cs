using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>Which versions a row of an MSI's Upgrade table means. Source: Windows Installer, Upgrade table.</summary>
public sealed class UpgradeRowTests
{
    private const int Lowest = 0x100;
    private const int Highest = 0x200;

    [Theory]
    [InlineData("2.4.0", "1.0", "2.5.0", 0, true)]
    [InlineData("2.5.0", "1.0", "2.5.0", 0, false)]
    [InlineData("2.5.0", "1.0", "2.5.0", Highest, true)]
    [InlineData("1.0.0", "1.0", "2.5.0", 0, false)]
    [InlineData("1.0.0", "1.0", "2.5.0", Lowest, true)]
    [InlineData("9.9", "1.0", null, 0, true)]
    [InlineData("0.1", "", "2.5.0", 0, true)]
    // The fourth field is for nobody but people.
    [InlineData("2.5.0.7", null, "2.5.0", 0, false)]
    [InlineData("2.5.0.7", null, "2.5.0", Highest, true)]
    // What cannot be compared may be taken away.
    [InlineData(null, "1.0", "2.0", 0, true)]
    [InlineData("odd", "1.0", "2.0", 0, true)]
    public void A_row_means_the_versions_between_its_bounds(
        string? version, string? lowest, string? highest, int attributes, bool means) =>
        Assert.Equal(means, new UpgradeRow("{code}", lowest, highest, attributes).Covers(version));

    [Fact]
    public void A_row_that_only_detects_takes_nothing_away() =>
        Assert.True(new UpgradeRow("{code}", null, null, 0x2 | Lowest).OnlyDetects);
}
