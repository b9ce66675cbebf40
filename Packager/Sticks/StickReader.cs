using System.IO.Abstractions;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>Checks a stick in a folder as an instrument does that has never seen one: <see cref="StickCheck"/>.</summary>
/// <param name="files">The disk.</param>
/// <param name="now">The time against which expiry is checked.</param>
internal sealed class StickReader(IFileSystem files, DateTimeOffset now)
{
    /// <summary>
    /// Verifies a stick. Without a root of the caller's, the first one on the stick is taken: then it is consistent, not genuine.
    /// </summary>
    /// <param name="stick">The stick's root folder.</param>
    /// <param name="root">The root to trust, or null.</param>
    /// <param name="code">Gives the code of a stick whose bundle is encrypted; null where nobody has it.</param>
    public Result<StickContents> Read(string stick, ReadOnlyMemory<byte>? root,
        Func<Delivery, Result<UnlockCode>>? code = null) =>
        Read(new StickFolder(files, stick), stick, root, (delivery, client, target) => delivery.Locked is { } locked
            ? Unlocked(stick, delivery, client, locked.Target(delivery.Stick), target, code)
            : Opened(StickLayout.Targets.Append(client.StoredName(target)).Under(stick), client, target));

    /// <summary>
    /// Reads back a stick that was just written, from the medium and not from memory. Its bundle was opened and proven while it
    /// was copied: its bytes are compared.
    /// </summary>
    /// <param name="stick">The stick's root folder.</param>
    /// <param name="root">The root to trust.</param>
    /// <param name="manifest">The bundle's manifest.</param>
    public Result<StickContents> ReadBack(string stick, ReadOnlyMemory<byte> root, BundleManifest manifest) =>
        Read(new StickFolder(files, stick, readBack: true), stick, root,
            (delivery, client, target) =>
                client.Verify(delivery.Locked?.Target(delivery.Stick) ?? target) is { } refusal ? refusal : manifest);

    /// <summary>All that differs on a stick from its signed list; a refusal where that list cannot be trusted.</summary>
    /// <param name="stick">The stick's root folder.</param>
    /// <param name="root">The root to trust, or null.</param>
    public Result<ListDifferences> Differences(string stick, ReadOnlyMemory<byte>? root) =>
        Begin(new StickFolder(files, stick), stick, root).Then(check => check.Differences());

    private Result<StickContents> Read(StickFolder folder, string stick, ReadOnlyMemory<byte>? root,
        Func<Delivery, TrustClient, TargetFile, Result<BundleManifest>> bundle) =>
        Begin(folder, stick, root).Then(check =>
            check.Finish((client, target) => bundle(check.Delivery, client, target)));

    private Result<StickCheck> Begin(StickFolder folder, string stick, ReadOnlyMemory<byte>? root)
    {
        if (!files.File.Exists(StickLayout.Marker.Under(stick)))
            return new Refusal(RefusalCode.StickNotFound, stick, $"the folder does not hold '{StickLayout.Marker}'");
        if (!ReadSmall(folder, StickLayout.Marker, StickMarker.Format.Longest)
                .Then(bytes => StickMarker.Format.Read(bytes, StickLayout.Marker.Text)).TryGet(out var marker, out var refusal)
            || !FirstRoot(folder, root).TryGet(out var first, out refusal))
        {
            return refusal;
        }

        return StickCheck.Begin(folder, marker.Stick, new MemoryStore(), first, now, DateTimeOffset.UnixEpoch, StickMemory.None);
    }

    // Read once: while it is hashed its files are proven. What was found in it counts only when it is the signed one.
    private Result<BundleManifest> Opened(string zip, TrustClient client, TargetFile target)
    {
        var opened = new BundleReader(files).Open(zip);
        using var bundle = opened.TryGet(out var good, out var unreadable) ? good : null;
        Refusal? altered = null;
        var fault = bundle is null
            ? client.Verify(target)
            : client.Verify(target, passing => altered = bundle.ProvePassing(passing));
        return (fault ?? unreadable ?? altered) is { } refusal ? refusal : bundle!.Manifest;
    }

    // The encrypted file is verified where it lies, and opened in a scratch folder.
    private Result<BundleManifest> Unlocked(string stick, Delivery delivery, TrustClient client, TargetFile locked,
        TargetFile target, Func<Delivery, Result<UnlockCode>>? code)
    {
        if (client.Verify(locked) is { } altered)
            return altered;
        if (code is null)
            return new Refusal(RefusalCode.AnswerMissing, "--unlock-code",
                "the stick is whole, and its bundle is encrypted: what it does is known with the code of its letter alone");
        if (!code(delivery).TryGet(out var given, out var refusal)
            || !ScratchFolder.Make(files).TryGet(out var scratch, out refusal))
            return refusal;
        using (scratch)
        {
            var zip = files.Path.Combine(scratch.Path, "bundle.zip");
            if (BundleLock.Open(files, StickLayout.Targets.Append(client.StoredName(locked)).Under(stick), given, target, zip) is
                { } shut)
                return shut;
            return new BundleReader(files).Open(zip).Then<BundleManifest>(bundle =>
            {
                using (bundle)
                    return bundle.Prove() is { } broken ? broken : bundle.Manifest;
            });
        }
    }

    private static Result<ReadOnlyMemory<byte>> FirstRoot(StickFolder stick, ReadOnlyMemory<byte>? root)
    {
        if (root is { } given)
            return given;
        return ReadSmall(stick, StickLayout.Metadata.Append(Role.FileName(Role.Root, 1)), new TrustLimits().RootLength)
            .Then<ReadOnlyMemory<byte>>(bytes => (ReadOnlyMemory<byte>)bytes);
    }

    // One byte more than is allowed, so that a longer file is refused by its reader.
    private static Result<byte[]> ReadSmall(StickFolder stick, MediaPath path, int longest)
    {
        if (!stick.Open(path).TryGet(out var stream, out var refusal))
            return refusal;
        using (stream)
        {
            var bytes = new byte[longest + 1];
            return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
    }
}
