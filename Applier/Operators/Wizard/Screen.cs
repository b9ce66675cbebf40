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

/// <summary>What stands between the title lines and the hint line: one screen, built from lines, at most 78 wide.</summary>
internal abstract class Screen : View
{
    /// <summary>Widest line, in characters.</summary>
    protected const int LineWidth = 76;

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

    /// <summary>Something was told: draw anew what depends on it.</summary>
    public virtual void Refresh()
    {
    }

    /// <summary>The screen's heading, underlined.</summary>
    protected void Heading(string text)
    {
        Line(text);
        Line(Underline(text));
    }

    /// <summary>The line below a heading.</summary>
    protected static string Underline(string heading) => new('─', Math.Min(heading.Length, LineWidth));

    /// <summary>Text that Page Up and Page Down scroll wherever the focus is.</summary>
    protected void Readable(ScrollText text)
    {
        _reading = text;
        Add(text);
    }

    /// <inheritdoc/>
    protected override bool OnKeyDown(Key key) => _reading?.Turns(key) is true || base.OnKeyDown(key);

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

    /// <summary>Big buttons side by side at the bottom; the first has the focus unless another view was named.</summary>
    protected void Buttons(params (string Label, Action Pressed)[] buttons)
    {
        View? left = null;
        foreach (var (label, pressed) in buttons)
        {
            var button = new BigButton(label, pressed) { X = left is null ? 0 : Pos.Right(left) + 3, Y = Pos.AnchorEnd(3) };
            Add(button);
            First ??= button;
            left = button;
        }
    }
}
