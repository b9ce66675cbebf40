using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>
/// Asks whether to stop. The session goes on behind it up to its next change and waits there; what the question says of the
/// instrument is read again whenever the session has told of more than bytes that moved.
/// </summary>
internal sealed class StopScreen : Screen
{
    private const int MostLines = 8;

    private readonly Func<InstrumentState> _state;
    private readonly Label[] _lines;

    /// <summary>Makes the screen; going on has the focus.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="rail">Where the session stands on the way.</param>
    /// <param name="state">Reads how the instrument stands.</param>
    /// <param name="stop">Yes.</param>
    /// <param name="goOn">No.</param>
    public StopScreen(Texts texts, Rail rail, Func<InstrumentState> state, Action stop, Action goOn)
        : base(texts)
    {
        Rail = rail;
        _state = state;
        Row = 2;
        Heading(texts[TextKey.StopQuestion]);
        _lines = [.. Enumerable.Range(0, MostLines).Select(_ => Line(""))];
        Look();
        Buttons((texts[TextKey.StopNo], goOn), (texts[TextKey.StopYes], stop));
    }

    /// <inheritdoc/>
    public override Rail Rail { get; }

    /// <summary>Reads anew how the instrument stands, and says it.</summary>
    public void Look()
    {
        var state = _state();
        string[] lines =
        [
            .. Folding.Fold(Texts.Of(state), LineWidth),
            "",
            .. Folding.Fold(Texts[state.GoesOn ? TextKey.StopPutsBack : TextKey.StopLeaves], LineWidth),
        ];
        for (var row = 0; row < _lines.Length; row++)
            _lines[row].Text = row < lines.Length ? lines[row] : "";
    }
}
