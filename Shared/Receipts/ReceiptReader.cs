using System.Diagnostics.CodeAnalysis;
using NSec.Cryptography;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// Reads a receipt's untrusted bytes: envelope, key, signature, statement, in this order. Nothing of the statement is looked at
/// before its signature holds. Whether it fits a delivery is the ledger's question.
/// </summary>
public static class ReceiptReader
{
    /// <summary>Verifies and reads; <paramref name="place"/> names the file in a refusal.</summary>
    /// <returns>
    /// The receipt, or <see cref="RefusalCode.FileLength"/>, <see cref="RefusalCode.FormatInvalid"/>,
    /// <see cref="RefusalCode.FormatUnknownVersion"/> or <see cref="RefusalCode.SignatureInvalid"/>.
    /// </returns>
    public static Result<VerifiedReceipt> Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (!DsseEnvelope.Read(bytes, place).TryGet(out var envelope, out var refusal))
            return refusal;
        if (envelope.PayloadType != InTotoStatement.MediaType)
            return JsonRefusals.Invalid(place, "the envelope does not hold an in-toto statement");
        if (envelope.Signatures is not [var signature])
            return JsonRefusals.Invalid(place, $"a receipt has one signature, not {envelope.Signatures.Length}");
        if (!TryImport(signature.KeyId, out var key))
            return JsonRefusals.Invalid(place, "the key id is not an Ed25519 public key in 64 lower-case hexadecimal digits");
        if (!SignatureAlgorithm.Ed25519.Verify(key, envelope.SignedBytes(), signature.Signature.AsSpan()))
            return new Refusal(RefusalCode.SignatureInvalid, place,
                "the receipt's signature does not hold: it was altered after it was written");

        var digest = Sha256Digest.Of(bytes);
        if (!InTotoStatement.Format.Read(envelope.Payload.AsSpan(), place).TryGet(out var statement, out refusal))
            return refusal;
        var verified = new VerifiedReceipt([.. bytes], digest, signature.KeyId, statement.Predicate);
        return verified.Receipt.Situation == verified.Code.Text
            ? verified
            : JsonRefusals.Invalid(place, $"the situation code is not {verified.Code}, which is this receipt's");
    }

    private static bool TryImport(string keyId, [NotNullWhen(true)] out PublicKey? key)
    {
        key = null;
        return Sha256Digest.TryParse(keyId, out _)
            && PublicKey.TryImport(SignatureAlgorithm.Ed25519, Convert.FromHexString(keyId), KeyBlobFormat.RawPublicKey, out key);
    }
}
