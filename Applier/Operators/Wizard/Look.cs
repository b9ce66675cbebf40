using System.Text;
using Terminal.Gui.Configuration;
using Terminal.Gui.Drawing;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>Colours and glyphs. Terminal.Gui keeps them for the whole process: set once, before the first view is made.</summary>
internal static class Look
{
    /// <summary>Everywhere: white on blue has the strongest contrast of the 16 colours that every console shows alike.</summary>
    public static Scheme Colours { get; } = new()
    {
        Normal = new Attribute(ColorName16.White, ColorName16.Blue),
        HotNormal = new Attribute(ColorName16.BrightYellow, ColorName16.Blue),
        Focus = new Attribute(ColorName16.Black, ColorName16.Gray),
        HotFocus = new Attribute(ColorName16.Black, ColorName16.Gray),
        Active = new Attribute(ColorName16.Black, ColorName16.Gray),
        HotActive = new Attribute(ColorName16.Black, ColorName16.Gray),
        Highlight = new Attribute(ColorName16.Black, ColorName16.Gray),
        Editable = new Attribute(ColorName16.Black, ColorName16.White),
        ReadOnly = new Attribute(ColorName16.White, ColorName16.Blue),
        Disabled = new Attribute(ColorName16.Gray, ColorName16.Blue),
    };

    /// <summary>Sets the look. The plain one has 16 colours and glyphs that old console fonts have.</summary>
    public static void Set(bool plain)
    {
        ButtonSettings.Current = ButtonSettings.Default with { DefaultShadow = ShadowStyles.None };
        DriverSettings.Defaults.Force16Colors = plain;
        GlyphSettings.Current = plain ? PlainGlyphs : GlyphSettings.Default;
    }

    // No underscore among them: it would be taken for the mark of a hot key.
    private static GlyphSettings PlainGlyphs => GlyphSettings.Default with
    {
        CheckStateChecked = new Rune('X'),
        CheckStateUnChecked = new Rune('-'),
        Selected = new Rune('*'),
        UnSelected = new Rune('-'),
        UpArrow = new Rune('^'),
        DownArrow = new Rune('v'),
        ContinuousMeterSegment = new Rune('#'),
        BlocksMeterSegment = new Rune('#'),
        Stipple = new Rune('.'),
        Dot = new Rune('*'),
    };
}
