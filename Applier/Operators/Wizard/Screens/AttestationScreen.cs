using System.Collections.Immutable;
using PatchKit.Shared.Receipts;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>
/// Who stands there, and yes or no to each sentence of the verification form. None is answered beforehand, and none is left out.
/// </summary>
internal sealed class AttestationScreen : Screen
{
    private readonly List<(FormSentence Sentence, Choice Yes, Choice No)> _sentences = [];
    private readonly TextField _name;
    private readonly TextField _role;
    private readonly TextField _company;
    private readonly Label _message;
    private readonly Action<AttestationAnswer> _answer;

    /// <summary>Makes the screen.</summary>
    public AttestationScreen(Texts texts, AttestationQuestion question, Action<AttestationAnswer> answer, Action notNow)
        : base(texts)
    {
        _answer = answer;
        Heading(texts[TextKey.PersonTitle]);
        _name = Asked(null, texts[TextKey.YourName], 26, Row);
        _role = Asked(_name, texts[TextKey.YourRole], 20, Row++);
        _company = Asked(null, texts[TextKey.YourCompany], 50, Row++);
        (_name.Text, _role.Text, _company.Text) =
            (question.Known.Name, question.Known.Role, question.Known.Company ?? "");
        Row++;
        foreach (var asked in question.Sentences)
            Sentence(asked);
        _message = new Label { X = 0, Y = Pos.AnchorEnd(4), Width = Dim.Fill(), CanFocus = false };
        Add(_message);
        First = question.Known.Name.Length == 0 ? _name : null;
        Buttons(new(texts[TextKey.GoOn], GoOn), new(texts[TextKey.NotNow], notNow, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Consent;

    private void Sentence(AskedSentence asked)
    {
        Paragraph(asked.Text);
        var index = _sentences.Count;
        var yes = Beside(null, Texts[TextKey.Yes], () => Answer(index, yes: true));
        var no = Beside(yes, Texts[TextKey.No], () => Answer(index, yes: false));
        _sentences.Add((asked.Sentence, yes, no));
        Row++;
    }

    private Choice Beside(View? left, string label, Action chosen)
    {
        var choice = new Choice(label, oneOfSeveral: true, chosen)
        { X = left is null ? 2 : Pos.Right(left) + 3, Y = Row, Width = label.Length + 8 };
        Add(choice);
        return choice;
    }

    private void Answer(int index, bool yes)
    {
        _sentences[index].Yes.Chosen = yes;
        _sentences[index].No.Chosen = !yes;
    }

    private void GoOn()
    {
        foreach (var field in new[] { _name, _role, _company })
        {
            if (field.Text.Trim().Length > 0)
                continue;
            Say(TextKey.NameMissing, field);
            return;
        }

        if (_sentences.Find(one => !one.Yes.Chosen && !one.No.Chosen) is { Yes: { } open })
            Say(TextKey.AnswerEach, open);
        else
            _answer(new(new(_name.Text.Trim(), _role.Text.Trim()) { Company = _company.Text.Trim() },
                _sentences.ToImmutableSortedDictionary(one => one.Sentence, one => one.Yes.Chosen)));
    }

    private void Say(TextKey what, View where)
    {
        _message.Text = $"! {Texts[what]}";
        where.SetFocus();
    }
}
