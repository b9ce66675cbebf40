using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Asks for the unlock code of the letter. It is shown: whoever types it compares it with the paper.</summary>
internal sealed class UnlockScreen : Screen
{
    private readonly TextField _field;
    private readonly Label _message;
    private readonly Action<string> _answer;

    /// <summary>Makes the screen.</summary>
    public UnlockScreen(Texts texts, UnlockQuestion question, Action<string> answer, Action stop)
        : base(texts)
    {
        _answer = answer;
        Heading(texts[TextKey.UnlockTitle, question.Stick.Text]);
        Paragraph(texts[TextKey.UnlockText]);
        Row++;
        _field = Asked(null, texts[TextKey.UnlockField], 40, Row);
        Row += 2;
        _message = Line(UnlockText.Trouble(question, texts) is { } trouble ? $"! {trouble}" : "");
        First = _field;
        Buttons(new(texts[TextKey.UnlockGo], Go), new(texts[TextKey.Stop], stop, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Check;

    private void Go()
    {
        if (_field.Text.Trim() is { Length: > 0 } code)
        {
            _answer(code);
            return;
        }

        _message.Text = $"! {Texts[TextKey.UnlockEmpty]}";
        _field.SetFocus();
    }
}
