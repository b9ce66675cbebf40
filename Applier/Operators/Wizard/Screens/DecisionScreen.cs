using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>
/// What was found, with a list to scroll where there is one, and a decision that has to be meant: "no" is the button that Enter
/// presses, and "yes" lies apart.
/// </summary>
internal abstract class DecisionScreen : Screen
{
    /// <summary>Makes the screen.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="words">The title, what was found, the question.</param>
    /// <param name="lines">The list; empty where there is none.</param>
    /// <param name="no">The button that changes nothing.</param>
    /// <param name="yes">The other one.</param>
    /// <param name="answer">Gets the answer.</param>
    protected DecisionScreen(Texts texts, ReadOnlySpan<string> words, IReadOnlyList<string> lines, string no, string yes,
        Action<bool> answer)
        : base(texts)
    {
        Heading($"[!] {words[0]}");
        foreach (var paragraph in words[1..])
            Paragraph(paragraph);
        if (lines.Count > 0)
        {
            Readable(new ScrollText(lines) { X = 0, Y = Row, Width = Dim.Fill(), Height = Dim.Fill(DangerousRow + 1) });
            Add(new Label { X = 1, Y = Pos.AnchorEnd(DangerousRow + 1), Text = texts[TextKey.ScrollHint], CanFocus = false });
        }

        Buttons(new(no, () => answer(false)), new(yes, () => answer(true), PressKind.Dangerous));
    }
}
