using System.Globalization;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>
/// What was found, what will be done, the notice, and an explicit yes: by the end of the serial number, which nobody types by
/// accident.
/// </summary>
internal sealed class ConsentScreen : Screen
{
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
        Readable(new(ConsentText.Body(summary, texts)) { X = 0, Y = Row, Width = Dim.Fill(), Height = Dim.Fill(6) });
        Add(new Label { X = 1, Y = Pos.AnchorEnd(6), Text = texts[TextKey.ScrollHint], CanFocus = false });
        _serial = Asked(null,
            texts[TextKey.SerialEnd, ConsentSummary.SerialEndLength.ToString(CultureInfo.InvariantCulture)], 6, Pos.AnchorEnd(5));
        _message = new Label { X = 0, Y = Pos.AnchorEnd(4), Width = Dim.Fill(), CanFocus = false };
        Add(_message);
        First = _serial;
        Buttons(new(texts[TextKey.ConsentYes], Agree), new(texts[TextKey.ConsentNo], decline, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Consent;

    private void Agree()
    {
        if (_summary.IsSerialEnd(_serial.Text))
        {
            _answer(new ConsentAnswer.Agreed(_serial.Text.Trim()));
            return;
        }

        _message.Text = $"! {Texts[TextKey.SerialEndWrong]}";
        _serial.SetFocus();
    }
}
