using System.Collections.Immutable;
using System.Text;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Decisions;

/// <summary>
/// Takes what a person settles into the ledger's log, when it can be meant: about a receipt that is there, an instrument that is
/// known, a stick that was made.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="clock">The desk's clock.</param>
/// <param name="by">Who settles it.</param>
/// <param name="note">Why, and how it is known.</param>
internal sealed class DecisionDesk(Ledger ledger, TimeProvider clock, string by, string note)
{
    private const int ShortestDigest = 8;

    /// <summary>Settles a questioned receipt.</summary>
    /// <param name="receipt">Its digest or the beginning of it, or its situation code.</param>
    /// <param name="accept">Whether its chain is the boot mode's own; otherwise it counts for nothing.</param>
    public Result<Decision> Settle(string receipt, bool accept) => Decide((evidence, now) =>
    {
        var judged = Judge.Of(evidence, now).Receipts;
        var code = SituationCode.TryParse(receipt, out var told) ? told.Text : null;
        var found = judged.Where(one => one.Receipt.Code == code || (receipt.Length >= ShortestDigest
            && one.Receipt.Digest.Hex.StartsWith(receipt, StringComparison.OrdinalIgnoreCase))).ToList();
        if (found is not [var one])
            return Unknown(receipt, found.Count == 0
                ? "no receipt of this ledger has this digest or code; report --json lists them"
                : $"{found.Count} receipts begin like this: give more of the digest");
        if (!accept)
            return new Decision(DecisionKind.ReceiptRejected, by, note) { Receipt = one.Receipt.Digest };
        if (one.Standing is Standing.Accepted)
            return Wrong(receipt, "it is accepted already");
        if (one.Standing is Standing.Questioned && !one.Findings.Any(finding => finding.OpensChain))
            return Wrong(receipt, "nothing is wrong with its key or its chain. What is against it cannot be settled by " +
                $"accepting it: {one.Reason}. The support guide says what can be done; settle --reject sets it aside");
        var accepted = new Decision(DecisionKind.ReceiptAccepted, by, note)
        {
            Receipt = one.Receipt.Digest,
            Number = long.MaxValue,
        };
        // As it stands once this one has a say: one that was set aside had none.
        var then = Judge.Of(evidence with { Decisions = [.. evidence.Decisions, accepted] }, now).Receipts;
        return accepted with { Others = [.. Chain.Others(one, then).Select(other => other.Receipt.Digest)] };
    });

    /// <summary>Settles why an instrument, or one boot mode of it, is not patched.</summary>
    public Result<Decision> Except(DecisionKind kind, SerialNumber serial, string? mode, DateOnly? until) =>
        Decide((evidence, now) =>
    {
        var known = Judge.Of(evidence, now).Campaigns.SelectMany(one => one.Customers).SelectMany(one => one.Instruments)
            .Where(one => one.Serial == serial).ToList();
        if (known.Count == 0)
            return Unknown(serial.Text, "no delivery and no register has this instrument");
        var modes = known.SelectMany(one => one.Modes).Select(one => one.Mode).Distinct().ToList();
        var meant = modes.Where(one => one.Text.Equals(mode, StringComparison.OrdinalIgnoreCase)).ToList();
        if (mode is not null && meant.Count == 0)
            return Unknown(serial.Text, $"it has no boot mode {mode}; it has {string.Join(", ", modes)}");
        if (until is { } day && day < DateOnly.FromDateTime(now.UtcDateTime))
            return Wrong("--until", "this day has passed");
        return new Decision(kind, by, note) { Serial = known[0].Serial, Mode = mode is null ? null : meant[0], Until = until };
    });

    /// <summary>Gives an instrument to another customer.</summary>
    public Result<Decision> Move(SerialNumber serial, string customer) => Decide((evidence, _) =>
    {
        var owners = new Owners(evidence);
        if (owners.Of(serial) is not { } owner)
            return Unknown(serial.Text, "no delivery and no register has this instrument");
        if (owners.NameOf(customer) is null)
            return Unknown(customer, "no customer has this id; customers import enters new ones");
        return owner == customer
            ? Wrong(serial.Text, $"it is {customer}'s already")
            : new Decision(DecisionKind.InstrumentMoved, by, note) { Serial = serial, Customer = customer };
    });

    /// <summary>Calls a customer otherwise.</summary>
    public Result<Decision> Rename(string customer, string name) => Decide((evidence, _) =>
        new Owners(evidence).NameOf(customer) is null
            ? Unknown(customer, "no customer has this id")
            : new Decision(DecisionKind.CustomerRenamed, by, note) { Customer = customer, Name = name });

    /// <summary>Settles what became of a stick: it is not awaited any more, has left the house, or is back.</summary>
    public Result<Decision> Stick(DecisionKind kind, string stick) => Decide((evidence, _) =>
    {
        ImmutableArray<string> nonces = [.. evidence.Deliveries.Where(one => one.Stick == stick).Select(one => one.Nonce)];
        if (nonces.IsEmpty)
            return Unknown(stick, "no stick of this name was made with this ledger");
        if (kind is DecisionKind.OrderCancelled
            && evidence.Receipts.FirstOrDefault(one => nonces.Contains(one.Nonce)) is { } receipt)
        {
            return Wrong(stick, $"it was used: the receipt {receipt.Code} of {receipt.Serial} {receipt.Mode.Text} is here");
        }

        return new Decision(kind, by, note) { Stick = stick, Nonces = nonces };
    });

    private Result<Decision> Decide(Func<Evidence, DateTimeOffset, Result<Decision>> decide) => ledger.Transact<Decision>(() =>
    {
        if (!decide(new EvidenceReader(ledger).Read(), clock.GetUtcNow()).TryGet(out var decision, out var refusal))
            return refusal;
        if (!Decision.Format.TryWrite(decision, "the decision").TryGet(out var bytes, out refusal))
            return Wrong("--by, --note", refusal.Reason);
        new LedgerLog(ledger, clock).Append(LogKind.Decision, SubjectOf(decision), Encoding.UTF8.GetString(bytes));
        return decision;
    });

    private static string SubjectOf(Decision decision) =>
        decision.Receipt?.Hex ?? decision.Serial?.Key ?? decision.Stick ?? decision.Customer ?? "";

    private static Refusal Unknown(string place, string reason) => new(RefusalCode.InputMissing, place, reason);

    private static Refusal Wrong(string place, string reason) => new(RefusalCode.Usage, place, reason);
}
