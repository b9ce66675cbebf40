using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Puts a file of the payload in the place of a file on the instrument. Its read-back is the target's digest.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Payload">The new file, in payload/.</param>
/// <param name="Target">Full path of the file on the instrument.</param>
public sealed record ReplaceFileStep(
    StepId Id,
    LocalizedText Title,
    [property: JsonRequired] MediaPath Payload,
    [property: JsonRequired] InstrumentPath Target) : Step(Id, Title)
{
    private protected override IEnumerable<InstrumentPath> Files => [Target];

    internal override Probe Effect(BundleContents files) => new FileProbe(Target) { Sha256 = files.DigestOf(Payload) };

    internal override void Check(RuleBook book, BundleContents files, string path) =>
        book.Pass(files.Missing(Payload, "payload"), $"{path}.payload");
}
