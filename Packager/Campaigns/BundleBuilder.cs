using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Campaigns;

/// <summary>Builds a campaign folder into one bundle zip; the same folder gives the same bytes.</summary>
/// <param name="files">The disk.</param>
/// <param name="clock">The desk's clock; the system's when null.</param>
internal sealed class BundleBuilder(IFileSystem files, TimeProvider? clock = null)
{
    /// <summary>Builds, then opens what was written as an instrument would, before it gets its name.</summary>
    /// <param name="folder">The campaign folder.</param>
    /// <param name="output">The zip to write; null for <c>BUNDLE.zip</c> in the current folder.</param>
    /// <param name="replace">Whether a file that is there already may be replaced.</param>
    /// <param name="strict">Whether a warning is a refusal.</param>
    public Result<BuiltBundle> Build(string folder, string? output = null, bool replace = false, bool strict = false)
    {
        if (!new CampaignReader(files, clock).Read(folder).TryGet(out var campaign, out var refusal))
            return refusal;
        if (strict && campaign.Warnings.Length > 0)
            return AuthoredMistake.Refuse(campaign.Warnings, RefusalCode.CampaignInvalid);
        var path = files.Path.GetFullPath(output ?? $"{campaign.Manifest.Bundle}.zip");
        if (files.Directory.Exists(path))
            return new Refusal(RefusalCode.OutputExists, path, "this is a folder; give the name of the zip too");
        if (!replace && files.File.Exists(path))
            return new Refusal(RefusalCode.OutputExists, path, "a file of this name is there already; --force replaces it");
        var partial = $"{path}.partial";
        try
        {
            files.Directory.CreateDirectory(files.Path.GetDirectoryName(path)!);
            if (Write(campaign, partial) is { } unwritten)
                return unwritten;
            if (!Prove(campaign, partial).TryGet(out var bundle, out refusal))
                return refusal;
            files.File.Move(partial, path, overwrite: replace);
            return bundle with { Path = path, Warnings = campaign.Warnings };
        }
        catch (Exception wrong) when (Fault.Is(wrong))
        {
            return Fault.Refuse(wrong, path, what: "the bundle cannot be written");
        }
        finally
        {
            Remove(partial);
        }
    }

    private Refusal? Write(Campaign campaign, string partial)
    {
        using var zip = files.File.Open(partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var written = BundleWriter.Write(
            campaign.Manifest,
            path => path == ManifestRules.Sbom
                ? new MemoryStream([.. campaign.Sbom])
                : files.File.OpenRead(campaign.Source(path)),
            zip);
        if (written.Refusal is null)
            zip.FlushToDisk();
        return written.Refusal;
    }

    // What the Applier would refuse must not leave this desk. The digest of the whole and those of the files in it are worked out
    // side by side, on two cores where there are two.
    private Result<BuiltBundle> Prove(Campaign campaign, string partial)
    {
        if (!new BundleReader(files).Open(partial).TryGet(out var bundle, out var refusal))
            return refusal;
        using (bundle)
        {
            var whole = Task.Run(() => Digest(partial));
            refusal = bundle.Prove();
            var digest = whole.GetAwaiter().GetResult();
            return refusal is null
                ? new BuiltBundle(partial, digest, files.FileInfo.New(partial).Length, campaign.Manifest)
                : refusal;
        }
    }

    private Sha256Digest Digest(string path)
    {
        using var content = files.File.OpenRead(path);
        return Sha256Digest.Of(content);
    }

    // The answer is how the build ended; what is left bears a name that says what it is.
    private void Remove(string partial) => Fault.Try(() => files.File.Delete(partial));
}

/// <summary>A bundle that was built and proven.</summary>
/// <param name="Path">The zip.</param>
/// <param name="Digest">Its SHA-256.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Manifest">What it holds and does.</param>
internal sealed record BuiltBundle(string Path, Sha256Digest Digest, long Length, BundleManifest Manifest)
{
    /// <summary>What the author should know.</summary>
    public ImmutableArray<AuthoredMistake> Warnings { get; init; } = [];
}
