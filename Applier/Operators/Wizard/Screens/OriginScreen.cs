using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>What the stick brings, from whom and for whom, how it stands here and elsewhere, and the notice.</summary>
internal sealed class OriginScreen : Screen
{
    /// <summary>Makes the screen.</summary>
    public OriginScreen(Texts texts, Origin origin, Action goOn, Action notNow)
        : base(texts)
    {
        Heading(texts[TextKey.FromWhom]);
        Readable(new(OriginText.Of(origin, texts)) { X = 0, Y = Row, Width = Dim.Fill(), Height = Dim.Fill(4) });
        Add(new Label { X = 1, Y = Pos.AnchorEnd(4), Text = texts[TextKey.ScrollHint], CanFocus = false });
        Buttons(new(texts[TextKey.GoOn], goOn), new(texts[TextKey.NotNow], notNow, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Consent;
}
