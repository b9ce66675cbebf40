using System.Globalization;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>
/// What was found, what will be done, the notice, and an explicit yes: by name and role, and by the end of the serial number,
/// which nobody types by accident.
/// </summary>
internal sealed class ConsentScreen : Screen
{
    private readonly TextField _name;
    private readonly TextField _role;
    private readonly TextField _serial;
    private readonly ConsentSummary _summary;
    private readonly Label _message;
    private readonly Action<ConsentAnswer> _answer;

    /// <summary>Makes the screen.</summary>
    public ConsentScreen(Texts texts, ConsentSummary summary, Action<ConsentAnswer> answer, Action decline)
        : base(texts)
    {
        (_summary, _answer) = (summary, answer);
        foreach (var line in ConsentText.Heading(summary, texts))
            Line(line);
        Readable(new(ConsentText.Body(summary, texts)) { X = 0, Y = Row, Width = Dim.Fill(), Height = Dim.Fill(7) });
        Add(new Label { X = 1, Y = Pos.AnchorEnd(7), Text = texts[TextKey.ScrollHint], CanFocus = false });
        _name = Asked(null, texts[TextKey.YourName], 26, Pos.AnchorEnd(6));
        _role = Asked(_name, texts[TextKey.YourRole], 24, Pos.AnchorEnd(6));
        _serial = Asked(null,
            texts[TextKey.SerialEnd, ConsentSummary.SerialEndLength.ToString(CultureInfo.InvariantCulture)], 6, Pos.AnchorEnd(5));
        _message = new Label { X = 0, Y = Pos.AnchorEnd(4), Width = Dim.Fill(), CanFocus = false };
        Add(_message);
        First = _name;
        Buttons(new(texts[TextKey.ConsentYes], Agree), new(texts[TextKey.ConsentNo], decline, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Consent;

    private void Agree()
    {
        var (name, role) = (_name.Text.Trim(), _role.Text.Trim());
        if (name.Length == 0 || role.Length == 0)
            Say(TextKey.NameMissing, name.Length == 0 ? _name : _role);
        else if (!_summary.IsSerialEnd(_serial.Text))
            Say(TextKey.SerialEndWrong, _serial);
        else
            _answer(new ConsentAnswer.Agreed(name, role));
    }

    private void Say(TextKey what, TextField where)
    {
        _message.Text = $"! {Texts[what]}";
        where.SetFocus();
    }
}
