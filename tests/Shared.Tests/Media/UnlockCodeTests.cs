using PatchKit.Shared.Media;

namespace PatchKit.Tests.Shared.Media;

/// <summary>A code is typed from paper: what was mistyped is noticed before anything is tried.</summary>
public class UnlockCodeTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static readonly UnlockCode Code = UnlockCode.Of("a signature"u8);

    [Fact]
    public void It_has_26_characters_in_groups_and_is_the_same_for_the_same_secret()
    {
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}$", Code.Text);
        Assert.Equal(Code, UnlockCode.Of("a signature"u8));
        Assert.NotEqual(Code, UnlockCode.Of("another"u8));
    }

    // Later programs print the letters of today's sticks.
    [Fact]
    public void A_secret_gives_the_code_that_it_always_gave() => Assert.Equal(Vector, Code.Text);

    [Fact]
    public void It_is_read_however_it_is_typed()
    {
        foreach (var typed in new[]
        {
            Code.Text, Code.Text.ToLowerInvariant(), Code.Text.Replace("-", "", StringComparison.Ordinal),
            Code.Text.Replace("-", " – ", StringComparison.Ordinal), $"  {Code.Text}\n",
            Code.Text.Replace('0', 'o').Replace('1', 'l'), Code.Text.Replace('1', 'I'),
        })
        {
            Assert.True(UnlockCode.TryParse(typed, out var read), typed);
            Assert.Equal(Code, read);
        }
    }

    [Fact]
    public void Every_one_wrong_character_and_every_two_swapped_ones_are_noticed()
    {
        var text = Code.Text.Replace("-", "", StringComparison.Ordinal);
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var c in Alphabet.Where(c => c != text[at]))
                Assert.False(UnlockCode.TryParse($"{text[..at]}{c}{text[(at + 1)..]}", out _));
            for (var other = at + 1; other < text.Length; other++)
            {
                if (text[at] != text[other])
                    Assert.False(UnlockCode.TryParse(
                        $"{text[..at]}{text[other]}{text[(at + 1)..other]}{text[at]}{text[(other + 1)..]}", out _));
            }
        }
    }

    [Fact]
    public void A_character_too_few_too_many_or_of_no_code_is_noticed()
    {
        Assert.False(UnlockCode.TryParse(Code.Text[..^1], out _));
        Assert.False(UnlockCode.TryParse(Code.Text + "0", out _));
        Assert.False(UnlockCode.TryParse(Code.Text[..^1] + "U", out _));
        Assert.False(UnlockCode.TryParse("", out _));
        Assert.False(UnlockCode.TryParse(null, out _));
    }

    [Fact]
    public void It_is_printed_by_nobody_who_did_not_mean_to() =>
        Assert.DoesNotContain(Code.Text, $"{Code} {new { Code }}", StringComparison.Ordinal);

    private const string Vector = "G16G-M147-0FFR-DXCC-GF0T-CBXJ-4A";
}
