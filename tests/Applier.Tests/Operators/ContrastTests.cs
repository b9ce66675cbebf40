using PatchKit.Applier.Operators.Wizard;
using Terminal.Gui.Drawing;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>Every pair of colours can be told apart by somebody who sees badly: WCAG 2.2, 1.4.3.</summary>
public class ContrastTests
{
    private const double Least = 4.5;

    // The sixteen colours as the consoles show them that an instrument may have: the old Windows console, Windows 10's, xterm's.
    private static readonly Dictionary<string, Dictionary<ColorName16, int>> Palettes = new()
    {
        ["old"] = new()
        {
            [ColorName16.Black] = 0x000000,
            [ColorName16.Blue] = 0x000080,
            [ColorName16.Gray] = 0xc0c0c0,
            [ColorName16.White] = 0xffffff,
            [ColorName16.BrightYellow] = 0xffff00,
        },
        ["Windows 10"] = new()
        {
            [ColorName16.Black] = 0x0c0c0c,
            [ColorName16.Blue] = 0x0037da,
            [ColorName16.Gray] = 0xcccccc,
            [ColorName16.White] = 0xf2f2f2,
            [ColorName16.BrightYellow] = 0xf9f1a5,
        },
        ["xterm"] = new()
        {
            [ColorName16.Black] = 0x000000,
            [ColorName16.Blue] = 0x0000ee,
            [ColorName16.Gray] = 0xe5e5e5,
            [ColorName16.White] = 0xffffff,
            [ColorName16.BrightYellow] = 0xffff00,
        },
    };

    public static TheoryData<string, VisualRole> Pairs()
    {
        var data = new TheoryData<string, VisualRole>();
        foreach (var palette in Palettes.Keys)
        {
            foreach (var role in Enum.GetValues<VisualRole>())
                data.Add(palette, role);
        }

        return data;
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Every_pair_of_colours_has_contrast_enough(string palette, VisualRole role)
    {
        var pair = Look.Colours.GetAttributeForRole(role);
        var (text, behind) = (Palettes[palette][pair.Foreground.GetClosestNamedColor16()],
            Palettes[palette][pair.Background.GetClosestNamedColor16()]);
        Assert.InRange(Contrast(Luminance(text), Luminance(behind)), Least, 21);
    }

    [Fact]
    public void Black_on_white_is_twenty_one() => Assert.Equal(21, Contrast(Luminance(0xffffff), Luminance(0)), 0.001);

    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    private static double Luminance(int colour) =>
        (0.2126 * Linear(colour >> 16)) + (0.7152 * Linear(colour >> 8)) + (0.0722 * Linear(colour));

    private static double Linear(int channel)
    {
        var part = (channel & 0xff) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }
}
