using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>The bundle's files in their private folder: each is hashed again just before it is used.</summary>
/// <param name="files">The disk.</param>
/// <param name="folder">On the host.</param>
/// <param name="known">Digests, from the verified manifest.</param>
internal sealed class BundleContent(IFileSystem files, string folder, ImmutableArray<BundleFile> known)
{
    /// <summary>The host's path of a file whose bytes are, right now, those that were signed.</summary>
    /// <exception cref="InstrumentFault">It is missing, altered, or not of this bundle.</exception>
    public string Verified(MediaPath path) => Verified(path, path.Under(folder));

    /// <summary>The digest that a file must have.</summary>
    public Sha256Digest DigestOf(MediaPath path) => known.FirstOrDefault(file => file.Path == path)?.Sha256
        ?? throw new InstrumentFault(path.Text, "the bundle does not list this file");

    /// <summary>Copies a file, verified, to where an undo will find it without the stick, and flushes it.</summary>
    public void Keep(MediaPath path, string keepFolder)
    {
        var target = path.Under(keepFolder);
        files.Directory.CreateDirectory(files.Path.GetDirectoryName(target)!);
        if (DurableFile.CopyAndFlush(files, Verified(path), target) != DigestOf(path))
            throw new InstrumentFault(path.Text, "the staged file changed while it was copied");
    }

    /// <summary>A kept file, hashed again.</summary>
    public string Kept(MediaPath path, string keepFolder) => Verified(path, path.Under(keepFolder));

    private string Verified(MediaPath path, string host)
    {
        var expected = DigestOf(path);
        if (!files.File.Exists(host))
            throw new InstrumentFault(path.Text, "the staged file is missing");
        var seen = DurableFile.Digest(files, host);
        return seen == expected
            ? host
            : throw new InstrumentFault(path.Text, $"the staged file was altered: its SHA-256 is {seen}, not {expected}");
    }
}
