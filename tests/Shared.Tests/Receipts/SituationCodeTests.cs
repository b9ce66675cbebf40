using CsCheck;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Receipts;

public class SituationCodeTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const string KeyId = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    private static readonly Gen<Situation> Situations = Gen.Select(
        Gen.OneOf(Enum.GetValues<Verdict>()),
        Gen.OneOf([null, .. Enum.GetValues<RefusalCode>().Select(code => (RefusalCode?)code)]),
        Gen.Int[0, Situation.LastMode],
        Gen.OneOf(Enum.GetValues<JournalPlace>()),
        Gen.Int[0, Situation.LastStep],
        Gen.Int[0, Situation.LastStep])
        .Select((verdict, refusal, mode, journal, step, at) => new Situation(verdict, refusal, mode, journal, step, at));

    private static readonly Gen<SituationCode> Codes = Gen.OneOf(
        Situations.Select(SituationCode.Of),
        Gen.Select(GenReceipt.Receipt, Gen.Long).Select((receipt, key) => SituationCode.Of(receipt, $"{key}")));

    [Fact]
    public void Every_refusal_step_mode_and_place_comes_back_as_it_went()
    {
        RefusalCode?[] refusals = [null, .. Enum.GetValues<RefusalCode>().Select(code => (RefusalCode?)code)];
        foreach (var refusal in refusals)
        {
            for (var mode = 0; mode <= Situation.LastMode; mode++)
            {
                foreach (var journal in Enum.GetValues<JournalPlace>())
                {
                    for (var step = 0; step <= Situation.LastStep; step++)
                    {
                        var verdict = (Verdict)(1 + ((step + mode) % Enum.GetValues<Verdict>().Length));
                        var situation = new Situation(verdict, refusal, mode, journal, step, Situation.LastStep - step);
                        Assert.True(SituationCode.TryParse(SituationCode.Of(situation).Text, out var read));
                        Assert.Equal(situation, read.Situation);
                    }
                }
            }
        }
    }

    [Fact]
    public void No_two_situations_have_one_code() => Gen.Select(Situations, Situations).Sample((one, other) =>
        (one == other) == (SituationCode.Of(one) == SituationCode.Of(other)), iter: 20_000);

    [Fact]
    public void A_mode_or_step_beyond_the_last_is_told_as_the_last()
    {
        var far = new Situation(Verdict.Undone, RefusalCode.StepFailed, 12, JournalPlace.Undone, 800, 900);

        Assert.True(SituationCode.TryParse(SituationCode.Of(far).Text, out var read));
        Assert.Equal(far with { Mode = Situation.LastMode, Step = Situation.LastStep, At = Situation.LastStep }, read.Situation);
    }

    [Fact]
    public void The_page_shows_the_codes_that_this_program_makes()
    {
        // The same numbers come out of the second implementation on the page.
        var full = new Situation(Verdict.Refused, RefusalCode.SpaceLacking, 1, JournalPlace.Untouched, 0, 0);
        var page = File.ReadAllText(Path.Combine(FormatPageTests.Root, "docs", "formats", "situation-code.md"));

        Assert.Contains($"`{SituationCode.Of(full)}`", page, StringComparison.Ordinal);
        Assert.Contains($"`{SituationCode.Of(Receipts.Applied(), KeyId)}`", page, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<JournalPlace>(),
            place => Assert.Contains($"| {(int)place} | ", page, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_person_writes_down_is_read() => Codes.Sample(code =>
        SituationCode.TryParse(code.Text, out var same) && same == code && same.Situation == code.Situation
        && SituationCode.TryParse(code.Text.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), out same)
            && same == code
        && SituationCode.TryParse(code.Text.Replace('0', 'o').Replace('1', 'l'), out same) && same == code);

    [Fact]
    public void Every_single_wrong_character_is_noticed() => Codes.Sample(code =>
    {
        for (var i = 0; i < code.Text.Length; i++)
        {
            foreach (var c in Alphabet.Where(c => code.Text[i] != '-' && c != code.Text[i]))
                Assert.False(SituationCode.TryParse(code.Text[..i] + c + code.Text[(i + 1)..], out _));
        }
    }, iter: 200);

    [Fact]
    public void Every_two_swapped_characters_are_noticed() => Codes.Sample(code =>
    {
        var bare = code.Text.Replace("-", "", StringComparison.Ordinal);
        for (var i = 0; i < bare.Length; i++)
        {
            for (var j = i + 1; j < bare.Length; j++)
            {
                var swapped = bare.ToCharArray();
                (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
                Assert.Equal(bare[i] == bare[j], SituationCode.TryParse(new string(swapped), out _));
            }
        }
    }, iter: 200);

    [Fact]
    public void Every_two_wrong_characters_are_noticed() =>
        Gen.Select(Codes, Gen.Int[0, 11], Gen.Int[0, 11], Gen.Int[1, 31], Gen.Int[1, 31]).Sample((code, i, j, a, b) =>
        {
            var bare = code.Text.Replace("-", "", StringComparison.Ordinal).ToCharArray();
            (i, j) = (i % bare.Length, j % bare.Length);
            bare[i] = Wrong(bare[i], a);
            if (i != j)
                bare[j] = Wrong(bare[j], b);
            return !SituationCode.TryParse(new string(bare), out _);

            static char Wrong(char c, int by) =>
                Alphabet[(Alphabet.IndexOf(c, StringComparison.Ordinal) + by) % Alphabet.Length];
        }, iter: 5000);

    [Theory]
    [InlineData("\u2013")]
    [InlineData("\u2011")]
    [InlineData("\u00a0")]
    [InlineData(" \u2212 ")]
    [InlineData("-\u200b")]
    [InlineData("\r\n")]
    public void A_code_out_of_a_mail_is_the_same_code(string separator) => Codes.Sample(code =>
    {
        Assert.True(SituationCode.TryParse(code.Text.Replace("-", separator, StringComparison.Ordinal), out var read));
        Assert.Equal(code, read);
    }, iter: 20);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("0000-0000")]
    [InlineData("0000-0000-0000")]
    [InlineData("0000-0000-0000-00")]
    [InlineData("U000-0000-0000-0")]
    [InlineData("0000-0000-0000-\u0660")]
    public void Anything_else_is_no_code(string? text) => Assert.False(SituationCode.TryParse(text, out _));

    [Fact]
    public void A_receipts_code_says_what_the_receipt_says_and_fits_its_delivery_alone()
    {
        var receipt = Receipts.Of(Verdict.Undone);
        Assert.True(SituationCode.TryParse(SituationCode.Of(receipt, KeyId).Text, out var code));

        Assert.Equal(new Situation(Verdict.Undone, RefusalCode.StepFailed, 1, JournalPlace.Undone, 1, 0), code.Situation);
        Assert.True(code.IsBoundTo(receipt.Nonce, Token.Of<SerialNumber>("m70503"), SampleModes.Dx));
        Assert.False(code.IsBoundTo(new string('0', 32), receipt.Instrument.Serial, SampleModes.Dx));
        Assert.False(code.IsBoundTo(receipt.Nonce, Token.Of<SerialNumber>("M70504"), SampleModes.Dx));
        Assert.False(code.IsBoundTo(receipt.Nonce, receipt.Instrument.Serial, SampleModes.Ruo));
    }

    [Fact]
    public void Two_receipts_of_one_outcome_have_two_codes()
    {
        var receipt = Receipts.Applied();

        Assert.NotEqual(SituationCode.Of(receipt, KeyId), SituationCode.Of(receipt with { Sequence = 3 }, KeyId));
        Assert.NotEqual(SituationCode.Of(receipt, KeyId), SituationCode.Of(receipt, new string('0', 64)));
    }

    [Fact]
    public void A_receipt_with_another_code_than_its_own_is_refused()
    {
        using var key = Receipts.NewKey();
        var other = SituationCode.Of(Receipts.Of(Verdict.Undone), ReceiptWriter.KeyIdOf(key.PublicKey)).Text;
        foreach (var situation in new[] { other, null, "7K3M-0QXR" })
        {
            var payload = ReceiptStatement.Kind.Format.Write(
                ReceiptStatement.Of(Receipts.Applied() with { Situation = situation }));
            var bytes = Receipts.Sign(System.Text.Encoding.UTF8.GetString(payload), key);

            Assert.Equal(RefusalCode.FormatInvalid, ReceiptReader.Read(bytes, "r").Refusal?.Code);
        }
    }
}
