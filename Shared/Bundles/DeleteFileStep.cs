using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Removes a file from the instrument; its folder stays. Its read-back is the file's absence.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Target">Full path of the file on the instrument.</param>
public sealed record DeleteFileStep(StepId Id, LocalizedText Title, [property: JsonRequired] InstrumentPath Target)
    : Step(Id, Title)
{
    private protected override IEnumerable<InstrumentPath> Files => [Target];

    internal override Probe Effect(BundleContents files) => new FileProbe(Target) { Exists = false };

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
    }
}
