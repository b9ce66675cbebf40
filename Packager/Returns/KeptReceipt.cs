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

    private const string Insert =
        """
        INSERT INTO receipts (digest, standing, place, reason, envelope, received_at, product, serial, serial_key, mode, nonce,
            stick, campaign, bundle, bundle_sha256, rehearsal, verdict, refusal_code, refusal, contradiction, key_id, code,
            sequence, previous, finished_at, floor_at)
        VALUES (@Digest, 'accepted', @place, '', @Envelope, @Received, @Product, @Serial, @Key, @Mode, @Nonce,
            @Stick, @Campaign, @Bundle, @BundleSha256, @IsRehearsal, @Verdict, @RefusalCode, @Refusal, @Contradiction, @KeyId,
            @Code, @Sequence, @Previous, @Finished, @Floor)
        """;

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
    /// <param name="ledger">The ledger.</param>
    /// <param name="receipts">Each with its file, and where that lay.</param>
    public static void Keep(
        Ledger ledger, IReadOnlyCollection<(KeptReceipt Kept, VerifiedReceipt Verified, string Place)> receipts)
    {
        ledger.ExecuteEach(Insert, [.. receipts.Select(one => one.Kept.Row(one.Verified, one.Place))]);
        ledger.ExecuteEach(
            "INSERT INTO receipt_phases (digest, position, phase, done) VALUES (@Digest, @position, @Phase, @IsDone)",
            [
                .. from one in receipts
                   from phase in one.Kept.Phases.Index()
                   select new { phase.Item.Digest, position = (long)phase.Index, phase.Item.Phase, phase.Item.IsDone },
            ]);
    }

    private object Row(VerifiedReceipt verified, string place) => new
    {
        Digest,
        place,
        Envelope = Encoding.UTF8.GetString(verified.Envelope.AsSpan()),
        Received,
        Product,
        Serial,
        Serial.Key,
        Mode,
        Nonce,
        Stick,
        Campaign,
        Bundle,
        BundleSha256,
        IsRehearsal,
        Verdict = LedgerText.Of(Verdict),
        RefusalCode,
        Refusal,
        Contradiction,
        KeyId,
        Code,
        Sequence,
        Previous = Previous?.Hex,
        Finished,
        Floor,
    };
}

/// <summary>What a receipt says of a phase.</summary>
internal sealed record KeptPhase(Sha256Digest Digest, string Phase, long IsDone)
{
    /// <summary>Whether every step of it is.</summary>
    public bool Done => IsDone != 0;
}
