using PatchKit.Shared;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Where the backup goes, and with the run data or without.</summary>
internal sealed class BackupScreen : Screen
{
    private readonly BackupQuestion _question;
    private readonly Action<BackupAnswer> _answer;
    private readonly List<Choice> _places = [];
    private readonly Choice _optional;
    private readonly Label _needs;
    private readonly Label _takes;
    private readonly Label _message;

    /// <summary>Makes the screen; the suggested place is chosen, the run data are not.</summary>
    public BackupScreen(Texts texts, BackupQuestion question, Action<BackupAnswer> answer, Action stop)
        : base(texts)
    {
        (_question, _answer) = (question, answer);
        Heading(texts[TextKey.BackupTitle]);
        Paragraph(texts[TextKey.BackupText]);
        Row++;
        foreach (var place in question.Places)
        {
            var index = _places.Count;
            var line = texts[TextKey.BackupPlaceLine, place.Name, texts.Format.Bytes(place.FreeBytes)];
            Place(new Choice(line, oneOfSeveral: true, () => Choose(index)) { Chosen = index == 0 });
        }

        Row++;
        _optional = new Choice(
            texts[TextKey.BackupOptional, texts.Format.Bytes(question.OptionalBytes)],
            oneOfSeveral: false,
            ToggleOptional)
        { Y = Row, Visible = question.OptionalBytes > 0 };
        Add(_optional);
        Row += 2;
        _needs = Line("");
        _takes = new Label { Y = Row, Width = Dim.Fill(), Height = 2, CanFocus = false, HotKeySpecifier = default };
        Row += 2;
        Add(_takes);
        _message = Line("");
        Buttons(new(texts[TextKey.BackupGo], Go), new(texts[TextKey.Stop], stop, PressKind.Asks));
        Weigh();
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Backup;

    private BackupPlace? Chosen =>
        _places.FindIndex(place => place.Chosen) is >= 0 and var index ? _question.Places[index] : null;

    private bool WithOptional => _optional.Chosen;

    private long Needed => _question.MandatoryBytes + (WithOptional ? _question.OptionalBytes : 0);

    private void Place(Choice choice)
    {
        choice.Y = Row++;
        _places.Add(choice);
        Add(choice);
    }

    private void Choose(int index)
    {
        for (var place = 0; place < _places.Count; place++)
            _places[place].Chosen = place == index;
        Weigh();
    }

    private void ToggleOptional()
    {
        _optional.Chosen = !_optional.Chosen;
        Weigh();
    }

    private void Weigh()
    {
        _needs.Text = Texts[TextKey.BackupNeeds, Texts.Format.Bytes(Needed)];
        _takes.Text = string.Join('\n', Folding.Fold(Texts.Duration(_question, WithOptional), LineWidth));
        _message.Text = Chosen switch
        {
            null => $"! {Texts[TextKey.BackupNoPlace]}",
            { FreeBytes: var free } when free < Needed => $"! {Texts[TextKey.BackupTooSmall]}",
            _ => "",
        };
    }

    private void Go()
    {
        if (Chosen is { } place && place.FreeBytes >= Needed)
            _answer(new(place.Folder, WithOptional));
        else
            _places.FirstOrDefault()?.SetFocus();
    }
}
