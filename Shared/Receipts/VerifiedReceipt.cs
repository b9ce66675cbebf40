using System.Collections.Immutable;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// A receipt whose signature holds. It is consistent: whoever has the key wrote all of it. Who that is the key alone does not
/// say.
/// </summary>
/// <param name="Envelope">The file's bytes, the evidence.</param>
/// <param name="Digest">SHA-256 of <paramref name="Envelope"/>: the name under which the ledger keeps it.</param>
/// <param name="KeyId">The key of the boot mode: the raw Ed25519 public key, 64 lower-case hexadecimal digits.</param>
/// <param name="Receipt">What it says.</param>
public sealed record VerifiedReceipt(ImmutableArray<byte> Envelope, Sha256Digest Digest, string KeyId, Receipt Receipt)
{
    /// <summary>What a technician reads out on the telephone.</summary>
    public SituationCode Code { get; } = SituationCode.Of(Receipt, KeyId);
}
