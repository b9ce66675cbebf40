using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Asks for a password, masked.</summary>
internal sealed class PasswordScreen : Screen
{
    private readonly TextField _field;
    private readonly Label _message;
    private readonly Action<string> _answer;

    /// <summary>Makes the screen.</summary>
    public PasswordScreen(Texts texts, PasswordQuestion question, Action<string> answer, Action stop)
        : base(texts)
    {
        _answer = answer;
        Heading(texts[TextKey.PasswordTitle, question.Account]);
        Paragraph(texts[TextKey.PasswordText]);
        Row++;
        _field = Asked(null, texts[TextKey.PasswordField], 40, Row, secret: true);
        Row += 2;
        _message = Line(question.WrongBefore ? $"! {texts[TextKey.PasswordWrong]}" : "");
        First = _field;
        Buttons(new(texts[TextKey.PasswordGo], Go), new(texts[TextKey.Stop], stop, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Apply;

    private void Go()
    {
        var password = _field.Text;
        if (password.Length == 0)
        {
            _message.Text = $"! {Texts[TextKey.PasswordEmpty]}";
            _field.SetFocus();
            return;
        }

        _field.Text = "";
        _answer(password);
    }
}
