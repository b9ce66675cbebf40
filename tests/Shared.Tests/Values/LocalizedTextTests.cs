using System.Text.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Values;

public sealed class LocalizedTextTests
{
    private static readonly LocalizedText Text = new("Patch", ("it", "Aggiornamento"), ("pt-BR", "Atualização"));

    [Theory]
    [InlineData("en", "Patch")]
    [InlineData("it", "Aggiornamento")]
    [InlineData("it-CH", "Aggiornamento")]
    [InlineData("pt-BR", "Atualização")]
    [InlineData("pt", "Patch")]
    [InlineData("de", "Patch")]
    [InlineData("", "Patch")]
    public void A_language_that_is_not_there_falls_back_to_English(string language, string expected) =>
        Assert.Equal(expected, Text.In(language));

    [Fact]
    public void A_further_language_is_data()
    {
        const string json = """{"de":"Aktualisierung","en":"Patch"}""";
        var read = JsonSerializer.Deserialize<LocalizedText>(json)!;
        Assert.Equal("Aktualisierung", read.In("de"));
        Assert.Equal(json, JsonSerializer.Serialize(read));
        Assert.Equal(new LocalizedText("Patch", ("de", "Aktualisierung")), read);
        Assert.NotEqual(new LocalizedText("Patch"), read);
    }

    // A bundle of before the further languages.
    [Fact]
    public void English_and_Italian_are_read_as_ever() =>
        Assert.Equal("b", JsonSerializer.Deserialize<LocalizedText>("""{"en":"a","it":"b"}""")!.In("it"));

    [Theory]
    [InlineData("""{"it":"b"}""", "the text in English is missing: 'en'")]
    [InlineData("""{"en":"a","IT":"b"}""", "'IT' is no language")]
    [InlineData("""{"en":"a","english":"b"}""", "'english' is no language")]
    [InlineData("""{"en":"a","it":null}""", "a text belongs to the language 'it'")]
    [InlineData("""{"en":{"en":"a"}}""", "a text belongs to the language 'en'")]
    [InlineData("""{"en":"a","en":"b"}""", "the language 'en' is there twice")]
    [InlineData("\"a\"", "a text in languages belongs here")]
    public void What_is_no_text_in_languages_is_refused_with_its_cause(string json, string cause)
    {
        var wrong = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LocalizedText>(json));
        Assert.Contains(cause, wrong.Message, StringComparison.Ordinal);
    }
}
