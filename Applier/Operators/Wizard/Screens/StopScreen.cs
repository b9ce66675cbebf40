namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Asks whether to stop; the session goes on working behind it.</summary>
internal sealed class StopScreen : Screen
{
    /// <summary>Makes the screen; going on has the focus.</summary>
    public StopScreen(Texts texts, Rail rail, bool mayHaveChanged, Action stop, Action goOn)
        : base(texts)
    {
        Rail = rail;
        Row = 2;
        Heading(texts[mayHaveChanged ? TextKey.StopQuestion : TextKey.StopQuestionBefore]);
        Paragraph(texts[mayHaveChanged ? TextKey.StopText : TextKey.StopTextBefore]);
        Buttons((texts[TextKey.StopNo], goOn), (texts[TextKey.StopYes], stop));
    }

    /// <inheritdoc/>
    public override Rail Rail { get; }
}
