using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Every check with what it saw, what stops first, and below it who can put it right; to be made again.</summary>
internal sealed class ChecksScreen : Screen
{
    /// <summary>Makes the screen.</summary>
    public ChecksScreen(Texts texts, ChecksQuestion question, Action again, Action giveUp)
        : base(texts)
    {
        Heading($"[!] {texts[TextKey.ChecksTitle]}");
        Readable(new(ChecksText.Of(question, texts)) { X = 0, Y = Row, Width = Dim.Fill(), Height = Dim.Fill(4) });
        Add(new Label { X = 1, Y = Pos.AnchorEnd(4), Text = texts[TextKey.ScrollHint], CanFocus = false });
        Buttons(new(texts[TextKey.ChecksAgain], again), new(texts[TextKey.GiveUp], giveUp, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Check;
}
