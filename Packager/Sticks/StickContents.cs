using System.Collections.Immutable;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Sticks;

/// <summary>What a stick carries, verified as an Applier verifies it.</summary>
/// <param name="Trusted">The metadata: who signed what, until when.</param>
/// <param name="Delivery">For whom and for which instruments.</param>
/// <param name="Manifest">What the bundle does.</param>
/// <param name="Withdrawn">The signed list of withdrawn bundles; empty when there is none.</param>
/// <param name="Targets">The files behind it: delivery, bundle, list of withdrawn ones.</param>
internal sealed record StickContents(
    TrustedMetadata Trusted,
    Delivery Delivery,
    BundleManifest Manifest,
    WithdrawnList Withdrawn,
    ImmutableArray<TargetFile> Targets);
