using CsCheck;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Receipts;

public class TelephoneCodeTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void A_code_is_three_groups_of_four_and_a_check_character() =>
        // SHA-256 of "abc" (FIPS 180-4) begins ba7816bf 8f01cfe; the rest was computed by another program.
        Assert.Equal("Q9W1-DFWF-077Y-T", TelephoneCode.Of(Sha256Digest.Of("abc"u8)).Text);

    [Fact]
    public void What_a_person_writes_down_is_read() => Codes.Sample(code =>
        TelephoneCode.TryParse(code.Text, out var same) && same == code
        && TelephoneCode.TryParse(code.Text.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), out same)
            && same == code
        && TelephoneCode.TryParse(code.Text.Replace('0', 'o').Replace('1', 'l'), out same) && same == code);

    [Fact]
    public void One_wrong_character_is_always_noticed() => Codes.Sample(code =>
    {
        for (var i = 0; i < code.Text.Length; i++)
        {
            foreach (var c in Alphabet.Where(c => code.Text[i] != '-' && c != code.Text[i]))
                Assert.False(TelephoneCode.TryParse(code.Text[..i] + c + code.Text[(i + 1)..], out _));
        }
    }, iter: 50);

    [Fact]
    public void Two_swapped_characters_are_always_noticed() => Codes.Sample(code =>
    {
        var bare = code.Text.Replace("-", "", StringComparison.Ordinal);
        for (var i = 0; i < bare.Length; i++)
        {
            for (var j = i + 1; j < bare.Length; j++)
            {
                var swapped = bare.ToCharArray();
                (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
                Assert.Equal(bare[i] == bare[j], TelephoneCode.TryParse(new string(swapped), out _));
            }
        }
    }, iter: 50);

    [Theory]
    [InlineData("\u2013")]
    [InlineData("\u2011")]
    [InlineData("\u00a0")]
    [InlineData(" \u2212 ")]
    [InlineData("-\u200b")]
    [InlineData("\r\n")]
    public void A_code_out_of_a_mail_is_the_same_code(string separator) => Codes.Sample(code =>
    {
        Assert.True(TelephoneCode.TryParse(code.Text.Replace("-", separator, StringComparison.Ordinal), out var read));
        Assert.Equal(code, read);
    }, iter: 20);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("0000-0000-0000")]
    [InlineData("0000-0000-0000-00")]
    [InlineData("U000-0000-0000-0")]
    [InlineData("0000-0000-0000-\u0660")]
    public void Anything_else_is_no_code(string? text) => Assert.False(TelephoneCode.TryParse(text, out _));

    private static Gen<TelephoneCode> Codes =>
        Gen.Byte.Array[32].Select(bytes => TelephoneCode.Of(Sha256Digest.FromBytes(bytes)));
}
