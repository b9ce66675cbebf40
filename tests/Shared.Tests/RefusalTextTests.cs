using System.Text.RegularExpressions;
using PatchKit.Shared;
using PatchKit.Shared.Values;

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
        var wanted = Enum.GetNames<RefusalCode>().SelectMany(code => Parts.Select(part => $"{code}_{part}"))
            .Append("Step").Order();
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
            .With(
                new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 1, 9, 30, 0, TimeSpan.Zero));

        Assert.Equal(
            "La validità della chiavetta è terminata (scaduta il 31-GEN-2026 00:00 UTC, oggi 01-FEB-2026 09:30 UTC).",
            RefusalText.Of(refusal, "it").Cause);
        Assert.Equal(
            "The stick's validity is over (expired 31-JAN-2026 00:00 UTC, today 01-FEB-2026 09:30 UTC).",
            RefusalText.Of(refusal, "en").Cause);
    }

    [Fact]
    public void A_person_reads_a_steps_number_and_title_and_the_log_its_id()
    {
        var refusal = new Refusal(RefusalCode.StepFailed, "install-ucs", "exit code 1603")
        {
            Subject = new Fact.Step(7, new LocalizedText("Install the service", ("it", "Installare il servizio"))),
        };
        Assert.Equal("Il passaggio 7 \"Installare il servizio\" dell'aggiornamento non è riuscito.",
            RefusalText.Of(refusal, "it").Cause);
        Assert.Equal("Non è stato possibile annullare tutto: passaggio 7 \"Installare il servizio\".",
            RefusalText.Of(refusal with { Code = RefusalCode.Inconsistent }, "it").Cause);
        Assert.Equal("StepFailed: install-ucs: exit code 1603", refusal.ToString());
    }

    [Fact]
    public void A_place_that_is_named_like_a_check_is_no_check() =>
        Assert.Equal("A file is not written as it must be: Idle.",
            RefusalText.Of(new Refusal(RefusalCode.FormatInvalid, "Idle", ""), "en").Cause);

    [Fact]
    public void What_was_seen_outside_cannot_draw_on_a_screen_or_begin_a_line_of_a_log()
    {
        var refusal = new Refusal(RefusalCode.FileAltered, "a\u001b[2Jb\u202ec", "one\r\ntwo\u0007\nthree").With("\u200bx\ud800");
        Assert.Equal("a\\u001b[2Jb\\u202ec", refusal.Place);
        Assert.Equal("one\ntwo\\u0007\nthree", refusal.Reason);
        Assert.Equal("\\u200bx\\ud800", refusal.Facts[0].Plain);
        Assert.Equal(400, (refusal with { Place = new string('x', 5000) }).Place.Length);
        Assert.DoesNotContain('\n', refusal.ToString());
    }

    [Fact]
    public void An_unknown_language_is_English() =>
        Assert.Equal("No stick found", RefusalText.Of(new Refusal(RefusalCode.StickNotFound, "", ""), "fr").Title);

    private static IEnumerable<string> Places(string? text) =>
        Regex.Matches(text ?? "", @"\{\d\}").Select(match => match.Value).Distinct().Order();
}
