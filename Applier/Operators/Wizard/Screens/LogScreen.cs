using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>
/// What the session has told so far, in the lines of plain text, by F2. The session goes on behind it, and what comes is added.
/// </summary>
internal sealed class LogScreen : Screen
{
    private readonly Func<IReadOnlyList<string>> _lines;
    private readonly ScrollText _text;

    /// <summary>Makes the screen; the newest lines are shown.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="rail">Where the session stands on the way.</param>
    /// <param name="lines">What has been told.</param>
    /// <param name="back">Back to the screen.</param>
    public LogScreen(Texts texts, Rail rail, Func<IReadOnlyList<string>> lines, Action back)
        : base(texts)
    {
        (Rail, _lines) = (rail, lines);
        Heading(texts[TextKey.LogTitle]);
        _text = new ScrollText([]) { X = 0, Y = Row, Width = Dim.Fill(), Height = Dim.Fill(4) };
        Readable(_text);
        Add(new Label { X = 1, Y = Pos.AnchorEnd(4), Text = texts[TextKey.ScrollHint], CanFocus = false });
        Buttons(new Press(texts[TextKey.HelpBack], back));
    }

    /// <inheritdoc/>
    public override Rail Rail { get; }

    /// <inheritdoc/>
    public override bool IsAside => true;

    /// <inheritdoc/>
    public override void Refresh() => _text.Show(_lines());
}
