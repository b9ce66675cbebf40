using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>A receipt in a report.</summary>
/// <param name="Digest">SHA-256 of its file.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Reason">Why it is questioned; empty otherwise.</param>
/// <param name="Notes">What a person should know, and what does not set it apart.</param>
/// <param name="Serial">The instrument.</param>
/// <param name="Mode">The boot mode.</param>
/// <param name="Campaign">The field action that it names.</param>
/// <param name="Stick">The stick that it was written on.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="Verdict">How the application ended.</param>
/// <param name="Refusal">Why it was refused; empty otherwise.</param>
/// <param name="KeyId">The key that signed it.</param>
/// <param name="Code">Its code.</param>
/// <param name="Sequence">Its number in this boot mode.</param>
/// <param name="Finished">When the application ended, by the instrument's clock.</param>
/// <param name="Received">When it was received first.</param>
internal sealed record ReceiptStatus(
    Sha256Digest Digest,
    Standing Standing,
    string Reason,
    ImmutableArray<string> Notes,
    SerialNumber Serial,
    ModeId Mode,
    string Campaign,
    string Stick,
    string Bundle,
    Verdict Verdict,
    string Refusal,
    string KeyId,
    string Code,
    long Sequence,
    DateTimeOffset Finished,
    DateTimeOffset Received)
{
    /// <summary>What a report shows of a judged receipt.</summary>
    public static ReceiptStatus Of(JudgedReceipt judged)
    {
        var receipt = judged.Receipt;
        return new(
            receipt.Digest, judged.Standing, judged.Reason,
            [.. judged.Findings.Where(one => !one.SetsApart).Select(one => one.Text)],
            receipt.Serial, receipt.Mode, receipt.Campaign, receipt.Stick, receipt.Bundle, receipt.Verdict, receipt.Refusal,
            receipt.KeyId, receipt.Code, receipt.Sequence, receipt.Finished, receipt.Received);
    }
}

/// <summary>How a receipt stands.</summary>
[JsonConverter(typeof(StrictEnumConverter<Standing>))]
internal enum Standing
{
    /// <summary>It fits the deliveries and the chain of its boot mode.</summary>
    Accepted,

    /// <summary>Well signed, but it contradicts a delivery, the chain or itself: it never counts as done.</summary>
    Questioned,

    /// <summary>A person settled that another chain of its boot mode is the right one now.</summary>
    Past,

    /// <summary>A person settled that it counts for nothing.</summary>
    SetAside,
}
