using CsCheck;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Values;

public class VersionRangeTests
{
    private static readonly string[] Signs = [">=", "<=", ">", "<", "="];

    [Theory]
    [InlineData(">=4.0 <3.0")]
    [InlineData(">4.0 <4.0.0.1")]
    [InlineData("=1.0 =2.0")]
    [InlineData("<0")]
    [InlineData(">2147483647.2147483647.2147483647.2147483647")]
    public void A_range_without_any_version_is_empty(string range) => Assert.True(Range(range).IsEmpty);

    [Theory]
    [InlineData(">=4.0 <3.0", ">=1.0", false)]
    [InlineData(">=3.0 <4.0", ">=1.0", true)]
    [InlineData(">=3.0 <4.0", ">=4.0", false)]
    [InlineData(">=3.0 <=4.0", ">=4", true)]
    [InlineData(">1.2.2147483647.2147483647", "<=1.3", true)]
    [InlineData("<1.0", "<0.5", true)]
    public void Two_ranges_overlap_when_a_version_lies_in_both(string left, string right, bool overlap)
    {
        Assert.Equal(overlap, Range(left).Overlaps(Range(right)));
        Assert.Equal(overlap, Range(right).Overlaps(Range(left)));
    }

    // Every version up to 2.2.2.2 is asked, so nothing but the counting can be wrong.
    [Fact]
    public void Whether_two_ranges_overlap_or_one_lies_in_the_other_is_what_asking_every_version_says()
    {
        var version = Gen.Int[0, 2].Array[4].Select(parts => string.Join('.', parts));
        var comparison = Gen.Select(Gen.Int[0, 4].Select(sign => Signs[sign]), version, (sign, text) => sign + text);
        var range = comparison.Array[1, 3].Select(parts => Range(string.Join(' ', parts)));
        // The neighbours of bounds as well: between 2 and 9 there is always a version.
        int[] parts = [0, 1, 2, 3];
        var all = (from a in parts from b in parts from c in parts from d in parts select Version($"{a}.{b}.{c}.{d}")).ToList();
        Gen.Select(range, range).Sample(
            (left, right) => left.Overlaps(right) == all.Any(one => left.Contains(one) && right.Contains(one)),
            print: pair => $"{pair.Item1} and {pair.Item2}");
        Gen.Select(range, range).Sample(
            (left, right) => left.LiesIn(right) == all.All(one => !left.Contains(one) || right.Contains(one)),
            print: pair => $"{pair.Item1} in {pair.Item2}");
    }

    private static VersionRange Range(string text) =>
        VersionRange.TryParse(text, out var range) ? range : throw new ArgumentException(text);

    private static SoftwareVersion Version(string text) =>
        SoftwareVersion.TryParse(text, out var version) ? version : throw new ArgumentException(text);
}
