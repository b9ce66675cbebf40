using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Operators;

/// <summary>What the operator reads before consent, the same for every operator that shows it.</summary>
internal static class ConsentText
{
    /// <summary>What is worked on: campaign, instrument, software, customer.</summary>
    public static IEnumerable<string> Heading(ConsentSummary summary, Texts texts)
    {
        yield return summary.Campaign.In(texts.Language);
        yield return texts[TextKey.Instrument, summary.Product, summary.Serial, summary.Mode.In(texts.Language)];
        yield return texts[TextKey.Software, summary.Software];
        yield return texts[TextKey.Customer, summary.Customer];
    }

    /// <summary>
    /// Warnings first, then why, from whom it is, what will be done, and the notice. A line may be long: fold it.
    /// </summary>
    public static IEnumerable<string> Body(ConsentSummary summary, Texts texts)
    {
        if (summary.Warnings.Length > 0)
        {
            yield return $"{texts[TextKey.Warnings]}:";
            foreach (var warning in summary.Warnings)
                yield return $"! {warning}";
            yield return "";
        }

        yield return $"{texts[TextKey.Why]}:";
        yield return summary.Explanation.In(texts.Language);
        yield return "";
        yield return $"{texts[TextKey.FromWhom]}:";
        yield return texts[TextKey.FromStick, summary.Stick, new Fact.Moment(summary.Until).In(texts.Format)];
        yield return texts[TextKey.SignedBy];
        foreach (var signer in summary.Signers)
            yield return $"- {texts.Of(signer)}";
        yield return "";
        yield return $"{texts[TextKey.WhatHappens]}:";
        foreach (var phase in summary.Phases)
        {
            yield return $"- {phase.Title.In(texts.Language)}";
            foreach (var step in phase.Steps)
                yield return $"  - {step.Title.In(texts.Language)}{(step.Needed ? "" : $" ({texts.Of(StepOutcome.NotNeeded)})")}";
        }

        yield return "";
        yield return $"{texts[TextKey.NoticeHeading]}:";
        foreach (var line in NoticeText.Of(summary.Notice))
            yield return line;
    }
}
