using Terminal.Gui.Drawing;
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
        BorderStyle = LineStyle.Single;
        Border.Settings &= ~BorderSettings.Title;
        Height = 3;
        Width = label.Length - 1 + 8;
        TextAlignment = Alignment.Center;
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

    private void Mark(bool focused) => Text = focused ? $"> {_label} <" : $"  {_label}  ";
}
