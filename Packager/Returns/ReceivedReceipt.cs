using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>What became of one file that was looked at.</summary>
/// <param name="Place">The file.</param>
/// <param name="Arrival">What it is to the ledger.</param>
/// <param name="Reason">Why it is questioned, rejected or passed over; empty otherwise.</param>
/// <param name="Notes">What a person should know, and what does not set it apart.</param>
/// <param name="Serial">The instrument; empty when the file is no receipt.</param>
/// <param name="Mode">The boot mode; null when the file is no receipt.</param>
/// <param name="Verdict">The receipt's verdict; null when the file is none.</param>
/// <param name="Digest">SHA-256 of the file; null when it could not be read.</param>
/// <param name="Code">Its code; empty when the file is no receipt.</param>
/// <param name="ToldBefore">Whether this code was read out on the telephone before.</param>
internal sealed record ReceivedReceipt(
    string Place,
    Arrival Arrival,
    string Reason,
    ImmutableArray<string> Notes,
    string Serial,
    ModeId? Mode,
    Verdict? Verdict,
    Sha256Digest? Digest,
    string Code,
    bool ToldBefore)
{
    /// <summary>A file that is no receipt, or cannot be read.</summary>
    public static ReceivedReceipt None(string place, Arrival arrival, string reason, Sha256Digest? digest = null) =>
        new(place, arrival, reason, [], "", null, null, digest, "", false);
}

/// <summary>What a file is to the ledger.</summary>
[JsonConverter(typeof(StrictEnumConverter<Arrival>))]
internal enum Arrival
{
    /// <summary>A new receipt that fits.</summary>
    Accepted,

    /// <summary>The very same bytes were received before. Harmless.</summary>
    Duplicate,

    /// <summary>A new receipt, well signed, that contradicts the evidence or itself: kept, and never counts as done.</summary>
    Questioned,

    /// <summary>Not a receipt, or altered: kept in quarantine, if it could be read.</summary>
    Rejected,

    /// <summary>Nothing that could be a receipt.</summary>
    PassedOver,
}
