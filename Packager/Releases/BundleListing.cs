using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Releases;

/// <summary>Puts bundles on the list of the role bundles.</summary>
internal static class BundleListing
{
    /// <summary>Lists a bundle in a release; its own structure and manifest are read first.</summary>
    public static Result<SigningStatus> Add(IFileSystem files, ReleaseRepository release, string path)
    {
        if (!new BundleReader(files).Open(path).TryGet(out var bundle, out var refusal))
            return refusal;
        using (bundle)
        using (var content = files.File.OpenRead(path))
        {
            // Never to be on a stick: an author is told here, and not when the first stick is wanted.
            if (StickRules.SignedTime([(ReleaseRoles.Bundles, release.NextExpiry(ReleaseRoles.Bundles))],
                bundle.Manifest.Released) is { } never)
            {
                return never;
            }

            var digest = Sha256Digest.Of(content);
            content.Position = 0;
            return Taken(files, release, bundle.Manifest, digest) is { } taken
                ? taken
                : release.AddTarget(ReleaseRoles.Bundles, StickLayout.Bundle(bundle.Manifest.Bundle), content);
        }
    }

    /// <summary>The bundles that a release lists, drafts included, as they are.</summary>
    public static IEnumerable<Result<ListedBundle>> All(IFileSystem files, ReleaseRepository release)
    {
        foreach (var (path, file) in release.State.Newest(ReleaseRoles.Bundles)?.Targets.Targets
            ?? ImmutableSortedDictionary<string, TargetFile>.Empty)
        {
            var target = MediaPath.Of(path);
            if (target == StickLayout.Withdrawn
                || !Sha256Digest.TryParse(file.Hashes.GetValueOrDefault("sha256"), out var digest))
                continue;
            yield return new BundleReader(files).Open(release.PathOf(ReleaseRoles.Bundles, target) ?? path)
                .Then<ListedBundle>(bundle =>
                {
                    using (bundle)
                        return new ListedBundle(bundle.Manifest, digest);
                });
        }
    }

    // A name and a counter stand for one content: what was signed once under them may be on sticks and on instruments. An
    // instrument counts for its product, whichever campaign a bundle is of.
    private static Refusal? Taken(IFileSystem files, ReleaseRepository release, BundleManifest manifest, Sha256Digest digest)
    {
        foreach (var read in All(files, release))
        {
            if (!read.TryGet(out var listed, out var refusal))
                return refusal;
            if (listed.Digest == digest)
                continue;
            if (listed.Manifest.Bundle == manifest.Bundle)
                return new Refusal(RefusalCode.NameTaken, manifest.Bundle.Text,
                    $"this release lists a bundle of this name with the SHA-256 {listed.Digest}; this one has {digest}");
            var shared = Products(listed.Manifest).Intersect(Products(manifest)).ToList();
            if (listed.Manifest.Counter == manifest.Counter
                && (shared.Count > 0 || listed.Manifest.Campaign == manifest.Campaign))
            {
                return new Refusal(RefusalCode.NameTaken, manifest.Bundle.Text,
                    $"its counter {manifest.Counter} is that of {listed.Manifest.Bundle}, which this release lists"
                    + (shared.Count > 0 ? $" for {string.Join(", ", shared)}" : ""));
            }
        }

        return null;
    }

    private static IEnumerable<ProductId> Products(BundleManifest manifest) =>
        manifest.Products.Select(product => product.Product);
}

/// <summary>A bundle that a release lists.</summary>
/// <param name="Manifest">What it holds and does.</param>
/// <param name="Digest">Its SHA-256.</param>
internal sealed record ListedBundle(BundleManifest Manifest, Sha256Digest Digest);
