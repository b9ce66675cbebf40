using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Staging;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Applying;

/// <summary>
/// What the transaction needs to know: everything of it stands in the journal's first record, so that a new start can go on.
/// </summary>
/// <param name="Bundle">The bundle by name and digest.</param>
/// <param name="Counter">Its release counter.</param>
/// <param name="Phases">The plan.</param>
/// <param name="Files">Digests of the bundle's files: each is hashed again just before it is used.</param>
/// <param name="Content">Private folder with the bundle's files, on the host.</param>
/// <param name="Language">The operator's language.</param>
internal sealed record ApplyRequest(
    DeliveredBundle Bundle,
    long Counter,
    ImmutableArray<Phase> Phases,
    ImmutableArray<BundleFile> Files,
    string Content,
    string Language)
{
    /// <summary>See <see cref="ProductTarget.UndoDays"/>.</summary>
    [JsonRequired]
    public int UndoDays { get; init; }

    /// <summary>See <see cref="ProductTarget.UndoUntilNextBundle"/>.</summary>
    [JsonRequired]
    public bool UndoUntilNextBundle { get; init; }

    /// <summary>The plan of a bundle for the mode that runs.</summary>
    public static ApplyRequest Of(StagedRelease release, IdentifiedInstrument identified, string language) => new(
        release.Bundle, release.Manifest.Counter, identified.Mode.Phases, release.Manifest.Files, release.Content, language)
    {
        UndoDays = identified.Product.UndoDays,
        UndoUntilNextBundle = identified.Product.UndoUntilNextBundle,
    };
}
