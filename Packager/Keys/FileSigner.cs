using NSec.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PublicKey = PatchKit.Shared.Trust.PublicKey;

namespace PatchKit.Packager.Keys;

/// <summary>Signs with the private key of an opened key file, and forgets it when disposed.</summary>
internal sealed class FileSigner : ISigner, IDisposable
{
    private readonly Key _key;

    private FileSigner(KeyFile file, Key key)
    {
        _key = key;
        File = file;
    }

    /// <summary>The file that the key came from.</summary>
    public KeyFile File { get; }

    /// <inheritdoc/>
    public PublicKey Key => File.Public;

    /// <summary>Opens a key file for one use; asks for the passphrase only when the file may be used at all.</summary>
    public static Result<FileSigner> Open(KeyFile file, KeyUse use, PassphraseSource passphrases)
    {
        if (file.FaultFor(use) is { } fault)
            return fault;
        if (!passphrases.ForOpening($"the key of {file.Holder}").TryGet(out var passphrase, out var refusal))
            return refusal;
        using (passphrase)
            return file.Open(passphrase, use).Then<FileSigner>(key => new FileSigner(file, key));
    }

    /// <inheritdoc/>
    public Result<byte[]> Sign(ReadOnlySpan<byte> bytes) => SignatureAlgorithm.Ed25519.Sign(_key, bytes);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
