using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>Why a well-signed receipt may not count: what it says against the ledger, or against itself.</summary>
internal sealed class ReceiptDoubt(Ledger ledger)
{
    private static readonly string Accepted = LedgerText.Of(Standing.Accepted);

    /// <summary>The first contradiction, in plain English; null when the receipt fits.</summary>
    public string? Of(VerifiedReceipt verified) =>
        RehearsalDoubt(verified.Receipt)
        ?? DeliveryDoubt(verified.Receipt)
        ?? ExpectationDoubt(verified.Receipt)
        ?? verified.Receipt.Contradiction()
        ?? KeyDoubt(verified)
        ?? SequenceDoubt(verified);

    private string? RehearsalDoubt(Receipt receipt) => (receipt.Rehearsal, ledger.Rehearsal) switch
    {
        (true, false) => "it is a rehearsal's receipt, and this ledger is a real one",
        (false, true) => "it is a real receipt, and this ledger is a rehearsal's",
        _ => null,
    };

    private string? DeliveryDoubt(Receipt receipt)
    {
        var deliveries = ledger.Query<DeliveryRow>(
            "SELECT stick, campaign FROM deliveries WHERE nonce = @Nonce", new { receipt.Nonce });
        if (deliveries is not [var delivery])
            return $"no delivery of this ledger has the nonce {receipt.Nonce}";
        if (delivery.Stick != receipt.Stick.Text)
            return $"it names stick {receipt.Stick}, and its nonce is that of stick {delivery.Stick}";
        if (delivery.Campaign != receipt.Campaign.Text)
            return $"it is of campaign {receipt.Campaign}, and the delivery of {delivery.Campaign}";
        var bundles = ledger.Query<string>(
            "SELECT bundle FROM delivered_bundles WHERE nonce = @Nonce AND bundle = @Bundle AND sha256 = @Sha256",
            new { receipt.Nonce, Bundle = receipt.Bundle.Bundle.Text, receipt.Bundle.Sha256 });
        return bundles.Count == 0 ? $"bundle {receipt.Bundle.Bundle} with this digest was not on stick {receipt.Stick}" : null;
    }

    private string? ExpectationDoubt(Receipt receipt)
    {
        var key = new { receipt.Nonce, receipt.Instrument.Serial.Key, Mode = receipt.Instrument.Mode.Text };
        var products = ledger.Query<string>(
            "SELECT product FROM expected_modes WHERE nonce = @Nonce AND serial_key = @Key AND mode = @Mode", key);
        if (products is not [var product])
            return $"stick {receipt.Stick} was not sent for {receipt.Instrument.Serial} in {receipt.Instrument.Mode.Text} " +
                $"mode";
        if (product != receipt.Instrument.Product.Text)
            return $"{receipt.Instrument.Serial} is a {product} in the ledger, and a {receipt.Instrument.Product} in the receipt";
        if (!receipt.Verdict.MeansInstalled())
            return null;
        var expected = ledger.Query<string>(
            "SELECT phase FROM expected_phases WHERE nonce = @Nonce AND serial_key = @Key AND mode = @Mode ORDER BY position",
                key);
        return expected.FirstOrDefault(phase => receipt.Phases.All(one => one.Phase.Text != phase)) is { } missing
            ? $"its verdict is {receipt.Verdict.Word()}, and yet it says nothing of phase {missing}"
            : null;
    }

    // A boot mode keeps its key: the first accepted receipt shows it, every later one must have it, and no other mode may.
    private string? KeyDoubt(VerifiedReceipt verified)
    {
        var instrument = verified.Receipt.Instrument;
        var (serial, mode) = (instrument.Serial, instrument.Mode.Text);
        var keys = ledger.Query<string>(
            "SELECT DISTINCT key_id FROM receipts WHERE standing = @Accepted AND serial_key = @Key AND mode = @mode",
                new { serial.Key, mode, Accepted });
        if (keys.Any(key => key != verified.KeyId))
            return $"the key of {serial} {instrument.Mode.Text} has changed: it was {keys[0][..16]}... and is " +
                $"{verified.KeyId[..16]}...";
        var others = ledger.Query<OwnerRow>(
            "SELECT DISTINCT serial, mode FROM receipts WHERE standing = @Accepted AND key_id = @KeyId",
                new { verified.KeyId, Accepted });
        return others.FirstOrDefault(other => other.Serial != serial || other.Mode != instrument.Mode) is { } owner
            ? $"its key is that of {owner.Serial} {owner.Mode.Text}"
            : null;
    }

    // An older stick may come back after a younger one; but number and time of two receipts must tell the same order.
    private string? SequenceDoubt(VerifiedReceipt verified)
    {
        var receipt = verified.Receipt;
        // As the ledger keeps times: to the millisecond.
        var finished = LedgerText.Of(receipt.Times.Finished);
        var before = ledger.Query<SequenceRow>(
            """
            SELECT sequence, finished_at AS finished FROM receipts
            WHERE standing = @Accepted AND serial_key = @Key AND mode = @Mode ORDER BY sequence
            """,
            new { receipt.Instrument.Serial.Key, Mode = receipt.Instrument.Mode.Text, Accepted });
        foreach (var other in before)
        {
            if (other.Sequence == receipt.Sequence)
                return $"another receipt of this boot mode has the number {receipt.Sequence} already";
            var byTime = string.CompareOrdinal(finished, LedgerText.Of(other.Finished));
            if (byTime != 0 && byTime > 0 != receipt.Sequence > other.Sequence)
            {
                return $"the numbering went back: number {receipt.Sequence} was finished at {finished}, "
                    + $"and number {other.Sequence} at {LedgerText.Of(other.Finished)}";
            }
        }

        return null;
    }

    private sealed record DeliveryRow(string Stick, string Campaign);

    private sealed record OwnerRow(SerialNumber Serial, ModeId Mode);

    private sealed record SequenceRow(long Sequence, DateTimeOffset Finished);
}
