using PatchKit.Shared;

namespace PatchKit.Tests.Shared;

public class LocalFormatTests
{
    [Theory]
    [InlineData(0, "0 B", "0 B")]
    [InlineData(999, "999 B", "999 B")]
    [InlineData(1500, "1.5 kB", "1,5 kB")]
    [InlineData(250_000_000, "250 MB", "250 MB")]
    [InlineData(12_345_678_901, "12.3 GB", "12,3 GB")]
    [InlineData(2_000_000_000_000, "2.0 TB", "2,0 TB")]
    public void Sizes_are_written_as_the_language_does(long bytes, string english, string italian)
    {
        Assert.Equal(english, new LocalFormat("en").Bytes(bytes));
        Assert.Equal(italian, new LocalFormat("it").Bytes(bytes));
    }

    [Fact]
    public void Times_are_written_as_the_language_does()
    {
        var time = new DateTimeOffset(2023, 4, 5, 14, 30, 59, TimeSpan.FromHours(2));
        Assert.Equal("2023-04-05 14:30", new LocalFormat("en").Time(time));
        Assert.Equal("05/04/2023 14:30", new LocalFormat("it").Time(time));
    }

    [Theory]
    [InlineData("2023-04-05T14:30:59Z", "05/04/2023 14:30 UTC")]
    [InlineData("2023-04-05T14:30:59+02:00", "05/04/2023 12:30 UTC")]
    [InlineData("2023-04-05 14:30", "05/04/2023 14:30 UTC")]
    [InlineData("2023-04-05", "2023-04-05")]
    [InlineData("release/metadata/timestamp.json", "release/metadata/timestamp.json")]
    public void A_timestamp_among_the_facts_becomes_a_date(string fact, string italian) =>
        Assert.Equal(italian, new LocalFormat("it").Fact(fact));
}
