using CsCheck;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Receipts;

public class ReceiptTextTests
{
    private static readonly ProductNames Names = new(Token.Of<ProductId>("miseqdx"), "MiSeqDx", []);
    private static readonly ReturnAddress Desk = new(["Support desk", "Via Roma 1", "20100 Milano"], "+39 02 000000");

    [Theory]
    [InlineData("en", "DONE: everything was applied", "Phase patch: done", "Dx, RUO")]
    [InlineData("it", "FATTO: in questa modalità di avvio tutto è stato installato", "Fase patch: eseguita", "Dx, RUO")]
    public void It_says_what_happened_and_what_to_do_next(string language, params string[] parts)
    {
        var verified = Receipts.Verified(Receipts.Applied());

        var text = ReceiptText.Of(verified, Names, Desk, language);

        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Contains(verified.Code.Text, text, StringComparison.Ordinal);
        Assert.Contains("+39 02 000000", text, StringComparison.Ordinal);
        // As the notice's form has it: DD-MMM-YYYY, GG-MMM-AAAA.
        var day = language == "it" ? "04-MAG-2026" : "04-MAY-2026";
        Assert.Contains($"{day} 14:09 +02:00 (UTC {day} 12:09:00)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("REHEARSAL", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "ALL its boot modes")]
    [InlineData("it", "TUTTE le sue modalità")]
    public void A_product_with_one_mode_sends_nobody_to_another(string language, string elsewhere)
    {
        var receipt = Receipts.Applied();
        var single = receipt with { Instrument = receipt.Instrument with { Modes = [SampleModes.Dx] } };

        var text = ReceiptText.Of(Receipts.Verified(single), Names, Desk, language);

        Assert.DoesNotContain(elsewhere, text, StringComparison.Ordinal);
        Assert.DoesNotContain("RUO", text, StringComparison.Ordinal);
        Assert.Contains(elsewhere, ReceiptText.Of(Receipts.Verified(receipt), Names, Desk, language).ReplaceLineEndings(" "),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_mode_is_called_as_the_bundle_calls_it()
    {
        var names = Names with { Modes = [new(SampleModes.Dx, new("Diagnostics", ("it", "Diagnostica")))] };

        var text = ReceiptText.Of(Receipts.Verified(Receipts.Applied()), names, Desk, "it");

        Assert.Contains("Diagnostica, RUO", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void A_rehearsal_says_so_at_top_and_bottom(string language)
    {
        var lines = ReceiptText.Of(Receipts.Verified(Receipts.Applied() with { Rehearsal = true }), Names, Desk, language)
            .Trim().ReplaceLineEndings("\n").Split('\n');

        Assert.Contains("REHEARSAL", lines[0], StringComparison.Ordinal);
        Assert.Equal(2, lines.Count(line => line.Contains("REHEARSAL", StringComparison.Ordinal)));
        Assert.Contains("REHEARSAL", string.Join('\n', lines[^2..]), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryVerdict))]
    public void Every_verdict_and_outcome_has_its_words_in_every_language(Verdict verdict, StepOutcome outcome)
    {
        var receipt = Receipts.Of(verdict) with
        {
            Phases =
            [
                new(Token.Of<PhaseId>("patch"), false,
                [
                    new(Token.Of<StepId>("s"), "run-script", outcome)
                    { Before = [], After = [new UnreadableObservation("\u001b[2J")] },
                ]),
            ],
        };
        foreach (var language in LocalizedText.Languages)
        {
            var text = ReceiptText.Of(Receipts.Verified(receipt), Names, Desk, language);
            Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);
            Assert.All(text.Split("\r\n"), line => Assert.InRange(line.Length, 0, 100));
        }
    }

    [Fact]
    public void Whatever_a_receipt_can_hold_has_words_in_every_language() => GenReceipt.Receipt.Sample(
        receipt =>
        {
            var verified = Receipts.Verified(receipt);
            foreach (var language in LocalizedText.Languages)
                Assert.DoesNotContain("{", ReceiptText.Of(verified, Names, Desk, language), StringComparison.Ordinal);
        },
        iter: 200);

    public static TheoryData<Verdict, StepOutcome> EveryVerdict() =>
        [.. Enum.GetValues<Verdict>().SelectMany(verdict => Enum.GetValues<StepOutcome>().Select(outcome => (verdict, outcome)))];

    [Fact]
    public void Both_languages_have_the_same_texts()
    {
        var english = ReceiptText.Texts.Keys("en").Order(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(english);
        Assert.Equal(english, ReceiptText.Texts.Keys("it").Order(StringComparer.Ordinal));
        Assert.NotEqual(ReceiptText.Texts.Get("Title", "en"), ReceiptText.Texts.Get("Title", "it"));
    }

    [Fact]
    public void The_file_is_one_that_old_Notepads_show()
    {
        var text = ReceiptText.Of(Receipts.Verified(Receipts.Applied()), Names, Desk, "it");

        Assert.Equal('\ufeff', text[0]);
        Assert.DoesNotContain("\n", text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
