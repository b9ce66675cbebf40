using System.Globalization;
using Terminal.Gui.ViewBase;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>What to do by hand; the read-back decides whether it is done.</summary>
internal sealed class ManualStepScreen : Screen
{
    /// <summary>Makes the screen.</summary>
    public ManualStepScreen(Texts texts, ManualStepQuestion question, Action done, Action undo)
        : base(texts)
    {
        Heading(texts[TextKey.ManualTitle, question.Title.In(texts.Language)]);
        Line(texts[
            TextKey.ManualTry,
            question.Try.ToString(CultureInfo.InvariantCulture),
            question.Tries.ToString(CultureInfo.InvariantCulture)]);
        foreach (var seen in texts.Of(question))
            Paragraph(seen);
        Readable(new([question.Text.In(texts.Language)]) { X = 0, Y = Row, Width = Dim.Fill(), Height = Dim.Fill(4) });
        Buttons(new(texts[TextKey.ManualDone], done), new(texts[TextKey.ManualCancel], undo, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Apply;
}
