using PatchKit.Shared.Json;

namespace PatchKit.Shared.Bundles;

/// <summary>Reads <c>manifest.json</c> from untrusted bytes. Format: docs/formats/bundle.md.</summary>
public static class ManifestReader
{
    /// <summary>Reads a manifest, or refuses it: size, JSON, version, shape, rules. The place is the JSON path.</summary>
    public static Result<BundleManifest> Read(ReadOnlyMemory<byte> bytes) => StrictDocument.Read(
        bytes, ManifestRules.Manifest.Text, BundleJson.Strict.BundleManifest, BundleManifest.SchemaVersion,
            BundleLimits.ManifestBytes,
        ManifestRules.Faults);
}
