using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>
/// A field action with everything that goes wrong in one, and what is true of each instrument: five to a customer, one fault to
/// an instrument, the faults in turn.
/// </summary>
internal sealed class ReferenceCampaign
{
    private static readonly DeliveredBundle Replacing = new(Token.Of<BundleId>("fsn2023-1338-1.0.1"), Sha256Digest.Of("1.0.1"u8));
    private static readonly DeliveredBundle Spoilt = new(Token.Of<BundleId>("fsn2023-1338-0.9.9"), Sha256Digest.Of("spoilt"u8));

    private readonly Desk _desk;
    private readonly List<Delivery> _late = [];
    private readonly List<Action<DecisionDesk>> _settle = [];
    private int _sticks;

    public ReferenceCampaign(Desk desk, int instruments)
    {
        _desk = desk;
        var faults = Enum.GetValues<Kind>();
        for (var number = 0; number < instruments; number++)
            Make(faults[number % faults.Length], $"M{70000 + number}", $"c{number / 5:000}");
    }

    private enum Kind
    {
        Done, Half, Silent, UndoneLater, ClockAhead, FinishedIn2019, LateDelivery, UnknownDelivery, ChangedKey, KeyAccepted,
        CopyRejected, CopiedDisk, Forked, Withdrawn, Superseded, Replaced, Inconsistent, Declined, NotAffected, Refused, Restart,
        Scrapped, Contradiction, Rehearsed, BeginsAtSeven, WrongInstrument, Told, Regressed, NotAffectedConfirmed, PutBack,
    }

    /// <summary>What is true, by serial number: the states of Dx and RUO.</summary>
    public Dictionary<string, (ModeState Dx, ModeState Ruo)> Truth { get; } = [];

    /// <summary>The receipts' files, to be received in any order; and then <see cref="Finish"/>.</summary>
    public List<string> Files { get; } = [];

    /// <summary>What the program says, by serial number.</summary>
    public static Dictionary<string, (ModeState Dx, ModeState Ruo)> States(Desk desk) => desk.Status().Customers
        .SelectMany(one => one.Instruments)
        .ToDictionary(one => one.Serial.Text, one => (one.Modes[0].State, one.Modes[1].State));

    /// <summary>What comes after the receipts: late deliveries, and what people settle.</summary>
    public void Finish()
    {
        foreach (var delivery in _late)
            Deliver(delivery);
        var list = new PatchKit.Shared.Bundles.WithdrawnList(PatchKit.Shared.Bundles.WithdrawnList.SchemaVersion,
            [new(Spoilt.Sha256, Spoilt.Bundle, "a fault", Desk.Noon)]);
        Assert.True(new DeliveryRegistrar(_desk.Ledger, _desk.Clock).Withdraw(list).Value >= 0);
        var desk = new DecisionDesk(_desk.Ledger, _desk.Clock, "Sofia", "as told by the site");
        foreach (var settle in _settle)
            settle(desk);
    }

    private void Make(Kind kind, string serial, string customer)
    {
        if (kind is Kind.LateDelivery)
        {
            var late = Delivery(customer, serial);
            _late.Add(late);
            Both(late, serial);
            Truth[serial] = (ModeState.Done, ModeState.Done);
            return;
        }

        var bundle = kind is Kind.Withdrawn ? Spoilt : null;
        var delivery = Deliver(bundle is null ? Delivery(customer, serial)
            : Delivery(customer, serial) with { Bundles = [bundle] });
        Truth[serial] = Faults(kind, delivery, serial, customer);
    }

    private (ModeState Dx, ModeState Ruo) Faults(Kind kind, Delivery delivery, string serial, string customer)
    {
        var (open, done) = (ModeState.Outstanding, ModeState.Done);
        switch (kind)
        {
            case Kind.Done:
                Both(delivery, serial);
                return (done, done);
            case Kind.Half:
                Put(Dx(delivery, serial));
                return (done, open);
            case Kind.UndoneLater:
                Put(Dx(delivery, serial));
                Put(Dx(delivery, serial, 2, Verdict.Undone));
                return (ModeState.Failed, open);
            case Kind.ClockAhead:
                var busy = Dx(delivery, serial, 1, Verdict.Refused);
                Put(busy with { Times = busy.Times with { Finished = Desk.Noon.AddDays(60) } });
                Put(Dx(delivery, serial, 2));
                return (done, open);
            case Kind.FinishedIn2019:
                var old = Dx(delivery, serial);
                Put(old with { Times = old.Times with { Finished = new(2019, 1, 1, 0, 0, 0, TimeSpan.Zero) } });
                return (done, open);
            case Kind.UnknownDelivery:
                Put(Dx(delivery, serial) with { Nonce = new string('0', 32) });
                return (ModeState.Questioned, open);
            case Kind.ChangedKey:
                Put(Dx(delivery, serial, 1, Verdict.Undone));
                Put(Dx(delivery, serial), keyOf: $"{serial} new");
                return (ModeState.Questioned, open);
            case Kind.KeyAccepted:
                Put(Dx(delivery, serial, 1, Verdict.Undone));
                Accept(Put(Dx(delivery, serial), keyOf: $"{serial} new"));
                return (done, open);
            case Kind.CopyRejected:
                Put(Dx(delivery, serial));
                var copy = Put(Dx(delivery, serial) with { Applier = "PatchKit Applier 0.2.0" }, folder: "copies");
                _settle.Add(desk => Assert.Null(desk.Settle(DigestOf(copy), accept: false).Refusal));
                return (done, open);
            case Kind.CopiedDisk:
                var twin = $"{serial}T";
                var other = Deliver(Delivery(customer, twin));
                Put(Dx(delivery, serial));
                Put(Dx(other, twin), keyOf: $"{serial} Dx");
                Truth[twin] = (ModeState.Questioned, open);
                return (ModeState.Questioned, open);
            case Kind.Forked:
                Put(Dx(delivery, serial));
                Put(Dx(delivery, serial, 1, Verdict.Undone), folder: "forks");
                return (ModeState.Questioned, open);
            case Kind.Withdrawn:
                Put(Dx(delivery, serial));
                return (ModeState.Withdrawn, open);
            case Kind.Superseded:
                Both(delivery, serial);
                Deliver(Delivery(customer, serial) with { Bundles = [Replacing], Issued = Desk.Noon.AddDays(1) });
                return (ModeState.Superseded, ModeState.Superseded);
            case Kind.Replaced:
                Put(Dx(delivery, serial));
                var later = Delivery(customer, serial) with { Bundles = [Replacing], Issued = Desk.Noon.AddDays(1) };
                Put(Dx(Deliver(later), serial, 2));
                return (done, open);
            case Kind.Inconsistent:
                Put(Dx(delivery, serial));
                Put(Dx(delivery, serial, 2, Verdict.Inconsistent));
                return (ModeState.DoNotUse, open);
            case Kind.Declined:
                Put(Dx(delivery, serial, 1, Verdict.Declined));
                return (ModeState.Declined, open);
            case Kind.NotAffected or Kind.NotAffectedConfirmed:
                Put(Dx(delivery, serial, 1, Verdict.Refused) with { Refusal = new(RefusalCode.NotAffected, []) });
                if (kind is Kind.NotAffectedConfirmed)
                    Except(DecisionKind.NotAffected, serial);
                return (ModeState.NotAffected, open);
            case Kind.Refused:
                Put(Dx(delivery, serial, 1, Verdict.Refused));
                return (ModeState.Refused, open);
            case Kind.Restart:
                Put(Dx(delivery, serial, 1, Verdict.RestartPending));
                return (open, open);
            case Kind.Scrapped:
                Put(Dx(delivery, serial, 1, Verdict.Inconsistent));
                Except(DecisionKind.Scrapped, serial);
                return (ModeState.DoNotUse, open);
            case Kind.Contradiction:
                Put(Dx(delivery, serial) with { Backup = null });
                return (ModeState.Questioned, open);
            case Kind.Rehearsed:
                Put(Dx(delivery, serial) with { Rehearsal = true });
                return (ModeState.Questioned, open);
            case Kind.BeginsAtSeven:
                Put(Dx(delivery, serial, 7) with { Previous = Sha256Digest.Of("six"u8) });
                return (done, open);
            case Kind.WrongInstrument:
                Put(Dx(delivery, $"{serial}X"));
                return (open, open);
            case Kind.Told:
                var code = _desk.CodeOf(Dx(delivery, serial));
                _settle.Add(desk => Assert.Null(desk.Told(code, Token.Of<SerialNumber>(serial), "dx").Refusal));
                return (open, open);
            case Kind.Regressed:
                Put(Dx(delivery, serial));
                Put(Dx(delivery, serial, 2, Verdict.Regressed));
                return (ModeState.Failed, open);
            case Kind.PutBack:
                Put(Dx(delivery, serial));
                Put(Dx(delivery, serial, 2, Verdict.Undone));
                Put(Dx(delivery, serial, 3));
                return (done, open);
            default:
                _settle.Add(desk => Assert.Null(desk.Stick(DecisionKind.StickSent, delivery.Stick.Text).Refusal));
                return (open, open);
        }
    }

    // Looked at against the log as it stands: so a thousand orders are not each held against all others.
    private Delivery Deliver(Delivery delivery)
    {
        var head = LedgerLog.Head(_desk.Ledger);
        return _desk.Deliver(delivery with { Ledger = new(head.Number, head.Hash) });
    }

    private Delivery Delivery(string customer, string serial) =>
        Desk.Delivery($"PK-{_sticks++:00000}", customer, serial);

    private Receipt Dx(Delivery delivery, string serial, long number = 1, Verdict verdict = Verdict.Applied) =>
        _desk.Receipt(delivery, serial, SampleModes.Dx, number, verdict);

    private void Both(Delivery delivery, string serial)
    {
        Put(Dx(delivery, serial));
        Put(_desk.Receipt(delivery, serial, SampleModes.Ruo));
    }

    private string Put(Receipt receipt, string? keyOf = null, string folder = "post")
    {
        var path = _desk.Write(keyOf is null ? folder : $"{folder} by {keyOf}", receipt, keyOf);
        Files.Add(path);
        return path;
    }

    private void Accept(string path) =>
        _settle.Add(desk => Assert.Null(desk.Settle(DigestOf(path), accept: true).Refusal));

    private void Except(DecisionKind kind, string serial) => _settle.Add(desk =>
        Assert.Null(desk.Except(kind, Token.Of<SerialNumber>(serial), null, null).Refusal));

    private static string DigestOf(string path) => Sha256Digest.Of(File.ReadAllBytes(path)).Hex;

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
