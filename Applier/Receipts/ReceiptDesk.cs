using System.IO.Abstractions;
using NSec.Cryptography;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Receipts;

/// <summary>
/// Makes the receipt of an outcome: signs it, keeps it, and sends it to the stick. Can never undo what was applied. What the
/// machine said passes the <see cref="AllowList"/> here.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="clock">The instrument's clock.</param>
/// <param name="instrument">The machine.</param>
/// <param name="applier">This program, with its version.</param>
internal sealed class ReceiptDesk(IFileSystem files, TimeProvider clock, IInstrument instrument, string applier)
{
    // What a person typed has no end of its own.
    private const int MostTyped = 200;

    private readonly string _state = instrument.Places.State;

    /// <summary>Receipts kept on this disk.</summary>
    public ReceiptOutbox Outbox { get; } = new(files, instrument.Places.State);

    /// <summary>Signs the receipt of an outcome and keeps it on this disk.</summary>
    /// <param name="facts">What is known of instrument, delivery, backup and operator.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="sequence">How many receipts this boot mode has written, this one counted.</param>
    public Result<KeptReceipt> Keep(ReceiptFacts facts, ApplyOutcome outcome, long sequence)
    {
        if (!new DeviceKey(files, _state).OpenOrMake().TryGet(out var key, out var refusal))
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
        var twin = ReceiptText.Of(verified, facts.NamesOf(facts.Instrument.Product), facts.Delivery.ReturnTo, facts.Language);
        return Outbox.Keep(path, envelope, twin) is { } failure ? failure : new KeptReceipt(path, verified.Code, verified.Digest);
    }

    private Receipt Describe(ReceiptFacts facts, ApplyOutcome outcome, long sequence)
    {
        var finished = clock.GetUtcNow();
        var allowed = new AllowList(facts.Names);
        var phases = allowed.Of(outcome.Phases.IsDefaultOrEmpty ? facts.Plan : outcome.Phases);
        return new()
        {
            Schema = Receipt.SchemaVersion,
            Rehearsal = instrument.IsRehearsal,
            Verdict = outcome.Verdict,
            // That somebody suspects tampering is the whole of it: nothing was refused.
            Refusal = outcome is { Refusal: { } refused, Verdict: not Verdict.Compromised } ? allowed.Of(refused, phases) : null,
            Regressed = outcome.Regressed?.Id,
            Campaign = facts.Campaign,
            Bundle = facts.Bundle,
            Counter = facts.Counter,
            Stick = facts.Delivery.Stick,
            Nonce = facts.Delivery.Nonce,
            Instrument = facts.Instrument with { Software = facts.Instrument.Software with { After = VersionNow(facts) } },
            Preflight = facts.Preflight,
            Phases = phases,
            KioskReports = facts.KioskReports,
            Backup = facts.Backup,
            Compared = outcome.Compared is { } compared
                ? new(compared.Files, compared.Different, allowed.Of(compared.Names))
                : null,
            Journal = outcome.Journal,
            Times = new(Whole(facts.Started), Whole(finished), (int)clock.LocalTimeZone.GetUtcOffset(finished).TotalMinutes,
                Whole(facts.Floor)),
            Operator = facts.Operator is { } person ? Typed(person) : null,
            Decline = facts.Decline is { } decline
                ? decline with { Text = decline.Text is { } text ? Typed(text) : null }
                : null,
            LocalIt = facts.LocalIt is { } told
                ? told with { Name = told.Name is { } name ? Typed(name) : null, At = Whole(told.At) }
                : null,
            Attestations = [.. facts.Attestations.Select(one => one with { By = Typed(one.By), At = Whole(one.At) })],
            Applier = applier,
            Sequence = sequence,
            Previous = new ReceiptHistory(files, _state).Newest()?.Digest,
        };
    }

    private SoftwareVersion? VersionNow(ReceiptFacts facts) =>
        SoftwareVersion.TryParse(new ValueReader(files, instrument).Read(facts.VersionSource), out var version) ? version : null;

    private static ReceiptOperator Typed(ReceiptOperator person) => new(Typed(person.Name), Typed(person.Role))
    {
        Company = person.Company is { } company ? Typed(company) : null,
    };

    private static string Typed(string text)
    {
        var clean = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
        return clean.Length <= MostTyped ? clean : clean[..MostTyped];
    }

    // Whole seconds, UTC: what the format holds.
    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

/// <summary>A receipt that is signed and lies on the instrument's disk.</summary>
/// <param name="Path">Its place on the stick, once it is sent.</param>
/// <param name="Code">The code to read out on the telephone.</param>
/// <param name="Digest">Digest of its file.</param>
internal sealed record KeptReceipt(MediaPath Path, SituationCode Code, Sha256Digest Digest);
