using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Whether the site's IT was told, by name, before accounts and permissions change. Without it the way on is asked once
/// more.</summary>
internal sealed class LocalItScreen : Screen
{
    private readonly TextField _name;
    private readonly Label _message;
    private readonly Action<LocalItAnswer> _answer;

    /// <summary>Makes the screen.</summary>
    public LocalItScreen(Texts texts, LocalItQuestion question, Action<LocalItAnswer> answer, Action notTold)
        : base(texts)
    {
        _answer = answer;
        Heading(texts[TextKey.LocalItTitle]);
        Paragraph(texts[TextKey.LocalItText, question.Phase.In(texts.Language)]);
        Row++;
        _name = Asked(null, texts[TextKey.LocalItName], 36, Row++);
        Row++;
        _message = Line("");
        First = _name;
        Buttons(new(texts[TextKey.LocalItTold], Told), new(texts[TextKey.LocalItNotTold], notTold, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Consent;

    private void Told()
    {
        if (_name.Text.Trim() is { Length: > 0 } name)
        {
            _answer(new(name));
            return;
        }

        _message.Text = $"! {Texts[TextKey.LocalItNameMissing]}";
        _name.SetFocus();
    }
}
