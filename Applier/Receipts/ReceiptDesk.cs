using System.IO.Abstractions;
using NSec.Cryptography;
using PatchKit.Applier.Applying;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Receipts;

/// <summary>
/// Makes the receipt of an outcome: signs it, keeps it, and sends it to the stick. Can never undo what was applied.
/// </summary>
internal sealed class ReceiptDesk(IFileSystem files, TimeProvider clock, string stateFolder, bool rehearsal, string applier)
{
    /// <summary>Receipts kept on this disk.</summary>
    public ReceiptOutbox Outbox { get; } = new(files, stateFolder);

    /// <summary>Signs the receipt of an outcome and keeps it on this disk.</summary>
    /// <param name="facts">What is known of instrument, delivery, backup and operator.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="sequence">How many receipts this boot mode has written, this one counted.</param>
    public Result<KeptReceipt> Keep(ReceiptFacts facts, ApplyOutcome outcome, long sequence)
    {
        if (!new DeviceKey(files, stateFolder).OpenOrMake().TryGet(out var key, out var refusal))
            return refusal;
        using (key)
            return Keep(Describe(facts, outcome, sequence), key, facts);
    }

    private Result<KeptReceipt> Keep(Receipt receipt, Key key, ReceiptFacts facts)
    {
        var envelope = ReceiptWriter.Write(receipt, key);
        // Our own reader decides, before anybody relies on it.
        if (!ReceiptReader.Read(envelope, "the receipt just written").TryGet(out var verified, out var refusal))
            return refusal;
        var path = StickLayout.Receipt(receipt.Instrument.Serial, receipt.Instrument.Mode, receipt.Times.Finished,
            receipt.Sequence);
        var twin = ReceiptText.Of(verified, facts.ProductName, facts.Delivery.ReturnTo, facts.Language);
        return Outbox.Keep(path, envelope, twin) is { } failure ? failure : new KeptReceipt(path, verified.Code, verified.Digest);
    }

    private Receipt Describe(ReceiptFacts facts, ApplyOutcome outcome, long sequence)
    {
        var finished = clock.GetUtcNow();
        return new()
        {
            Schema = Receipt.SchemaVersion,
            Rehearsal = rehearsal,
            Verdict = outcome.Verdict,
            Refusal = outcome.Refusal is { } refused ? new(refused.Code, refused.Place, refused.Reason) : null,
            Campaign = facts.Campaign,
            Bundle = facts.Bundle,
            Counter = facts.Counter,
            Stick = facts.Delivery.Stick,
            Nonce = facts.Delivery.Nonce,
            Instrument = facts.Instrument,
            Phases = outcome.Phases.IsDefaultOrEmpty ? facts.Plan : outcome.Phases,
            Backup = facts.Backup,
            Journal = outcome.Journal,
            Times = new(Whole(facts.Started), Whole(finished), (int)clock.LocalTimeZone.GetUtcOffset(finished).TotalMinutes,
                Whole(facts.Floor)),
            Operator = facts.Operator,
            Applier = applier,
            Sequence = sequence,
        };
    }

    // Whole seconds, UTC: what the format holds.
    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

/// <summary>A receipt that is signed and lies on the instrument's disk.</summary>
/// <param name="Path">Its place on the stick, once it is sent.</param>
/// <param name="Code">The code to read out on the telephone.</param>
/// <param name="Digest">Digest of its file.</param>
internal sealed record KeptReceipt(MediaPath Path, TelephoneCode Code, Sha256Digest Digest);
