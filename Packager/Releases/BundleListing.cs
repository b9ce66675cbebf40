using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Releases;

/// <summary>Puts bundles on the list of the role bundles.</summary>
internal static class BundleListing
{
    /// <summary>Lists a bundle in a release; its own structure and manifest are read first.</summary>
    public static Result<SigningStatus> Add(IFileSystem files, ReleaseRepository release, string path)
    {
        if (!new BundleReader(files).Open(path).TryGet(out var bundle, out var refusal))
            return refusal;
        // Never to be on a stick: an author is told here, and not when the first stick is wanted.
        if (StickRules.SignedTime([(ReleaseRoles.Bundles, release.NextExpiry(ReleaseRoles.Bundles))], bundle.Manifest.Released) is
            { } never)
        {
            bundle.Dispose();
            return never;
        }

        using (bundle)
        using (var content = files.File.OpenRead(path))
            return release.AddTarget(ReleaseRoles.Bundles, StickLayout.Bundle(bundle.Manifest.Bundle), content);
    }
}
