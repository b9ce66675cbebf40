using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// The unlock code of a delivery: made of the support desk's signature over stick and nonce, and kept nowhere. Whoever holds the
/// desk's key can print a letter again, and nobody else (docs/adr/0015-an-unlock-code-that-nobody-keeps.md).
/// </summary>
internal static class UnlockCodes
{
    // Neither canonical JSON nor what a DSSE envelope signs begins so: such a signature is good for nothing else.
    private const string Purpose = "patchkit unlock code v1";

    /// <summary>Makes it.</summary>
    /// <param name="signer">The support desk's key: an Ed25519 one, whose signatures of the same bytes are the same.</param>
    /// <param name="stick">The stick.</param>
    /// <param name="nonce">The delivery's nonce.</param>
    public static Result<UnlockCode> Of(ISigner signer, StickId stick, string nonce)
    {
        var bytes = Encoding.UTF8.GetBytes($"{Purpose}\n{stick.Text}\n{nonce}\n");
        if (!signer.Sign(bytes).TryGet(out var first, out var refusal) || !signer.Sign(bytes).TryGet(out var second, out refusal))
            return refusal;
        return first.AsSpan().SequenceEqual(second)
            ? UnlockCode.Of(first)
            : new Refusal(RefusalCode.KeyUnusable, signer.Key.KeyId[..8],
                "this key signs the same bytes in another way each time, so that no letter could be printed again; an unlock " +
                "code wants an Ed25519 key");
    }
}
