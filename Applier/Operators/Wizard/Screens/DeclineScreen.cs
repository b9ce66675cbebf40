using PatchKit.Shared.Receipts;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Whether the update is declined, what follows, and why: the verification form has a row for it.</summary>
internal sealed class DeclineScreen : Screen
{
    private readonly List<(DeclineReason Reason, Choice Choice)> _reasons = [];
    private readonly Action<ReceiptDecline> _declined;
    private readonly TextField _words;
    private readonly Label _message;

    /// <summary>Makes the screen; no reason is chosen, and going back has the focus.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="rail">Where the session stands on the way.</param>
    /// <param name="state">How the instrument stands.</param>
    /// <param name="declined">No, and why.</param>
    /// <param name="back">Back to the question.</param>
    public DeclineScreen(Texts texts, Rail rail, InstrumentState state, Action<ReceiptDecline> declined, Action back)
        : base(texts)
    {
        Rail = rail;
        _declined = declined;
        Heading(texts[TextKey.DeclineQuestion]);
        Paragraph(texts.Of(state));
        Paragraph(texts[TextKey.DeclineFollows]);
        Row++;
        Line(texts[TextKey.DeclineReason]);
        foreach (var reason in ReceiptDecline.Offered)
        {
            var choice = new Choice(texts.Of(reason), oneOfSeveral: true, () => Choose(reason)) { Y = Row++ };
            _reasons.Add((reason, choice));
            Add(choice);
        }

        _words = Asked(null, texts[TextKey.DeclineWords], 50, Row++);
        _message = Line("");
        Buttons(new(texts[TextKey.DeclineBack], back), new(texts[TextKey.DeclineYes], Decline, PressKind.Dangerous));
    }

    /// <inheritdoc/>
    public override Rail Rail { get; }

    /// <inheritdoc/>
    public override bool IsAside => true;

    private void Choose(DeclineReason chosen)
    {
        foreach (var (reason, choice) in _reasons)
            choice.Chosen = reason == chosen;
        if (chosen == DeclineReason.Other)
            _words.SetFocus();
    }

    private void Decline()
    {
        var words = _words.Text.Trim();
        if (_reasons.Find(one => one.Choice.Chosen) is not ({ } reason, not null))
            _message.Text = $"! {Texts[TextKey.DeclineNoReason]}";
        else if (reason == DeclineReason.Other && words.Length == 0)
        {
            _message.Text = $"! {Texts[TextKey.DeclineNoWords]}";
            _words.SetFocus();
        }
        else
            _declined(new(reason) { Text = words.Length > 0 ? words : null });
    }
}
