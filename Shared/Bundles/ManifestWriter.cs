using System.Text.Json;

namespace PatchKit.Shared.Bundles;

/// <summary>Writes <c>manifest.json</c>: UTF-8, indented, every member said, the same bytes for the same manifest.</summary>
public static class ManifestWriter
{
    /// <summary>The bytes of a manifest.</summary>
    public static byte[] Write(BundleManifest manifest) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(manifest, BundleJson.Strict.BundleManifest), (byte)'\n'];
}
