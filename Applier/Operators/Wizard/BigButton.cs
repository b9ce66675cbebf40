using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>A button three lines high, for gloves. The focused one has arrows around its text: colour alone says nothing.</summary>
internal sealed class BigButton : Button
{
    private readonly string _label;

    /// <summary>Makes the button; an underscore in <paramref name="label"/> stands before its hot key.</summary>
    public BigButton(string label, Action pressed)
    {
        _label = label;
        NoDecorations = true;
        NoPadding = true;
        ShadowStyle = null;
        Height = 3;
        Width = label.Length - 1 + 8;
        TextAlignment = Alignment.Center;
        VerticalTextAlignment = Alignment.Center;
        Mark(focused: false);
        Accepting += (_, press) =>
        {
            press.Handled = true;
            pressed();
        };
    }

    /// <inheritdoc/>
    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        Mark(newHasFocus);
    }

    /// <summary>The frame is drawn inside, because a border of Terminal.Gui's takes no finger.</summary>
    protected override bool OnDrawingContent(DrawContext? context)
    {
        var inside = Math.Max(0, Viewport.Width - 2);
        var line = new string('─', inside);
        AddStr(0, 0, $"┌{line}┐");
        // The blanks too: what nobody writes keeps the colour of the screen behind.
        AddStr(0, 1, $"│{new string(' ', inside)}│");
        AddStr(0, 2, $"└{line}┘");
        return base.OnDrawingContent(context);
    }

    private void Mark(bool focused) => Text = focused ? $"> {_label} <" : $"  {_label}  ";
}
