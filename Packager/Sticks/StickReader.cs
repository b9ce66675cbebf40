using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>Reads a stick, or the release it is made of, with the Applier's eyes and nothing remembered.</summary>
/// <param name="files">The disk.</param>
/// <param name="now">The time against which expiry is checked.</param>
internal sealed class StickReader(IFileSystem files, DateTimeOffset now)
{
    /// <summary>
    /// Verifies a stick. Without a root of the caller's, the first one on the stick is taken: then it is consistent, not genuine.
    /// </summary>
    /// <param name="stick">The stick's root folder.</param>
    /// <param name="root">The root to trust, or null.</param>
    public Result<StickContents> ReadStick(string stick, ReadOnlyMemory<byte>? root)
    {
        var marker = StickLayout.Marker.Under(stick);
        if (!files.File.Exists(marker))
            return new Refusal(RefusalCode.StickNotFound, stick, $"the folder does not hold '{StickLayout.Marker}'");
        return ReadBounded(marker, StickMarker.Format.Longest)
            .Then(bytes => StickMarker.Format.Read(bytes, StickLayout.Marker.Text))
            .Then(read => ReadRelease(StickLayout.Release.Under(stick), read.Stick, root));
    }

    /// <summary>Verifies what a release holds for one stick.</summary>
    public Result<StickContents> ReadRelease(string release, StickId stick, ReadOnlyMemory<byte>? root = null)
    {
        if (!ScratchFolder.Make(files).TryGet(out var scratch, out var refusal))
            return refusal;
        using (scratch)
            return FirstRoot(release, root).Then(first => Read(new FolderTransport(files, release), first, stick, scratch.Path));
    }

    private Result<StickContents> Read(FolderTransport release, ReadOnlyMemory<byte> root, StickId stick, string scratch)
    {
        var client = new TrustClient(release, new MemoryStore(), now);
        if (client.TrustRoot(root).Refusal is { } untrusted)
            return untrusted;
        var deliveryPath = StickLayout.Delivery(stick);
        if (!client.FindTarget(deliveryPath).TryGet(out var deliveryFile, out var refusal)
            || !Download(client, deliveryFile, scratch).TryGet(out var path, out refusal)
            || !Delivery.Format.Read(files.File.ReadAllBytes(path), deliveryPath.Text).TryGet(out var delivery, out refusal)
            || !ReadWithdrawn(client, scratch).TryGet(out var withdrawn, out refusal))
        {
            return refusal;
        }

        var wanted = delivery.Bundles[0];
        if (withdrawn.List.Withdrawn.Any(bundle => bundle.Sha256 == wanted.Sha256))
            return new Refusal(RefusalCode.Withdrawn, wanted.Bundle.Text,
                "the bundle stands on the signed list of withdrawn ones");
        var bundlePath = StickLayout.Bundle(wanted.Bundle);
        if (!client.FindTarget(bundlePath).TryGet(out var bundleFile, out refusal))
            return refusal;
        if (bundleFile.Hashes.GetValueOrDefault("sha256") != wanted.Sha256.Hex)
            return new Refusal(RefusalCode.FileAltered, bundlePath.Text,
                "the delivery names another bundle than the signed one of this name");
        if (!Download(client, bundleFile, scratch).TryGet(out var zip, out refusal)
            || !new BundleReader(files).Open(zip).TryGet(out var bundle, out refusal))
        {
            return refusal;
        }

        using (bundle)
        {
            if (!bundle.Extract(Path.Combine(scratch, "content")).TryGet(out _, out refusal))
                return refusal;
        }

        return new StickContents(client.Trusted!, delivery, bundle.Manifest, withdrawn.List,
            [deliveryFile, bundleFile, .. withdrawn.Files]);
    }

    private Result<(WithdrawnList List, ImmutableArray<TargetFile> Files)> ReadWithdrawn(TrustClient client, string scratch)
    {
        if (!client.FindTarget(StickLayout.Withdrawn).TryGet(out var file, out var refusal))
        {
            return refusal.Code == RefusalCode.TargetUnknown
                ? (new WithdrawnList(WithdrawnList.SchemaVersion, []), [])
                : refusal;
        }

        return Download(client, file, scratch)
            .Then(path => WithdrawnList.Format.Read(files.File.ReadAllBytes(path), StickLayout.Withdrawn.Text))
            .Then<(WithdrawnList, ImmutableArray<TargetFile>)>(list => (list, [file]));
    }

    private Result<string> Download(TrustClient client, TargetFile file, string scratch) =>
        client.Download(file, files, MediaPath.Of(file.Path).Under(scratch)).Then<string>(download => download.Path);

    private Result<ReadOnlyMemory<byte>> FirstRoot(string release, ReadOnlyMemory<byte>? root)
    {
        if (root is { } given)
            return given;
        var first = Path.Combine(release, FolderTransport.MetadataFolder, Role.FileName(Role.Root, 1));
        if (!files.File.Exists(first))
            return new Refusal(RefusalCode.FileMissing, first, "there is no release here: its first root is missing");
        return ReadBounded(first, new TrustLimits().RootLength)
            .Then<ReadOnlyMemory<byte>>(bytes => new ReadOnlyMemory<byte>(bytes));
    }

    private Result<byte[]> ReadBounded(string path, int longest)
    {
        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var bytes = new byte[longest + 1];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
