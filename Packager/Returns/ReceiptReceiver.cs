using System.IO.Abstractions;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// Takes receipts into the ledger: verifies each, matches it to its delivery, keeps the evidence. Receiving twice changes
/// nothing, and a receipt that does not fit is kept apart with the reason.
/// </summary>
internal sealed class ReceiptReceiver(Ledger ledger, IFileSystem files, TimeProvider clock)
{
    private readonly ReceiptFiles _files = new(files);
    private readonly ReceiptDoubt _doubt = new(ledger);

    /// <summary>
    /// Receives every receipt of some sticks, folders and files; a refusal when a path has none, and then nothing is entered.
    /// </summary>
    public Result<IReadOnlyList<ReceivedReceipt>> Receive(IEnumerable<string> paths)
    {
        var places = new List<string>();
        foreach (var path in paths)
        {
            if (!_files.Find(path).TryGet(out var found, out var refusal))
                return refusal;
            places.AddRange(found);
        }

        var outcomes = new List<ReceivedReceipt>();
        var verified = new List<(string Place, VerifiedReceipt Receipt)>();
        foreach (var place in places.Distinct(StringComparer.Ordinal))
        {
            if (_files.Read(place).Then(bytes => ReceiptReader.Read(bytes, place)).TryGet(out var receipt, out var refusal))
                verified.Add((place, receipt));
            else
                outcomes.Add(new(place, Standing.Rejected, $"{refusal.Code}: {refusal.Reason}", "", "", "", "", "", false));
        }

        return ledger.Transact<IReadOnlyList<ReceivedReceipt>>(() =>
        {
            // In the order in which they were written, whatever the files are called.
            foreach (var (place, receipt) in verified.OrderBy(one => one.Receipt.Receipt.Sequence))
                outcomes.Add(Enter(place, receipt));
            return outcomes;
        });
    }

    private ReceivedReceipt Enter(string place, VerifiedReceipt verified)
    {
        var known = ledger.Query<string>("SELECT digest FROM receipts WHERE digest = @Hex", new { verified.Digest.Hex });
        if (known.Count > 0)
            return Describe(place, verified, Standing.Duplicate, "");
        var reason = _doubt.Of(verified);
        var standing = reason is null ? Standing.Accepted : Standing.Questioned;
        Keep(verified, standing, reason ?? "");
        return Describe(place, verified, standing, reason ?? "");
    }

    private ReceivedReceipt Describe(string place, VerifiedReceipt verified, Standing standing, string reason)
    {
        var instrument = verified.Receipt.Instrument;
        var code = verified.Code.Text;
        var told = ledger.Query<string>("SELECT code FROM told WHERE code = @code", new { code }).Count > 0;
        return new(
            place, standing, reason, instrument.Serial.Text, instrument.Mode.Label(), LedgerText.Of(verified.Receipt.Verdict),
                verified.Digest.Hex, code, told);
    }

    private void Keep(VerifiedReceipt verified, Standing standing, string reason)
    {
        var receipt = verified.Receipt;
        ledger.Execute(
            """
            INSERT INTO receipts (digest, envelope, code, standing, reason, received_at, nonce, stick, campaign, bundle,
                bundle_sha256,
                product, serial, mode, rehearsal, verdict, refusal, key_id, sequence, started_at, finished_at, applier)
            VALUES (@Digest, @Envelope, @Code, @Standing, @reason, @Received, @Nonce, @Stick, @Campaign, @Bundle, @Sha256,
                @Product, @Serial, @Mode, @Rehearsal, @Verdict, @Refusal, @KeyId, @Sequence, @Started, @Finished, @Applier)
            """,
            new
            {
                Digest = verified.Digest.Hex,
                Envelope = Encoding.UTF8.GetString(verified.Envelope.AsSpan()),
                Code = verified.Code.Text,
                Standing = standing.ToString().ToLowerInvariant(),
                reason,
                Received = LedgerText.Of(clock.GetUtcNow()),
                receipt.Nonce,
                Stick = receipt.Stick.Text,
                Campaign = receipt.Campaign.Text,
                Bundle = receipt.Bundle.Bundle.Text,
                Sha256 = receipt.Bundle.Sha256.Hex,
                Product = receipt.Instrument.Product.Text,
                Serial = receipt.Instrument.Serial.Text,
                Mode = receipt.Instrument.Mode.Label(),
                Rehearsal = receipt.Rehearsal ? 1 : 0,
                Verdict = LedgerText.Of(receipt.Verdict),
                Refusal = receipt.Refusal?.InWords() ?? "",
                verified.KeyId,
                receipt.Sequence,
                Started = LedgerText.Of(receipt.Times.Started),
                Finished = LedgerText.Of(receipt.Times.Finished),
                receipt.Applier,
            });
        foreach (var (position, phase) in receipt.Phases.Index())
        {
            ledger.Execute(
                "INSERT INTO receipt_phases (digest, position, phase, done) VALUES (@Digest, @position, @Phase, @Done)",
                new { Digest = verified.Digest.Hex, position, Phase = phase.Phase.Text, Done = phase.Done ? 1 : 0 });
        }
    }
}
