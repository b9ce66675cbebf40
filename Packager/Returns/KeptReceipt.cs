using System.Text;
using System.Text.Json.Serialization;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// A receipt as the ledger keeps it, without its evidence. The columns of the table stand here and nowhere else.
/// </summary>
/// <param name="Digest">SHA-256 of its file.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Reason">Why it is questioned; empty otherwise.</param>
/// <param name="Serial">The instrument.</param>
/// <param name="Mode">The boot mode.</param>
/// <param name="Stick">The stick that it was written on.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="BundleSha256">The bundle's digest.</param>
/// <param name="Verdict">How the application ended.</param>
/// <param name="Refusal">Why it was refused; empty otherwise.</param>
/// <param name="KeyId">The key that signed it.</param>
/// <param name="Code">Its telephone code.</param>
/// <param name="Sequence">Its number in this boot mode.</param>
/// <param name="Finished">When the application ended, by the instrument's clock.</param>
/// <param name="Received">When it was received.</param>
internal sealed record KeptReceipt(
    Sha256Digest Digest,
    Standing Standing,
    string Reason,
    SerialNumber Serial,
    ModeId Mode,
    string Stick,
    string Bundle,
    [property: JsonIgnore] Sha256Digest BundleSha256,
    Verdict Verdict,
    string Refusal,
    string KeyId,
    string Code,
    long Sequence,
    DateTimeOffset Finished,
    DateTimeOffset Received)
{
    /// <summary>Reads the table; the columns are in the order of the members.</summary>
    public const string Select =
        """
        SELECT digest, standing, reason, serial, mode, stick, bundle, bundle_sha256, verdict, refusal, key_id, code, sequence,
            finished_at AS finished, received_at AS received
        FROM receipts
        """;

    private const string Insert =
        """
        INSERT INTO receipts (digest, envelope, code, standing, reason, received_at, nonce, stick, campaign, bundle,
            bundle_sha256, product, serial, serial_key, mode, rehearsal, verdict, refusal, key_id, sequence, started_at,
            finished_at, applier)
        VALUES (@Digest, @Envelope, @Code, @Standing, @reason, @received, @Nonce, @Stick, @Campaign, @Bundle,
            @Sha256, @Product, @Serial, @Key, @Mode, @Rehearsal, @Verdict, @Refusal, @KeyId, @Sequence, @Started,
            @Finished, @Applier)
        """;

    /// <summary>Keeps a receipt with its evidence and what it says of phases.</summary>
    public static void Keep(Ledger ledger, VerifiedReceipt verified, Standing standing, string reason, DateTimeOffset received)
    {
        var receipt = verified.Receipt;
        ledger.Execute(Insert, new
        {
            verified.Digest,
            Envelope = Encoding.UTF8.GetString(verified.Envelope.AsSpan()),
            Code = verified.Code.Text,
            Standing = LedgerText.Of(standing),
            reason,
            received,
            receipt.Nonce,
            Stick = receipt.Stick.Text,
            Campaign = receipt.Campaign.Text,
            Bundle = receipt.Bundle.Bundle.Text,
            receipt.Bundle.Sha256,
            Product = receipt.Instrument.Product.Text,
            Serial = receipt.Instrument.Serial.Text,
            receipt.Instrument.Serial.Key,
            Mode = receipt.Instrument.Mode.Text,
            Rehearsal = receipt.Rehearsal ? 1 : 0,
            Verdict = LedgerText.Of(receipt.Verdict),
            Refusal = receipt.Refusal?.InWords() ?? "",
            verified.KeyId,
            receipt.Sequence,
            receipt.Times.Started,
            receipt.Times.Finished,
            receipt.Applier,
        });
        foreach (var (position, phase) in receipt.Phases.Index())
        {
            ledger.Execute(
                "INSERT INTO receipt_phases (digest, position, phase, done) VALUES (@Digest, @position, @Phase, @Done)",
                new { verified.Digest, position, Phase = phase.Phase.Text, Done = phase.Done ? 1 : 0 });
        }
    }
}
