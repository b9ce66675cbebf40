using System.Collections.Immutable;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Campaigns;

/// <summary>A campaign folder that was read and found right: what its bundle will hold.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Manifest">The bundle's manifest, with everything computed.</param>
/// <param name="Sbom">The bytes of <see cref="ManifestRules.Sbom"/>, the one file that does not lie in the folder.</param>
internal sealed record Campaign(string Folder, BundleManifest Manifest, ImmutableArray<byte> Sbom)
{
    /// <summary>What the author should know and need not correct: litter that was left out, files that no plan uses.</summary>
    public ImmutableArray<AuthoredMistake> Warnings { get; init; } = [];

    /// <summary>The authored file.</summary>
    public const string FileName = "campaign.yaml";

    /// <summary>The folders whose files go into the bundle.</summary>
    public static ImmutableArray<string> Folders { get; } = ["notices", "payload", "scripts"];

    /// <summary>The members of a manifest that an author does not write.</summary>
    public static ImmutableArray<string> Computed { get; } = ["schema", "bundle", "files"];

    /// <summary>Where a file of the manifest lies in the folder.</summary>
    public string Source(MediaPath path) => path.Under(Folder);
}
