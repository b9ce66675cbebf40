using PatchKit.Shared;
using PatchKit.Shared.Values;

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
        Assert.Equal("05-APR-2023 14:30", new LocalFormat("en").Time(time));
        Assert.Equal("05-APR-2023 14:30", new LocalFormat("it").Time(time));
        Assert.Equal("05-MAG-2023", new LocalFormat("it").Date(time.AddMonths(1)));
        Assert.Equal("05-MAY-2023", new LocalFormat("en").Date(time.AddMonths(1)));
        Assert.Equal("05.04.2023 14:30", new LocalFormat("de-AT").Time(time));
        Assert.Equal("2023-04-05 14:30", new LocalFormat("xx").Time(time));
    }

    [Theory]
    [InlineData("de", "Deutsch", "1,5 kB")]
    [InlineData("pt-BR", "Português", "1,5 kB")]
    [InlineData("ja", "日本語", "1.5 kB")]
    [InlineData("xx", "xx", "1.5 kB")]
    public void A_language_without_texts_has_its_name_and_its_numbers(string language, string name, string size) =>
        Assert.Equal((name, size), (new LocalFormat(language).LanguageName, new LocalFormat(language).Bytes(1500)));

    [Fact]
    public void A_fact_is_written_by_its_type_and_never_by_what_its_text_looks_like()
    {
        var italian = new LocalFormat("it");
        var time = new DateTimeOffset(2023, 4, 5, 14, 30, 59, TimeSpan.FromHours(2));
        Assert.Equal("05-APR-2023 12:30 UTC", new Fact.Moment(time).In(italian));
        Assert.Equal("2,5 GB", new Fact.Bytes(2_500_000_000).In(italian));
        Assert.Equal("2500000000", new Fact.Count(2_500_000_000).In(italian));
        Assert.Equal("2023-04-05T14:30:59Z", ((Fact)"2023-04-05T14:30:59Z").In(italian)); // a folder may have this name
        Assert.Equal("2500000000", ((Fact)"2500000000").In(italian));
        Assert.Equal("Installare", new Fact.Title(new LocalizedText("Install", ("it", "Installare"))).In(italian));
    }
}
