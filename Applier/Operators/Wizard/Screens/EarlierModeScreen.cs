namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Another mode comes first, and the stick does not show that it is done: whether it is.</summary>
internal sealed class EarlierModeScreen : DecisionScreen
{
    /// <summary>Makes the screen.</summary>
    public EarlierModeScreen(Texts texts, EarlierModeQuestion question, Action<bool> answer)
        : base(texts,
            [
                texts[TextKey.EarlierModeTitle, question.Called.In(texts.Language)],
                texts[TextKey.EarlierModeText, question.Called.In(texts.Language)],
                texts[TextKey.EarlierModeQuestion, question.Called.In(texts.Language)],
            ],
            [], texts[TextKey.EarlierModeNo], texts[TextKey.EarlierModeYes], answer)
    {
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Check;
}
