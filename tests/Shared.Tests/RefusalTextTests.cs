using System.Text.RegularExpressions;
using PatchKit.Shared;

namespace PatchKit.Tests.Shared;

public class RefusalTextTests
{
    private static readonly string[] Parts = ["Title", "Cause", "Next"];

    public static TheoryData<RefusalCode> Codes => [.. Enum.GetValues<RefusalCode>()];

    [Theory, MemberData(nameof(Codes))]
    public void Every_code_has_its_sentences_in_both_languages(RefusalCode code)
    {
        foreach (var part in Parts)
        {
            var english = RefusalText.Texts.Find($"{code}_{part}", "en");
            var italian = RefusalText.Texts.Find($"{code}_{part}", "it");
            Assert.False(string.IsNullOrWhiteSpace(english), $"{code}_{part} in English");
            Assert.False(string.IsNullOrWhiteSpace(italian), $"{code}_{part} in Italian");
            Assert.NotEqual(english, italian);
            Assert.Equal(Places(english), Places(italian));
        }
    }

    [Fact]
    public void No_sentence_is_left_over()
    {
        var wanted = Enum.GetNames<RefusalCode>().SelectMany(code => Parts.Select(part => $"{code}_{part}")).Order();
        Assert.Equal(wanted, RefusalText.Texts.Keys("en").Order());
        Assert.Equal(wanted, RefusalText.Texts.Keys("it").Order());
    }

    [Theory, MemberData(nameof(Codes))]
    public void A_refusal_without_facts_reads_well(RefusalCode code)
    {
        foreach (var language in (string[])["en", "it"])
        {
            var text = RefusalText.Of(new Refusal(code, "", "something"), language);
            Assert.Matches(@"^[^\[\]{}]+[.]$", text.Cause);
            Assert.DoesNotContain(" .", text.Cause);
            Assert.DoesNotContain("  ", text.Cause);
        }
    }

    [Theory, MemberData(nameof(Codes))]
    public void Lines_fit_a_screen(RefusalCode code)
    {
        foreach (var language in (string[])["en", "it"])
        {
            var text = RefusalText.Of(new Refusal(code, "", "something"), language);
            Assert.InRange(text.Title.Length, 4, 40);
            Assert.InRange(text.Next.Length, 10, 80);
        }
    }

    [Fact]
    public void The_place_and_the_facts_are_quoted_and_dates_are_in_the_language_s_form()
    {
        var refusal = new Refusal(RefusalCode.Expired, "timestamp", "expired")
            .With("timestamp", "2026-01-31T00:00:00Z", "2026-02-01T09:30:00Z");

        Assert.Equal(
            "La validità della chiavetta è terminata (scaduta il 31/01/2026 00:00 UTC, oggi 01/02/2026 09:30 UTC).",
            RefusalText.Of(refusal, "it").Cause);
        Assert.Equal(
            "The stick's validity is over (expired 2026-01-31 00:00 UTC, today 2026-02-01 09:30 UTC).",
            RefusalText.Of(refusal, "en").Cause);
    }

    [Fact]
    public void An_unknown_language_is_English() =>
        Assert.Equal("No stick found", RefusalText.Of(new Refusal(RefusalCode.StickNotFound, "", ""), "fr").Title);

    private static IEnumerable<string> Places(string? text) =>
        Regex.Matches(text ?? "", @"\{\d\}").Select(match => match.Value).Distinct().Order();
}
