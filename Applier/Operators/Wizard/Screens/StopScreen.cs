using PatchKit.Shared;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>What is asked once more, and what would follow.</summary>
/// <param name="Question">The question.</param>
/// <param name="Follows">What follows from a yes; null when it depends on how the instrument stands.</param>
/// <param name="Yes">The button that means it.</param>
internal sealed record StopWords(TextKey Question, TextKey? Follows, TextKey Yes)
{
    /// <summary>The button that goes back.</summary>
    public TextKey No { get; init; } = TextKey.StopNo;

    /// <summary>Whether to go on although local IT was not told.</summary>
    public static StopWords ItNotTold { get; } =
        new(TextKey.LocalItGoOn, TextKey.LocalItWarning, TextKey.LocalItYes) { No = TextKey.DeclineBack };

    /// <summary>Whether to give up what the checks found in the way.</summary>
    public static StopWords GiveUp { get; } =
        new(TextKey.GiveUpQuestion, TextKey.GiveUpFollows, TextKey.GiveUp) { No = TextKey.DeclineBack };

    /// <summary>Whether to stop the program.</summary>
    public static StopWords Stop { get; } = new(TextKey.StopQuestion, null, TextKey.StopYes);

    /// <summary>Whether to undo everything instead of a step by hand.</summary>
    public static StopWords Undo { get; } = new(TextKey.UndoQuestion, TextKey.StopPutsBack, TextKey.UndoYes);
}

/// <summary>
/// Asks whether to stop or to undo. The session goes on behind it up to its next change and waits there; what the question says
/// of the instrument is read again whenever the session has told of more than bytes that moved.
/// </summary>
internal sealed class StopScreen : Screen
{
    private const int MostLines = 8;

    private readonly Func<InstrumentState> _state;
    private readonly StopWords _words;
    private readonly Label[] _lines;

    /// <summary>Makes the screen; going on has the focus.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="words">What is asked.</param>
    /// <param name="rail">Where the session stands on the way.</param>
    /// <param name="state">Reads how the instrument stands.</param>
    /// <param name="stop">Yes.</param>
    /// <param name="goOn">No.</param>
    public StopScreen(Texts texts, StopWords words, Rail rail, Func<InstrumentState> state, Action stop, Action goOn)
        : base(texts)
    {
        Rail = rail;
        (_state, _words) = (state, words);
        Row = 2;
        Heading(texts[words.Question]);
        _lines = [.. Enumerable.Range(0, MostLines).Select(_ => Line(""))];
        Look();
        Buttons(new(texts[words.No], goOn), new(texts[words.Yes], stop, PressKind.Dangerous));
    }

    /// <inheritdoc/>
    public override Rail Rail { get; }

    /// <inheritdoc/>
    public override bool IsAside => true;

    /// <summary>Reads anew how the instrument stands, and says it.</summary>
    public void Look()
    {
        var state = _state();
        string[] lines =
        [
            .. Folding.Fold(Texts.Of(state), LineWidth),
            "",
            .. Folding.Fold(Texts[_words.Follows ?? (state.GoesOn ? TextKey.StopPutsBack : TextKey.StopLeaves)], LineWidth),
        ];
        for (var row = 0; row < _lines.Length; row++)
            _lines[row].Text = row < lines.Length ? lines[row] : "";
    }
}
