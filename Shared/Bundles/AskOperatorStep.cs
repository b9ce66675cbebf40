using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Asks the operator to do something by hand, then reads back whether it is so.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Text">What to do, step by step.</param>
public sealed record AskOperatorStep(StepId Id, LocalizedText Title, [property: JsonRequired] LocalizedText Text)
    : Step(Id, Title)
{
    /// <summary>How often the operator may try before the step has failed.</summary>
    [JsonRequired]
    public int Tries { get; init; } = 3;

    private protected override bool IsBlind => true;

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        book.Text(Text, $"{path}.text");
        book.Between(Tries, 1, 10, $"{path}.tries");
    }
}
