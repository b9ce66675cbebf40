using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>
/// Something that is chosen or not: <c>(*)</c> one of several, <c>[X]</c> by itself. The focused one has an arrow before it.
/// </summary>
internal sealed class Choice : Button
{
    private readonly string _label;
    private readonly bool _oneOfSeveral;
    private bool _chosen;

    /// <summary>Makes the choice. It does not choose itself: <paramref name="pressed"/> decides.</summary>
    public Choice(string label, bool oneOfSeveral, Action pressed)
    {
        (_label, _oneOfSeveral) = (label, oneOfSeveral);
        NoDecorations = true;
        NoPadding = true;
        ShadowStyle = null;
        Height = 1;
        Width = Dim.Fill();
        TextAlignment = Alignment.Start;
        if (oneOfSeveral)
            HotKeySpecifier = default; // A place's name may hold an underscore.
        Mark();
        Accepting += (_, press) =>
        {
            press.Handled = true;
            pressed();
        };
    }

    /// <summary>Whether it is chosen.</summary>
    public bool Chosen
    {
        get => _chosen;
        set
        {
            _chosen = value;
            Mark();
        }
    }

    /// <inheritdoc/>
    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        Mark();
    }

    private void Mark()
    {
        var box = (_oneOfSeveral, _chosen) switch
        {
            (true, true) => "(*)",
            (true, false) => "( )",
            (false, true) => "[X]",
            (false, false) => "[ ]",
        };
        Text = $"{(HasFocus ? ">" : " ")} {box} {_label}";
    }
}
