using System.Collections.Immutable;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Trust;

namespace PatchKit.Shared.Media;

/// <summary>What a stick carries, after <see cref="StickCheck"/> has found nothing to refuse.</summary>
/// <param name="Trusted">The metadata: who signed what, until when.</param>
/// <param name="Delivery">For whom and for which instruments.</param>
/// <param name="Manifest">What the bundle does.</param>
/// <param name="Withdrawn">The signed list of withdrawn bundles; empty when there is none.</param>
/// <param name="Files">The signed list of its files.</param>
/// <param name="Foreign">What lies on it and is none of ours.</param>
public sealed record StickContents(
    TrustedMetadata Trusted,
    Delivery Delivery,
    BundleManifest Manifest,
    WithdrawnList Withdrawn,
    SignedList Files,
    ImmutableArray<ForeignFile> Foreign)
{
    /// <summary>The reports of media gateways that lie on it.</summary>
    public ImmutableArray<KioskReport> KioskReports { get; init; } = [];

    /// <summary>The bundle by name and digest.</summary>
    public DeliveredBundle Bundle => Delivery.Bundles[0];
}
