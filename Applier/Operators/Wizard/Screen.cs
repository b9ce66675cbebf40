using PatchKit.Shared;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>Where a screen stands on the way, shown on every screen.</summary>
internal enum Rail
{
    /// <summary>Before the way begins.</summary>
    None,

    /// <summary>Stick and instrument are checked.</summary>
    Check,

    /// <summary>The operator agrees.</summary>
    Consent,

    /// <summary>The backup.</summary>
    Backup,

    /// <summary>The update.</summary>
    Apply,

    /// <summary>The end.</summary>
    End,
}

/// <summary>What a button leads to, and so where it lies.</summary>
internal enum PressKind
{
    /// <summary>On, or back to where nothing is lost: at the bottom on the left.</summary>
    GoesOn = 1,

    /// <summary>To a further question, such as whether to stop: at the bottom on the right.</summary>
    Asks,

    /// <summary>Away from the way on; what it says is meant: in a line of its own above the others.</summary>
    Dangerous,
}

/// <summary>A button of a screen.</summary>
/// <param name="Label">What it does.</param>
/// <param name="Pressed">Does it.</param>
/// <param name="Kind">What it leads to.</param>
internal readonly record struct Press(string Label, Action Pressed, PressKind Kind = PressKind.GoesOn);

/// <summary>What stands between the title lines and the hint line: one screen, built from lines, at most 78 wide.</summary>
internal abstract class Screen : View
{
    /// <summary>How far above the bottom dangerous buttons lie, in lines.</summary>
    protected const int DangerousRow = 7;

    /// <summary>Widest line, in characters.</summary>
    protected const int LineWidth = 76;

    private readonly List<BigButton> _buttons = [];
    private ScrollText? _reading;

    /// <summary>Makes an empty screen.</summary>
    protected Screen(Texts texts)
    {
        Texts = texts;
        X = 2;
        Width = Dim.Fill(2);
        Height = Dim.Fill();
        CanFocus = true;
    }

    /// <summary>Where it stands on the way.</summary>
    public abstract Rail Rail { get; }

    /// <summary>The line at the bottom.</summary>
    public virtual TextKey Hint => TextKey.KeysHint;

    /// <summary>The texts.</summary>
    protected Texts Texts { get; }

    /// <summary>Whether a button may be pressed now: what still comes for the screen before this one is not heard.</summary>
    public Func<bool> Hears { get; set; } = () => true;

    /// <summary>Where the next line goes.</summary>
    protected int Row { get; set; }

    /// <summary>What has the focus at first; null leaves it to the first that can.</summary>
    protected View? First { get; set; }

    /// <summary>Gives the focus to the first view.</summary>
    public void Begin()
    {
        SetFocus();
        First?.SetFocus();
    }

    /// <summary>What the help says of it.</summary>
    public virtual TextKey Help => Rail switch
    {
        Rail.None => TextKey.HelpStart,
        Rail.Check => TextKey.HelpCheck,
        Rail.Consent => TextKey.HelpConsent,
        Rail.Backup => TextKey.HelpBackup,
        Rail.Apply => TextKey.HelpApply,
        _ => TextKey.HelpEnd,
    };

    /// <summary>Whether it stands beside the way and leads back: what the session asks meanwhile waits behind it.</summary>
    public virtual bool IsAside => false;

    /// <summary>Something was told: draw anew what depends on it.</summary>
    public virtual void Refresh()
    {
    }

    /// <summary>The screen's heading, underlined.</summary>
    protected void Heading(string text)
    {
        var lines = Folding.Fold(text, LineWidth).ToList();
        foreach (var line in lines)
            Line(line);
        Line(Underline(lines[^1]));
    }

    /// <summary>The line below a heading.</summary>
    protected static string Underline(string heading) => new('─', Math.Min(heading.Length, LineWidth));

    /// <summary>Text that Page Up and Page Down scroll wherever the focus is.</summary>
    protected void Readable(ScrollText text)
    {
        _reading = text;
        Add(text);
    }

    /// <summary>Presses the button whose digit the key is; false when there is none.</summary>
    public bool Presses(Key key)
    {
        if (key.NoAlt.AsRune.Value - '1' is not (>= 0 and var index) || index >= _buttons.Count)
            return false;
        _buttons[index].Pressed();
        return true;
    }

    /// <summary>A digit presses its button, unless it is typed into a text: that has taken it before.</summary>
    protected override bool OnKeyDown(Key key) => _reading?.Turns(key) is true || Presses(key) || base.OnKeyDown(key);

    /// <summary>One line; the label, so that it can be changed.</summary>
    protected Label Line(string text)
    {
        var label = new Label
        { X = 0, Y = Row++, Width = Dim.Fill(), Height = 1, Text = text, CanFocus = false, HotKeySpecifier = default };
        Add(label);
        return label;
    }

    /// <summary>A paragraph, folded.</summary>
    protected void Paragraph(string text)
    {
        foreach (var line in Folding.Fold(text, LineWidth))
            Line(line);
    }

    /// <summary>
    /// The buttons of the screen, in the order of their digits; the first has the focus unless another view was named.
    /// </summary>
    protected void Buttons(params ReadOnlySpan<Press> presses)
    {
        View? left = null;
        foreach (var press in presses)
        {
            var button = Numbered(press.Label, press.Pressed);
            button.Kind = press.Kind;
            // What lies where comes from what it does, so that a dangerous one never lies where the last screen was pressed.
            (button.X, button.Y) = press.Kind switch
            {
                PressKind.GoesOn => (left is null ? 0 : Pos.Right(left) + 3, Pos.AnchorEnd(3)),
                PressKind.Asks => (Pos.AnchorEnd(), Pos.AnchorEnd(3)),
                _ => (0, Pos.AnchorEnd(DangerousRow)),
            };
            if (press.Kind == PressKind.GoesOn)
                left = button;
        }
    }

    /// <summary>A button with the next digit.</summary>
    protected BigButton Numbered(string label, Action pressed)
    {
        var button = new BigButton(_buttons.Count + 1, label, () =>
        {
            if (Hears())
                pressed();
        });
        _buttons.Add(button);
        Add(button);
        First ??= button;
        return button;
    }

    /// <summary>
    /// A line to fill in, between brackets: its colour alone says nothing. Enter goes to the next one, and from the last to the
    /// first button.
    /// </summary>
    /// <param name="left">What it stands beside, or null.</param>
    /// <param name="prompt">What is asked.</param>
    /// <param name="width">In characters.</param>
    /// <param name="row">Where.</param>
    /// <param name="secret">Whether what is typed is not shown.</param>
    protected TextField Asked(View? left, string prompt, int width, Pos row, bool secret = false)
    {
        var label = new Label { X = left is null ? 0 : Pos.Right(left) + 3, Y = row, Text = $"{prompt} [", CanFocus = false };
        var field = new TextField { X = Pos.Right(label), Y = row, Width = width, Secret = secret };
        field.Accepting += (_, enter) =>
        {
            enter.Handled = true;
            var fields = SubViews.OfType<TextField>().ToList();
            var next = fields.IndexOf(field) + 1;
            (next < fields.Count ? fields[next] : (View)_buttons[0]).SetFocus();
        };
        Add(label, field, new Label { X = Pos.Right(field), Y = row, Text = "]", CanFocus = false });
        return field;
    }
}
