using System.Globalization;
using Terminal.Gui.Drawing;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>
/// A button three lines high, for gloves, with the digit before its text that presses it. The focused one has arrows around its
/// text: colour alone says nothing. No letter presses it: names are typed on the same screens.
/// </summary>
internal sealed class BigButton : Button
{
    private readonly string _label;

    /// <summary>Makes the button.</summary>
    /// <param name="number">The digit that presses it, from 1.</param>
    /// <param name="label">What it does.</param>
    /// <param name="pressed">Does it.</param>
    public BigButton(int number, string label, Action pressed)
        : this($"{number.ToString(CultureInfo.InvariantCulture)} {label}", pressed)
    {
    }

    /// <summary>Makes a button that another key presses, which its label names.</summary>
    public BigButton(string label, Action pressed)
    {
        _label = label;
        Pressed = pressed;
        NoDecorations = true;
        NoPadding = true;
        ShadowStyle = null;
        HotKeySpecifier = default;
        Height = 3;
        Width = WidthOf(_label);
        TextAlignment = Alignment.Center;
        VerticalTextAlignment = Alignment.Center;
        Mark(focused: false);
        Accepting += (_, press) =>
        {
            press.Handled = true;
            Pressed();
        };
    }

    /// <summary>How wide a button with this label is, in characters.</summary>
    public static int WidthOf(string label) => label.Length + 8;

    /// <summary>Does what the button stands for.</summary>
    public Action Pressed { get; }

    /// <summary>What it leads to.</summary>
    public PressKind Kind { get; set; } = PressKind.GoesOn;

    /// <inheritdoc/>
    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        Mark(newHasFocus);
    }

    /// <summary>The frame is drawn inside, because a border of Terminal.Gui's takes no finger.</summary>
    protected override bool OnDrawingContent(DrawContext? context)
    {
        var line = new string('─', Math.Max(0, Viewport.Width - 2));
        AddStr(0, 0, $"┌{line}┐");
        AddStr(0, 1, "│");
        AddStr(Viewport.Width - 1, 1, "│");
        AddStr(0, 2, $"└{line}┘");
        return base.OnDrawingContent(context);
    }

    /// <summary>Under the text the whole line is filled: what nobody writes keeps the colour of the screen behind.</summary>
    protected override bool OnDrawingText(DrawContext? context)
    {
        SetAttributeForRole(HasFocus ? VisualRole.Focus : VisualRole.Normal);
        AddStr(0, 1, new string(' ', Viewport.Width));
        return base.OnDrawingText(context);
    }

    private void Mark(bool focused) => Text = focused ? $"> {_label} <" : $"  {_label}  ";
}
