using System.IO.Abstractions;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Trust;

namespace PatchKit.Shared.Media;

/// <summary>
/// A bundle under an unlock code: the signed bundle as it is, as the one entry of an encrypted zip. What comes out of it is held
/// against the very digest that is signed, so that the code opens and vouches for nothing.
/// </summary>
public static class BundleLock
{
    /// <summary>Encrypts a bundle.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="output">Takes the encrypted zip; must be seekable; stays open.</param>
    /// <param name="code">The code that opens it.</param>
    public static void Close(Stream bundle, Stream output, UnlockCode code) => LockedZip.Write(bundle, output, code.Text);

    /// <summary>
    /// Decrypts a bundle whose encrypted file is verified already: whatever does not come out as it is signed, another code was
    /// meant for. Nothing is left behind then.
    /// </summary>
    /// <param name="files">The disk.</param>
    /// <param name="locked">The encrypted zip.</param>
    /// <param name="code">The code.</param>
    /// <param name="listed">The bundle, as the metadata list it.</param>
    /// <param name="destination">A new file in private staging.</param>
    /// <returns>UnlockCodeWrong; DiskFull, AccessDenied; null when the bundle stands there.</returns>
    public static Refusal? Open(IFileSystem files, string locked, UnlockCode code, TargetFile listed, string destination) =>
        Fault.Guard<int>(destination, () =>
        {
            try
            {
                if (Decrypted(files, locked, code, listed, destination))
                    return 0;
            }
            catch (Exception e) when (Fault.Is(e))
            {
                Fault.Try(() => files.File.Delete(destination));
                throw;
            }

            files.File.Delete(destination);
            return new Refusal(RefusalCode.UnlockCodeWrong, listed.Path, "the code is well typed, and it is not this delivery's");
        }).Refusal;

    private static bool Decrypted(IFileSystem files, string locked, UnlockCode code, TargetFile listed, string destination)
    {
        using var hashes = new FileHashes(listed.Hashes);
        using var zip = files.FileStream.New(locked, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var output = files.FileStream.New(destination, FileMode.Create, FileAccess.Write, FileShare.None);
        var length = 0L;
        var opened = LockedZip.Read(zip, code.Text, piece =>
        {
            if ((length += piece.Length) > listed.Length)
                return false;
            hashes.Append(piece.Span);
            output.Write(piece.Span);
            return true;
        });
        if (!opened || length != listed.Length || hashes.Difference() is not null)
            return false;
        output.FlushToDisk();
        return true;
    }
}
