using PatchKit.Packager.Releases;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Sticks;

/// <summary>A stick on its way.</summary>
internal sealed record StickPlan(
    ReleaseRepository Release,
    Delivery Delivery,
    TargetFile Listed,
    OpenBundle Bundle,
    string? Applier,
    string Output,
    StickWriter Writer);
