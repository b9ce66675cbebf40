namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Runs have no end, and nobody seems to be at work on them: which, and whether they were broken off.</summary>
internal sealed class BrokenRunsScreen : DecisionScreen
{
    /// <summary>Makes the screen.</summary>
    public BrokenRunsScreen(Texts texts, BrokenRunsQuestion question, Action<bool> answer)
        : base(texts,
            [texts[TextKey.BrokenRunsTitle], texts[TextKey.BrokenRunsText], texts[TextKey.BrokenRunsQuestion]],
            [.. question.Runs.Select(texts.Of)], texts[TextKey.BrokenRunsNo], texts[TextKey.BrokenRunsYes], answer)
    {
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Check;
}
