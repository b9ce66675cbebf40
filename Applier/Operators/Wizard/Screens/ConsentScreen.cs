using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>What was found, what will be done, the notice, and an explicit yes by name and role.</summary>
internal sealed class ConsentScreen : Screen
{
    private readonly TextField _name;
    private readonly TextField _role;
    private readonly Label _message;
    private readonly Action<ConsentAnswer> _answer;

    /// <summary>Makes the screen.</summary>
    public ConsentScreen(Texts texts, ConsentSummary summary, Action<ConsentAnswer> answer)
        : base(texts)
    {
        _answer = answer;
        foreach (var line in ConsentText.Heading(summary, texts))
            Line(line);
        Readable(new(ConsentText.Body(summary, texts)) { X = 0, Y = Row, Width = Dim.Fill(), Height = Dim.Fill(6) });
        Add(Under(new Label { X = 1, Text = texts[TextKey.ScrollHint], CanFocus = false }, 6));

        var nameLabel = Under(new Label { X = 0, Text = $"{texts[TextKey.YourName]} [", CanFocus = false }, 5);
        _name = Under(new TextField { X = Pos.Right(nameLabel), Width = 26 }, 5);
        var roleLabel = Under(new Label { X = Pos.Right(_name), Text = $"]  {texts[TextKey.YourRole]} [", CanFocus = false }, 5);
        _role = Under(new TextField { X = Pos.Right(roleLabel), Width = 24 }, 5);
        var end = Under(new Label { X = Pos.Right(_role), Text = "]", CanFocus = false }, 5);
        _message = Under(new Label { X = 0, Width = Dim.Fill(), CanFocus = false }, 4);
        Add(nameLabel, _name, roleLabel, _role, end, _message);
        First = _name;
        Buttons((texts[TextKey.ConsentYes], Agree), (texts[TextKey.ConsentNo], () => answer(new(false, "", ""))));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Consent;

    private static T Under<T>(T view, int fromBottom)
        where T : View
    {
        view.Y = Pos.AnchorEnd(fromBottom);
        return view;
    }

    private void Agree()
    {
        var (name, role) = (_name.Text.Trim(), _role.Text.Trim());
        if (name.Length > 0 && role.Length > 0)
        {
            _answer(new(true, name, role));
            return;
        }

        _message.Text = $"! {Texts[TextKey.NameMissing]}";
        (name.Length == 0 ? _name : _role).SetFocus();
    }
}
