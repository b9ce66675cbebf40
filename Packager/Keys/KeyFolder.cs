using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Keys;

/// <summary>
/// Key files on disk: made readable by their owner only, never overwritten, and refused when others can read them.
/// </summary>
internal sealed class KeyFolder(IFileSystem files, TimeProvider clock, RandomNumberGenerator randomness)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a new key and writes it to <paramref name="path"/>.</summary>
    public Result<KeyFile> Make(string path, string holder, KeyUse use, Passphrase passphrase)
    {
        if (HolderName.FaultOf(holder) is { } fault)
            return new Refusal(RefusalCode.Usage, "--holder", fault);
        if (passphrase.FaultForMaking(use) is { } weak)
            return weak;
        if (files.File.Exists(path))
            return Exists(path);
        var seed = new byte[KeyFile.KeyLength];
        try
        {
            randomness.GetBytes(seed);
            var key = KeyFile.Seal(seed, holder, use, passphrase, clock.GetUtcNow(), randomness);
            return Write(path, KeyFileFormat.Write(key)) is { } refusal ? refusal : key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Reads a key file; its private half stays encrypted.</summary>
    public Result<KeyFile> Read(string path)
    {
        return Fault.Guard<KeyFile>(path, () =>
        {
            if (!files.File.Exists(path))
                return new Refusal(RefusalCode.InputMissing, path, "there is no such key file");
            if (!OperatingSystem.IsWindows() && (files.File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0)
                return new Refusal(RefusalCode.KeyUnusable, path,
                    "others on this machine can read the key file; run 'chmod 600' on it");
            using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var bytes = new byte[KeyFileFormat.MaxLength + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return KeyFileFormat.Read(bytes.AsSpan(0, length), path);
        }, RefusalCode.InputMissing, "the key file cannot be read");
    }

    private Refusal? Write(string path, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        // At creation: a chmod afterwards would leave a moment in which others can open the file.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        var made = false;
        try
        {
            using var stream = files.FileStream.New(path, options);
            made = true;
            stream.Write(bytes);
            stream.FlushWithName();
            return null;
        }
        catch (Exception e) when (Fault.Is(e))
        {
            if (!made && files.File.Exists(path))
                return Exists(path);
            // Half a key is none, and would be in the way of the next try.
            if (made)
                Fault.Try(() => files.File.Delete(path));
            return Fault.Refuse(e, path, what: "the key file cannot be written");
        }
    }

    private static Refusal Exists(string path) =>
        new(RefusalCode.OutputExists, path, "a file of this name is there already; a key is never overwritten");
}
