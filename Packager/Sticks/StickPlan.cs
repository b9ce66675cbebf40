using PatchKit.Packager.Releases;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Sticks;

/// <summary>What the sticks of a run have in common: one release, one bundle, one Applier.</summary>
/// <param name="Release">The release.</param>
/// <param name="Listed">What carries the bundle, as it is listed: the bundle itself, or the encrypted file of a delivery.</param>
/// <param name="Bundle">The bundle, opened.</param>
/// <param name="Sources">The large files, in the order in which they are written.</param>
/// <param name="Texts">What is written last: what to do first, in each language.</param>
internal sealed record StickPlan(
    ReleaseRepository Release,
    TargetFile Listed,
    OpenBundle Bundle,
    IReadOnlyList<StickSource> Sources,
    IReadOnlyList<WrittenFile> Texts)
{
    /// <summary>Whether the bundle is encrypted: nothing can be proven in it while it comes by.</summary>
    public bool IsLocked { get; init; }
}
