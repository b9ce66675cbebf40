using System.Globalization;
using PatchKit.Shared;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>After an undo files differ from the backup: which, and whether they shall be put back.</summary>
internal sealed class AlteredScreen : Screen
{
    /// <summary>Makes the screen.</summary>
    public AlteredScreen(Texts texts, RestoreAlteredQuestion question, Action<bool> answer)
        : base(texts)
    {
        Heading($"[!] {texts[TextKey.AlteredTitle]}");
        Paragraph(texts[TextKey.AlteredText, question.Files.ToString(CultureInfo.InvariantCulture)]);
        Paragraph(texts[TextKey.AlteredQuestion]);
        var names = question.Names.Select(name => Printable.Line(name));
        if (question.More > 0)
            names = names.Append(texts[TextKey.AlteredMore, question.More.ToString(CultureInfo.InvariantCulture)]);
        Readable(new ScrollText(names) { X = 0, Y = Row, Width = Dim.Fill(), Height = Dim.Fill(4) });
        Add(new Label { X = 1, Y = Pos.AnchorEnd(4), Text = texts[TextKey.ScrollHint], CanFocus = false });
        // What stands there now is lost with a yes: it has to be meant.
        Buttons((texts[TextKey.AlteredNo], () => answer(false)), (texts[TextKey.AlteredYes], () => answer(true)));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Apply;
}
