using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Values;

/// <summary>Words are the same bytes whichever keyboard wrote them: the programs compose accents themselves.</summary>
public class ComposedTextTests
{
    [Theory]
    [InlineData("perche\u0301 cosi\u0300 pero\u0300", "perché così però")]
    [InlineData("Gru\u0308ße U\u0308bermaß", "Grüße Übermaß")]
    [InlineData("fac\u0327ade de\u0301ja\u0300 Noe\u0308l", "façade déjà Noël")]
    [InlineData("pr\u030ci\u0301lis\u030c z\u030clut\u030couc\u030cky\u0301", "příliš žluťoučký")]
    [InlineData("zaz\u0307o\u0301łc\u0301 ge\u0328s\u0301la\u0328", "zażółć gęślą")]
    [InlineData("a\u0301rvi\u0301ztu\u030bro\u030b", "árvíztűrő")]
    [InlineData("s\u0326tiint\u0326a\u0306 i\u0302nalta\u0306", "știință înaltă")]
    [InlineData("I\u0307stanbul c\u0327ıg\u0306 s\u0327o\u0308g\u0306u\u0308s\u0327", "İstanbul çığ şöğüş")]
    [InlineData("tie\u0302\u0301ng Vie\u0323\u0302t đu\u031bo\u031b\u0300ng a\u0323", "tiếng Việt đường ạ")]
    [InlineData("smo\u0308rga\u030as A\u030angstro\u0308m", "smörgås Ångström")]
    [InlineData("k\u0327e\u0304nin\u0327s\u030c g\u0327e\u0304rbj", "ķēniņš ģērbj")]
    [InlineData("Sa\u0303o corac\u0327a\u0303o", "São coração")]
    [InlineData("man\u0303ana n\u0303andu\u0301", "mañana ñandú")]
    public void Letters_and_the_accents_after_them_become_one_character_each(string apart, string composed)
    {
        Assert.NotEqual(apart, composed);
        Assert.Equal(composed, ComposedText.Compose(apart));
        Assert.Equal(composed, ComposedText.Compose(composed));
        Assert.False(ComposedText.HasLooseAccent(ComposedText.Compose(apart)));
    }

    [Fact]
    public void What_has_no_accents_stays_as_it_is() =>
        Assert.Equal("Ab ß 漢字 \ud83d\ude00", ComposedText.Compose("Ab ß 漢字 \ud83d\ude00"));

    [Theory]
    [InlineData("q\u0301")]
    [InlineData("\u0301a")]
    [InlineData("a \u0301")]
    [InlineData("e\u0301\u0301")]
    public void An_accent_that_no_letter_takes_is_told(string text) =>
        Assert.True(ComposedText.HasLooseAccent(ComposedText.Compose(text)));

    [Fact]
    public void Composing_in_place_gives_the_new_length()
    {
        var text = "cosi\u0300!".ToCharArray();
        Assert.Equal(5, ComposedText.Compose(text));
        Assert.Equal("cos\u00ec!", new string(text, 0, 5));
    }
}
