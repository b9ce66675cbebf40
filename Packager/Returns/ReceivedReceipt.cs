using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>What became of one receipt file.</summary>
/// <param name="Place">The file.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Reason">Why it is questioned or rejected; empty otherwise.</param>
/// <param name="Serial">The instrument; empty when the file could not be read.</param>
/// <param name="Mode">The boot mode; null when the file could not be read.</param>
/// <param name="Verdict">The receipt's verdict; null when the file could not be read.</param>
/// <param name="Digest">SHA-256 of the file; null when it could not be read.</param>
/// <param name="Code">Its telephone code; empty when the file could not be read.</param>
/// <param name="ToldBefore">Whether this code was read out on the telephone before.</param>
internal sealed record ReceivedReceipt(
    string Place,
    Standing Standing,
    string Reason,
    string Serial,
    ModeId? Mode,
    Verdict? Verdict,
    Sha256Digest? Digest,
    string Code,
    bool ToldBefore);

/// <summary>How a receipt stands in the ledger.</summary>
[JsonConverter(typeof(StrictEnumConverter<Standing>))]
internal enum Standing
{
    /// <summary>It fits its delivery and what came before.</summary>
    Accepted,

    /// <summary>The very same bytes were received before. Harmless.</summary>
    Duplicate,

    /// <summary>Well signed, but it contradicts the ledger or itself: kept apart, never counts as done.</summary>
    Questioned,

    /// <summary>Not a receipt, or altered: not kept.</summary>
    Rejected,
}
