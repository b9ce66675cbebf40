using System.Text;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// A receipt as the ledger's columns say it, without its evidence: what its file says, and when it came. The columns of the table
/// stand here and nowhere else.
/// </summary>
/// <param name="Digest">SHA-256 of its file.</param>
/// <param name="Product">The product.</param>
/// <param name="Serial">The instrument.</param>
/// <param name="Mode">The boot mode.</param>
/// <param name="Nonce">The delivery that it answers.</param>
/// <param name="Stick">The stick that it was written on.</param>
/// <param name="Campaign">The field action.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="BundleSha256">The bundle's digest.</param>
/// <param name="IsRehearsal">1 when the instrument was make-believe.</param>
/// <param name="Verdict">How the application ended.</param>
/// <param name="RefusalCode">Which refusal; empty when none.</param>
/// <param name="Refusal">Why it was refused, in words; empty when it was not.</param>
/// <param name="Contradiction">How it contradicts itself; empty when it does not.</param>
/// <param name="KeyId">The key that signed it.</param>
/// <param name="Code">Its code.</param>
/// <param name="Sequence">Its number in this boot mode.</param>
/// <param name="Previous">The receipt before it in this boot mode; null when it names none.</param>
/// <param name="Finished">When the application ended, by the instrument's clock.</param>
/// <param name="Floor">The highest signed time that the boot mode had seen.</param>
/// <param name="Received">When it was received first.</param>
internal sealed record KeptReceipt(
    Sha256Digest Digest,
    string Product,
    SerialNumber Serial,
    ModeId Mode,
    string Nonce,
    string Stick,
    string Campaign,
    string Bundle,
    Sha256Digest BundleSha256,
    long IsRehearsal,
    Verdict Verdict,
    string RefusalCode,
    string Refusal,
    string Contradiction,
    string KeyId,
    string Code,
    long Sequence,
    Sha256Digest? Previous,
    DateTimeOffset Finished,
    DateTimeOffset Floor,
    DateTimeOffset Received)
{
    /// <summary>Reads the table; the columns are in the order of the members.</summary>
    public const string Select =
        """
        SELECT digest, product, serial, mode, nonce, stick, campaign, bundle, bundle_sha256, rehearsal AS is_rehearsal, verdict,
            refusal_code, refusal, contradiction, key_id, code, sequence, previous, finished_at AS finished, floor_at AS floor,
            received_at AS received
        FROM receipts WHERE standing = 'accepted'
        """;

    private static readonly (string, Func<Arrived, object?>)[] Columns =
    [
        ("digest", one => one.Kept.Digest.Hex), ("standing", _ => "accepted"), ("place", one => one.Place), ("reason", _ => ""),
        ("envelope", one => Encoding.UTF8.GetString(one.Verified.Envelope.AsSpan())),
        ("received_at", one => LedgerText.Of(one.Kept.Received)), ("product", one => one.Kept.Product),
        ("serial", one => one.Kept.Serial.Text), ("serial_key", one => one.Kept.Serial.Key),
        ("mode", one => one.Kept.Mode.Text), ("nonce", one => one.Kept.Nonce), ("stick", one => one.Kept.Stick),
        ("campaign", one => one.Kept.Campaign), ("bundle", one => one.Kept.Bundle),
        ("bundle_sha256", one => one.Kept.BundleSha256.Hex), ("rehearsal", one => one.Kept.IsRehearsal),
        ("verdict", one => LedgerText.Of(one.Kept.Verdict)), ("refusal_code", one => one.Kept.RefusalCode),
        ("refusal", one => one.Kept.Refusal), ("contradiction", one => one.Kept.Contradiction),
        ("key_id", one => one.Kept.KeyId), ("code", one => one.Kept.Code), ("sequence", one => one.Kept.Sequence),
        ("previous", one => one.Kept.Previous?.Hex), ("finished_at", one => LedgerText.Of(one.Kept.Finished)),
        ("floor_at", one => LedgerText.Of(one.Kept.Floor)),
    ];

    private static readonly (string, Func<(int Position, KeptPhase Phase), object?>)[] PhaseColumns =
    [
        ("digest", one => one.Phase.Digest.Hex), ("position", one => (long)one.Position), ("phase", one => one.Phase.Phase),
        ("done", one => one.Phase.IsDone),
    ];

    /// <summary>What it says of the plan's phases.</summary>
    public IReadOnlyList<KeptPhase> Phases { get; init; } = [];

    /// <summary>Whether the instrument was make-believe.</summary>
    public bool Rehearsal => IsRehearsal != 0;

    /// <summary>What a receipt's file says.</summary>
    public static KeptReceipt Of(VerifiedReceipt verified, DateTimeOffset received)
    {
        var receipt = verified.Receipt;
        return new(
            verified.Digest,
            receipt.Instrument.Product.Text,
            receipt.Instrument.Serial,
            receipt.Instrument.Mode,
            receipt.Nonce,
            receipt.Stick.Text,
            receipt.Campaign.Text,
            receipt.Bundle.Bundle.Text,
            receipt.Bundle.Sha256,
            receipt.Rehearsal ? 1 : 0,
            receipt.Verdict,
            receipt.Refusal?.Code.ToString() ?? "",
            receipt.Refusal?.InWords() ?? "",
            receipt.Contradiction() ?? "",
            verified.KeyId,
            verified.Code.Text,
            receipt.Sequence,
            receipt.Previous,
            receipt.Times.Finished,
            receipt.Times.Floor,
            received)
        {
            Phases = [.. receipt.Phases.Select(phase => new KeptPhase(verified.Digest, phase.Phase.Text, phase.Done ? 1 : 0))],
        };
    }

    /// <summary>Keeps receipts with their files as evidence.</summary>
    public static void Keep(Ledger ledger, IReadOnlyCollection<Arrived> receipts)
    {
        ledger.InsertEach("receipts", Columns, receipts);
        ledger.InsertEach("receipt_phases", PhaseColumns, receipts.SelectMany(one => one.Kept.Phases.Index()));
    }
}

/// <summary>A receipt that has come in.</summary>
/// <param name="Kept">As the ledger keeps it.</param>
/// <param name="Verified">Its file.</param>
/// <param name="Place">Where that lay.</param>
internal readonly record struct Arrived(KeptReceipt Kept, VerifiedReceipt Verified, string Place);

/// <summary>What a receipt says of a phase.</summary>
internal sealed record KeptPhase(Sha256Digest Digest, string Phase, long IsDone)
{
    /// <summary>Whether every step of it is.</summary>
    public bool Done => IsDone != 0;
}
