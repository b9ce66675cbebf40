using System.IO.Abstractions;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared.Bundles;
using PatchKit.Tests.Applier.Instruments;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>A bundle: its manifest, and the bytes of its files by their path.</summary>
internal sealed record SimulatedBundle(BundleManifest Manifest, IReadOnlyDictionary<string, byte[]> Contents)
{
    /// <summary>The sample campaign, as the Packager makes it.</summary>
    public static SimulatedBundle Sample()
    {
        var campaign = new CampaignReader(new FileSystem()).Read(RehearsalBench.Campaign("")).Value;
        return new(campaign.Manifest, campaign.Manifest.Files.ToDictionary(
            file => file.Path.Text,
            file => file.Path == ManifestRules.Sbom ? [.. campaign.Sbom] : File.ReadAllBytes(campaign.Source(file.Path)),
            StringComparer.Ordinal));
    }
}
