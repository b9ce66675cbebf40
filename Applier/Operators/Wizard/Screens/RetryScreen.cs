namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Something is in the way that the operator can mend: what, what to do, and again or stop.</summary>
internal sealed class RetryScreen : Screen
{
    /// <summary>Makes the screen.</summary>
    public RetryScreen(Texts texts, RetryQuestion question, Rail rail, Action<bool> answer)
        : base(texts)
    {
        Rail = rail;
        var refusal = texts.Of(question.Refusal);
        Heading($"[!] {refusal.Title}");
        Paragraph(refusal.Cause);
        Row++;
        Line($"{texts[TextKey.WhatNow]}:");
        Paragraph(refusal.Next);
        Row++;
        Paragraph(texts[TextKey.EndSupport, question.Refusal.ToString()]);
        Buttons((texts[TextKey.RetryYes], () => answer(true)), (texts[TextKey.RetryNo], () => answer(false)));
    }

    /// <inheritdoc/>
    public override Rail Rail { get; }
}
