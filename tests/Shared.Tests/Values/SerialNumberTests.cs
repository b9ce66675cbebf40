using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Values;

public class SerialNumberTests
{
    [Theory]
    [InlineData("M70503")]
    [InlineData("sn-2024/0042.b_7")]
    [InlineData("000")]
    [InlineData("CON/1")]
    [InlineData("7")]
    public void What_vendors_print_is_a_serial_number(string text)
    {
        Assert.True(Token.TryParse<SerialNumber>(text, out var serial));
        Assert.Equal(text, serial.Text);
        Assert.True(Token.TryParse<SerialNumber>(serial.Key, out var key));
        Assert.Equal(serial, key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M 70503")]
    [InlineData("M70503 ")]
    [InlineData("/M70503")]
    [InlineData("M70503-")]
    [InlineData("M..7")]
    [InlineData("M\\7")]
    [InlineData("M:7")]
    [InlineData("Ü7")]
    [InlineData("NUL")]
    [InlineData("con.1")]
    [InlineData("12345678901234567890123456789012345678901")]
    public void Anything_else_is_none(string text) => Assert.False(Token.TryParse<SerialNumber>(text, out _));

    [Theory]
    [InlineData("M70503", "m70503", true)]
    [InlineData("0012345", "12345", false)]
    [InlineData("00-12", "0-12", false)]
    [InlineData("000", "0", false)]
    [InlineData("12345", "123450", false)]
    [InlineData("SN-0012", "SN-12", false)]
    [InlineData("A/1", "A_1", false)]
    public void Two_spellings_of_one_number_are_one_instrument(string one, string other, bool same)
    {
        var (left, right) = (Token.Of<SerialNumber>(one), Token.Of<SerialNumber>(other));

        Assert.Equal(same, left == right);
        Assert.Equal(same, left.Key == right.Key);
        Assert.Equal(!same, new HashSet<SerialNumber> { left, right }.Count == 2);
    }

    [Fact]
    public void A_slash_makes_no_folder_of_a_receipts_name() => Assert.StartsWith(
        "receipts/sn-2024_0042-Main-",
        StickLayout.Receipt(Token.Of<SerialNumber>("sn-2024/0042"), Token.Of<ModeId>("Main"), DateTimeOffset.UnixEpoch, 1).Text,
        StringComparison.Ordinal);
}
