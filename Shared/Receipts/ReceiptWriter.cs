using NSec.Cryptography;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// Makes a receipt's file: statement, envelope, signature. The path is <see cref="Media.StickLayout.Receipt"/>.
/// </summary>
public static class ReceiptWriter
{
    /// <summary>Signs a receipt with the Ed25519 key of the boot mode; gives the bytes of the <c>.dsse.json</c> file.</summary>
    /// <exception cref="ArgumentException">The key is not an Ed25519 key: the caller's mistake.</exception>
    public static byte[] Write(Receipt receipt, Key key)
    {
        if (key.Algorithm is not Ed25519)
            throw new ArgumentException("A receipt is signed with Ed25519.", nameof(key));
        return Write(receipt, key.PublicKey, bytes => SignatureAlgorithm.Ed25519.Sign(key, bytes));
    }

    /// <summary>
    /// Signs a receipt with a key that does not leave its place; <paramref name="sign"/> gives the 64 bytes over what it is
    /// handed.
    /// </summary>
    public static byte[] Write(Receipt receipt, PublicKey key, Func<byte[], byte[]> sign)
    {
        // A receipt that broke a rule would be a fault of the program: it is written all the same, for the desk to question.
        var payload = ReceiptStatement.Kind.Format.Write(ReceiptStatement.Of(
            receipt with { Situation = SituationCode.Of(receipt, KeyIdOf(key)).Text }));
        var signature = sign(DsseEnvelope.SignedBytes(InTotoStatement.MediaType, payload));
        return StatementKind<Receipt>.Envelope(payload, KeyIdOf(key), signature);
    }

    /// <summary>
    /// The key id in a receipt: the raw public key in 64 lower-case hexadecimal digits, so that the envelope brings its key
    /// along.
    /// </summary>
    public static string KeyIdOf(PublicKey key) => Convert.ToHexStringLower(key.Export(KeyBlobFormat.RawPublicKey));
}
