namespace PatchKit.Shared.Trust;

/// <summary>Somebody who can sign: a key in memory, an encrypted key file, an external program.</summary>
public interface ISigner
{
    /// <summary>The public key that the signatures verify with.</summary>
    PublicKey Key { get; }

    /// <summary>The raw signature of <paramref name="bytes"/>, or why there is none.</summary>
    Result<byte[]> Sign(ReadOnlySpan<byte> bytes);
}
