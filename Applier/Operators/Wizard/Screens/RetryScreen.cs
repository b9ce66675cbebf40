using PatchKit.Shared.Media;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Something is in the way that the operator can mend: what, what to do, and again or stop.</summary>
internal sealed class RetryScreen : Screen
{
    /// <summary>Makes the screen.</summary>
    public RetryScreen(Texts texts, RetryQuestion question, ReturnAddress? support, Rail rail, Action again, Action stop)
        : base(texts)
    {
        (Rail, Stop) = (rail, stop);
        var refusal = texts.Of(question);
        if (question.Stands is { } state)
        {
            // First of all that the instrument is well, or how else it stands.
            Paragraph(texts.Of(state));
            Row++;
        }

        Heading($"[!] {refusal.Title}");
        Paragraph(refusal.Cause);
        Row++;
        Line($"{texts[TextKey.WhatNow]}:");
        Paragraph(refusal.Next);
        Row++;
        if (support is not null)
            Paragraph(texts.Of(support));
        Paragraph(texts[TextKey.EndCode, question.Code.Text]);
        Paragraph(texts[TextKey.EndSupport, question.Refusal.ToString()]);
        Buttons(new(texts[TextKey.RetryYes], again), new(texts[TextKey.RetryNo], stop, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail { get; }

    /// <summary>What its second button does.</summary>
    public Action Stop { get; }
}
