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
        if (found.Count == 0 && !accept && Refused(receipt) is { } file)
            return new Decision(DecisionKind.ReceiptRejected, by, note) { Receipt = file };
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

    // What lies in quarantine is settled in the same way: somebody found out what it was.
    private Sha256Digest? Refused(string digest) => digest.Length >= ShortestDigest
        && Quarantine.Files(ledger).Where(one => one.Digest.Hex.StartsWith(digest, StringComparison.OrdinalIgnoreCase)).ToList()
            is [var file] ? file.Digest : null;

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

    /// <summary>Notes that a customer was written to, called or visited, and what came of it.</summary>
    public Result<Decision> Contact(string customer, ContactWay way, string? with, DateOnly? next) => Decide((evidence, now) =>
        new Owners(evidence).NameOf(customer) is null ? Unknown(customer, "no customer has this id")
        : next < DateOnly.FromDateTime(now.UtcDateTime) ? Wrong("--next", "this day has passed")
        : new Decision(DecisionKind.Contacted, by, note) { Customer = customer, Way = way, With = with, Next = next });

    /// <summary>Notes the code of a receipt that was read out. It counts for nothing until its receipt is here.</summary>
    /// <param name="code">The code.</param>
    /// <param name="serial">The instrument.</param>
    /// <param name="heard">The mode as it was heard: capital and small letters are the same on the telephone.</param>
    public Result<Decision> Told(SituationCode code, SerialNumber serial, string heard) => Decide((evidence, now) =>
    {
        var modes = Judge.Of(evidence, now).Campaigns.SelectMany(one => one.Customers).SelectMany(one => one.Instruments)
            .Where(one => one.Serial == serial).SelectMany(one => one.Modes).Select(one => one.Mode).Distinct().ToList();
        if (modes.Where(one => one.Text.Equals(heard, StringComparison.OrdinalIgnoreCase)).ToList() is not [var mode, ..])
            return Unknown(serial.Text, modes.Count == 0
                ? $"no delivery expects {serial}"
                : $"no delivery expects {serial} in {heard} mode; it is expected in {string.Join(", ", modes)}");
        return evidence.Deliveries.Any(one => code.IsBoundTo(one.Nonce, serial, mode))
            ? new Decision(DecisionKind.Told, by, note) { Code = code.Text, Serial = serial, Mode = mode }
            : new Refusal(RefusalCode.ReceiptInvalid, code.Text,
                $"the code {code} was not made by {serial} in {mode} mode with a stick of this ledger: " +
                "have serial number and mode read from the plate and the screen");
    });

    /// <summary>Takes back what was noted of a code.</summary>
    public Result<Decision> TakeBack(SituationCode code) => Decide((evidence, _) =>
        ToldCodes.Of(evidence.Decisions).Any(one => one.Code == code.Text)
            ? new Decision(DecisionKind.ToldTakenBack, by, note) { Code = code.Text }
            : Unknown(code.Text, "this code was not told"));

    /// <summary>Erases the names and numbers of a customer's people; figures and receipts stay.</summary>
    public Result<Decision> Erase(string customer) => Decide((evidence, _) =>
    {
        if (new Owners(evidence).NameOf(customer) is null)
            return Unknown(customer, "no customer has this id");
        PersonalTexts.Erase(ledger, customer);
        return new Decision(DecisionKind.CustomerErased, by, note) { Customer = customer };
    });

    /// <summary>Closes a field action, when nothing in it is unexplained.</summary>
    /// <param name="campaign">The field action.</param>
    /// <param name="isOpen">Whether anything in the evidence is.</param>
    public Result<Decision> Close(string campaign, Func<Evidence, DateTimeOffset, bool> isOpen) =>
        Decide((evidence, now) => isOpen(evidence, now)
            ? new Refusal(RefusalCode.AlreadyRunning, campaign, "something came in while it was closed; look again")
            : new Decision(DecisionKind.CampaignClosed, by, note) { Campaign = campaign });

    private Result<Decision> Decide(Func<Evidence, DateTimeOffset, Result<Decision>> decide) => ledger.Transact<Decision>(() =>
    {
        var evidence = new EvidenceReader(ledger).Read();
        if (!decide(evidence, clock.GetUtcNow()).TryGet(out var decision, out var refusal))
            return refusal;
        if (Decision.Format.TryWrite(decision, "the decision").Refusal is { } unfit)
            return Wrong("--by, --note", unfit.Reason);
        var about = decision.Kind is DecisionKind.CustomerErased ? PersonalTexts.Desk : CustomerOf(decision, evidence);
        var personal = new PersonalTexts(ledger);
        var kept = decision.WithPeople(text => personal.Keep(text, about), text => personal.Keep(text, PersonalTexts.Desk));
        new LedgerLog(ledger, clock).Append(LogKind.Decision, SubjectOf(decision),
            Encoding.UTF8.GetString(Decision.Format.Write(kept)));
        return decision;
    });

    private static string SubjectOf(Decision decision) => decision.Receipt?.Hex ?? decision.Serial?.Key ?? decision.Stick
        ?? decision.Customer ?? decision.Code ?? decision.Campaign ?? "";

    private static string CustomerOf(Decision decision, Evidence evidence)
    {
        var receipt = evidence.Receipts.FirstOrDefault(one => one.Digest == decision.Receipt);
        return decision.Customer
            ?? ((decision.Serial ?? receipt?.Serial) is { } serial ? new Owners(evidence).Of(serial) : null)
            ?? evidence.Deliveries.FirstOrDefault(one => one.Stick == decision.Stick)?.Customer
            ?? PersonalTexts.Desk;
    }

    private static Refusal Unknown(string place, string reason) => new(RefusalCode.InputMissing, place, reason);

    private static Refusal Wrong(string place, string reason) => new(RefusalCode.Usage, place, reason);
}
