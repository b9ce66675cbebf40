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

    /// <summary>Warnings first, then what will be done. A line may be long: fold it.</summary>
    public static IEnumerable<string> Body(ConsentSummary summary, Texts texts)
    {
        if (summary.Warnings.Length > 0)
        {
            yield return $"{texts[TextKey.Warnings]}:";
            foreach (var warning in summary.Warnings)
                yield return $"! {warning}";
            yield return "";
        }

        yield return $"{texts[TextKey.WhatHappens]}:";
        foreach (var phase in summary.Phases)
        {
            yield return $"- {phase.Title.In(texts.Language)}";
            foreach (var step in phase.Steps)
                yield return $"  - {step.Title.In(texts.Language)}{(step.Needed ? "" : $" ({texts.Of(StepOutcome.NotNeeded)})")}";
        }
    }
}
