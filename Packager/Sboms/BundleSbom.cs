using PatchKit.Shared.Bundles;

namespace PatchKit.Packager.Sboms;

/// <summary>The list of what a bundle carries: each payload and script file as a component with its hash.</summary>
internal static class BundleSbom
{
    /// <summary>The bytes of the list.</summary>
    /// <param name="bundle">The bundle's name.</param>
    /// <param name="version">The campaign's version.</param>
    /// <param name="files">All files of the bundle; payload and scripts are listed.</param>
    public static byte[] Write(string bundle, string version, IEnumerable<BundleFile> files) => CycloneDx.Write(
        new("application", bundle, bundle) { Version = version },
        files.Where(file => IsCode(file.Path.Text)).Select(file => new SbomComponent("file", file.Path.Text, file.Path.Text)
        {
            Hash = new("SHA-256", file.Sha256.Hex),
        }));

    private static bool IsCode(string path) =>
        path.StartsWith("payload/", StringComparison.Ordinal) || path.StartsWith("scripts/", StringComparison.Ordinal);
}
