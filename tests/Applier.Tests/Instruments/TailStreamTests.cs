using System.Text;
using PatchKit.Applier.Instruments;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>What a program has said last, in whichever writing.</summary>
public sealed class TailStreamTests
{
    // The code page of an Italian or German Windows' console.
    private static readonly Encoding Oem = CodePagesEncodingProvider.Instance.GetEncoding(850)!;

    [Theory]
    [InlineData("Il servizio è stato arrestato")]
    [InlineData("Zugriff verweigert: Schlüssel größer")]
    public void What_cmd_says_is_read_in_its_own_code_page_and_UTF_8_as_such(string text)
    {
        Assert.Equal(text, Written(Oem.GetBytes(text), 100, Oem));
        Assert.Equal(text, Written(Encoding.UTF8.GetBytes(text), 100, Oem));
        Assert.Equal(text, Written(Encoding.UTF8.GetBytes(text), 100, null));
    }

    [Fact]
    public void A_character_of_UTF_8_that_the_tail_cuts_in_two_makes_it_no_other_writing() =>
        Assert.EndsWith("lì", Written(Encoding.UTF8.GetBytes("è lì"), 5, Oem), StringComparison.Ordinal);

    private static string Written(byte[] bytes, int kept, Encoding? otherwise)
    {
        using var stream = new TailStream(kept, otherwise);
        stream.Write(bytes);
        return stream.Text;
    }
}
