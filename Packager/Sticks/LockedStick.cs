using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// What goes on a restricted stick in the bundle's place: encrypted in a scratch folder, and opened again by its code before
/// anything is signed.
/// </summary>
internal sealed class LockedStick : IDisposable
{
    private readonly ScratchFolder _scratch;

    private LockedStick(ScratchFolder scratch, Delivery delivery, StickSource source) =>
        (_scratch, Delivery, Source) = (scratch, delivery, source);

    /// <summary>The delivery, which names the encrypted file.</summary>
    public Delivery Delivery { get; }

    /// <summary>The encrypted file.</summary>
    public StickSource Source { get; }

    /// <summary>Encrypts a bundle for a delivery.</summary>
    /// <param name="services">The host.</param>
    /// <param name="zip">The bundle's file in the release.</param>
    /// <param name="listed">The bundle, as the release lists it.</param>
    /// <param name="delivery">The delivery, without the encrypted file's name.</param>
    /// <param name="signer">The support desk's key, of which the code is made.</param>
    public static Result<LockedStick> Make(PackagerServices services, string zip, TargetFile listed, Delivery delivery,
        ISigner signer)
    {
        if (!UnlockCodes.Of(signer, delivery.Stick, delivery.Nonce).TryGet(out var code, out var refusal)
            || !ScratchFolder.Make(services.Files).TryGet(out var scratch, out refusal))
            return refusal;
        var made = Fault.Guard(scratch.Path, () => Made(services, zip, listed, delivery, code, scratch));
        if (made.Refusal is not null)
            scratch.Dispose();
        return made;
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    private static Result<LockedStick> Made(PackagerServices services, string zip, TargetFile listed, Delivery delivery,
        UnlockCode code, ScratchFolder scratch)
    {
        var files = services.Files;
        var locked = files.Path.Combine(scratch.Path, "locked.zip");
        using (var bundle = files.FileStream.New(zip, FileMode.Open, FileAccess.Read, FileShare.Read))
        using (var output = files.FileStream.New(locked, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            BundleLock.Close(bundle, output, code);
            output.FlushToDisk();
        }

        // As the instrument will open it: it comes out as it is signed, or nothing leaves the house.
        var opened = files.Path.Combine(scratch.Path, "bundle.zip");
        if (BundleLock.Open(files, locked, code, listed, opened) is { } shut)
            return shut.Code is RefusalCode.UnlockCodeWrong
                ? new Refusal(RefusalCode.FileAltered, listed.Path,
                    "what comes out of the encrypted file is not the signed bundle")
                : shut;
        files.File.Delete(opened);
        delivery = delivery with
        {
            Locked = new(files.FileInfo.New(locked).Length, DurableFile.Digest(files, locked)),
        };
        var stored = ReleaseFolder.Stored(StickLayout.Locked(delivery.Stick), delivery.Locked.Sha256);
        return new LockedStick(scratch, delivery, StickSource.Of(files, locked, StickLayout.Targets.Append(stored.Text)));
    }
}
