using System.IO.Abstractions;
using NSec.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Receipts;

/// <summary>
/// The Ed25519 key that signs the receipts of one boot mode: made at its first receipt, kept on that mode's own disk. Without a
/// hardware key it proves that receipts belong together and were not altered; it does not prove which machine wrote them
/// (SECURITY.md).
/// </summary>
internal sealed class DeviceKey(IFileSystem files, string stateFolder)
{
    private const string Name = "device.key";

    /// <summary>
    /// Opens the key, or makes it. A damaged key file is a refusal: a silent new key would look like another machine.
    /// </summary>
    public Result<Key> OpenOrMake()
    {
        var path = files.Path.Combine(stateFolder, Name);
        try
        {
            return files.File.Exists(path) ? Open(path) : Make(path);
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Fault.Refuse(e, path);
        }
    }

    private Result<Key> Open(string path) =>
        Key.TryImport(SignatureAlgorithm.Ed25519, files.File.ReadAllBytes(path), KeyBlobFormat.NSecPrivateKey, out var key)
            && key is not null
            ? key
            : new Refusal(RefusalCode.KeyUnusable, path, "the key that signs this boot mode's receipts is damaged");

    private Result<Key> Make(string path)
    {
        files.Directory.CreateDirectory(stateFolder);
        var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters
        { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        DurableFile.Write(files, path, key.Export(KeyBlobFormat.NSecPrivateKey));
        if (!OperatingSystem.IsWindows())
            files.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return Open(path);
    }
}
