using System.Globalization;
using PatchKit.Applier.Operators.Printing;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>A bar, the figure, and the time left. The figure says it all for those who cannot see the bar.</summary>
internal sealed class ProgressLine : View
{
    private const int BarWidth = 24;

    private readonly ProgressBar _bar = new() { X = 0, Y = 0, Width = BarWidth, ProgressBarStyle = ProgressBarStyle.Continuous };
    private readonly Label _figure = new() { X = BarWidth + 1, Y = 0, Width = Dim.Fill(), CanFocus = false };

    /// <summary>Makes an empty line.</summary>
    public ProgressLine()
    {
        Width = Dim.Fill();
        Height = 1;
        Add(_bar, _figure);
        Visible = false;
    }

    /// <summary>Shows bytes; nothing when none move.</summary>
    public void Show(BytesMoved? moved, TimeSpan? left, Texts texts)
    {
        Visible = moved is not null;
        if (moved is null)
            return;
        var time = left is { } rest ? $", {texts.TimeLeft(rest)}" : "";
        var sizes = texts[TextKey.Progress, texts.Format.Bytes(moved.Done), texts.Format.Bytes(moved.Total)];
        Set(Pace.PercentOf(moved), $"{sizes}{time}");
    }

    /// <summary>Shows steps, and how long the one under way takes so far.</summary>
    public void Show(int done, int of, TimeSpan? takes, Texts texts)
    {
        Visible = of > 0;
        if (of == 0)
            return;
        var time = takes is { } soFar ? $", {texts[TextKey.StepTime, texts.Took(soFar)]}" : "";
        var (step, steps) = (done.ToString(CultureInfo.InvariantCulture), of.ToString(CultureInfo.InvariantCulture));
        Set(done * 100 / of, texts[TextKey.Progress, step, steps] + time);
    }

    private void Set(int percent, string text)
    {
        _bar.Fraction = percent / 100f;
        _figure.Text = $"{percent.ToString(CultureInfo.InvariantCulture),3} %  {text}";
    }
}
