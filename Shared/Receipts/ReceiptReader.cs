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
        if (!ReceiptStatement.Kind.Read(bytes, place, keyId => KeyOf(keyId, place)).TryGet(out var signed, out var refusal))
            return refusal;
        var verified = new VerifiedReceipt([.. bytes], Sha256Digest.Of(bytes), signed.KeyId, signed.Predicate);
        return verified.Receipt.Situation == verified.Code.Text
            ? verified
            : JsonRefusals.Invalid(place, $"the situation code is not {verified.Code}, which is this receipt's");
    }

    // The envelope brings its key along.
    private static Result<SignatureCheck> KeyOf(string keyId, string place)
    {
        if (!TryImport(keyId, out var key))
            return JsonRefusals.Invalid(place, "the key id is not an Ed25519 public key in 64 lower-case hexadecimal digits");
        SignatureCheck check = (signed, signature) => SignatureAlgorithm.Ed25519.Verify(key, signed, signature);
        return check;
    }

    private static bool TryImport(string keyId, [NotNullWhen(true)] out PublicKey? key)
    {
        key = null;
        return Sha256Digest.TryParse(keyId, out _)
            && PublicKey.TryImport(SignatureAlgorithm.Ed25519, Convert.FromHexString(keyId), KeyBlobFormat.RawPublicKey, out key);
    }
}
