using PatchKit.Shared;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>
/// What to do, in order; and where it ends the session, a button that means it. Reached from another screen, to which it leads
/// back.
/// </summary>
internal sealed class AdviceScreen : Screen
{
    /// <summary>Makes the screen; going back has the focus.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="rail">Where the session stands on the way.</param>
    /// <param name="title">The heading.</param>
    /// <param name="advice">What to do, paragraph by paragraph.</param>
    /// <param name="back">Back.</param>
    /// <param name="meant">What ends the session; null where nothing does.</param>
    public AdviceScreen(Texts texts, Rail rail, string title, IEnumerable<string> advice, Action back, Press? meant)
        : base(texts)
    {
        Rail = rail;
        Heading(title);
        foreach (var paragraph in advice)
        {
            foreach (var line in Folding.FoldHanging(paragraph, LineWidth))
                Line(line);
        }

        if (meant is { } press)
            Buttons(new(texts[TextKey.DeclineBack], back), press);
        else
            Buttons(new Press(texts[TextKey.HelpBack], back));
    }

    /// <inheritdoc/>
    public override Rail Rail { get; }

    /// <inheritdoc/>
    public override bool IsAside => true;
}
