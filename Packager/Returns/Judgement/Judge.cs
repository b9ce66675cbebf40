using System.Collections.Immutable;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>
/// What all the evidence says of every instrument and boot mode, of every customer, and which receipts are questioned and why. A
/// pure function: made anew for every report, kept nowhere, and the same in whatever order the evidence came in.
/// </summary>
internal sealed class Judge
{
    private readonly Evidence _evidence;
    private readonly Owners _owners;
    private readonly Exceptions _exceptions;
    private readonly StickJudgement _sticks;
    private readonly Dictionary<Sha256Digest, long> _counters;
    private readonly ILookup<string?, Decision> _contacts;
    private readonly IReadOnlyList<JudgedReceipt> _receipts;
    private readonly ILookup<(string Campaign, SerialNumber Serial, ModeId Mode), JudgedReceipt> _byMode;
    private readonly ILookup<(SerialNumber Serial, ModeId Mode), ToldCode> _told;

    private Judge(Evidence evidence, DateTimeOffset now)
    {
        _evidence = evidence;
        _owners = new(evidence);
        _exceptions = new(evidence.Decisions, now);
        _receipts = ReceiptJudgement.Of(evidence);
        _byMode = _receipts.ToLookup(one => (one.Receipt.Campaign, one.Receipt.Serial, one.Receipt.Mode));
        _sticks = new(evidence, now);
        _counters = evidence.Deliveries.SelectMany(one => one.Bundles).GroupBy(one => one.Sha256)
            .ToDictionary(one => one.Key, one => one.Max(bundle => bundle.Counter));
        _contacts = evidence.Decisions.Where(one => one.Kind is DecisionKind.Contacted).ToLookup(one => one.Customer);
        var codes = evidence.Receipts.Select(one => one.Code).ToHashSet(StringComparer.Ordinal);
        _told = ToldCodes.Of(evidence.Decisions).Where(one => !codes.Contains(one.Code)).ToLookup(one => (one.Serial, one.Mode));
    }

    /// <summary>Judges.</summary>
    /// <param name="evidence">All of it.</param>
    /// <param name="now">The day on which exceptions hold or have run out.</param>
    public static Judged Of(Evidence evidence, DateTimeOffset now)
    {
        var judge = new Judge(evidence, now);
        var campaigns = evidence.Deliveries.Select(one => one.Campaign).Distinct().Order(StringComparer.Ordinal)
            .Select(judge.Campaign).ToImmutableArray();
        var known = campaigns.Select(one => one.Campaign).ToHashSet(StringComparer.Ordinal);
        return new(campaigns, [.. judge._receipts.Where(one => !known.Contains(one.Receipt.Campaign)).Select(ReceiptStatus.Of)],
            judge._receipts);
    }

    private CampaignStatus Campaign(string campaign)
    {
        var deliveries = _evidence.Deliveries.Where(one => one.Campaign == campaign)
            .OrderByDescending(one => one.Issued).ThenBy(one => one.Nonce, StringComparer.Ordinal).ToList();
        var instruments = Instruments(campaign, deliveries).GroupBy(one => _owners.Of(one.Serial)!)
            .ToDictionary(one => one.Key,
                one => one.OrderBy(status => status.Serial.Key, StringComparer.Ordinal).ToImmutableArray());
        var receipts = _receipts.Where(one => one.Receipt.Campaign == campaign).ToList();
        var customers = deliveries.Where(one => !_sticks.IsCancelled(one.Nonce)).Select(one => one.Customer)
            .Union(instruments.Keys)
            .Select(id => Customer(id, instruments.GetValueOrDefault(id, []), deliveries, campaign))
            .OrderBy(one => one.Complete).ThenBy(one => one.Name, StringComparer.Ordinal)
            .ThenBy(one => one.Customer, StringComparer.Ordinal)
            .ToImmutableArray();
        return new(
            campaign,
            CampaignSummary.Of(customers, receipts.Count(one => one.Standing is Standing.Questioned)),
            customers,
            [.. receipts.Select(ReceiptStatus.Of)],
            _sticks.Of(deliveries))
        {
            Closed = _evidence.Decisions.LastOrDefault(one => one.Campaign == campaign
                && one.Kind is DecisionKind.CampaignClosed) is { } closed ? new(closed.At, closed.By, closed.Note) : null,
        };
    }

    private CustomerStatus Customer(string id, ImmutableArray<InstrumentStatus> instruments,
        IEnumerable<KnownDelivery> deliveries, string campaign)
    {
        var since = deliveries.Where(one => one.Customer == id).Min(one => _sticks.Sent(one.Nonce));
        var heard = instruments.Any(one => one.Modes.Any(mode =>
            mode.Told is not null || _byMode.Contains((campaign, one.Serial, mode.Mode))));
        var complete = instruments.All(one => one.Settled);
        var known = _evidence.Customers.FirstOrDefault(one => one.Customer == id);
        return new(id, _owners.NameOf(id) ?? id, known?.Contact ?? "", known?.Telephone ?? "",
            known?.Site ?? "", known?.Country ?? "",
            complete, since is not null && !heard && !complete, since, instruments)
        {
            Contacts = [.. _contacts[id].Select(one =>
                new ContactStatus(one.At, one.Way!.Value, one.With, one.By, one.Note, one.Next))],
        };
    }

    // What a stick was made for, unless all of those were taken back and nobody else knows of it; and what the register has.
    private IEnumerable<InstrumentStatus> Instruments(string campaign, List<KnownDelivery> deliveries)
    {
        var heard = _byMode.Select(one => one.Key).Where(one => one.Campaign == campaign).Select(one => one.Serial).ToHashSet();
        var registered = _evidence.Register.ToDictionary(one => one.Serial);
        var expected = deliveries.SelectMany(delivery => delivery.Expected.Select(one => (Delivery: delivery, Mode: one)))
            .ToLookup(one => one.Mode.Serial);
        foreach (var instrument in expected)
        {
            var rows = instrument.Where(one => !_sticks.IsCancelled(one.Delivery.Nonce)).ToList();
            if (rows.Count == 0 && (heard.Contains(instrument.Key) || registered.ContainsKey(instrument.Key)))
                rows = [.. instrument];
            if (rows.Count > 0)
            {
                var serial = registered.GetValueOrDefault(instrument.Key)?.Serial ?? rows[0].Mode.Serial;
                yield return Instrument(campaign, rows, serial);
            }
        }

        foreach (var instrument in registered.Values.Where(one => !expected.Contains(one.Serial)))
        {
            if (deliveries.FirstOrDefault(one => one.Modes.Contains(instrument.Product)) is { } newest)
                yield return Waiting(campaign, instrument, newest);
        }
    }

    private InstrumentStatus Instrument(
        string campaign, List<(KnownDelivery Delivery, ExpectedMode Mode)> rows, SerialNumber serial)
    {
        var (newest, product) = rows[0];
        // Everything is done once per boot mode that the newest delivery's bundle has for the product: one that no delivery
        // expects is missing all the same.
        var modes = newest.Modes[product.Product]
            .Union(rows.Where(row => row.Delivery == newest).Select(row => row.Mode.Mode))
            .Select(mode =>
            {
                var row = rows.Find(one => one.Mode.Mode == mode);
                return Mode(campaign, serial, mode, row.Delivery ?? newest, row.Mode);
            });
        return Status(product.Product, product.ProductName, serial, [.. modes]);
    }

    private InstrumentStatus Waiting(string campaign, RegisteredInstrument instrument, KnownDelivery newest) => Status(
        instrument.Product, instrument.Product, instrument.Serial,
        [.. newest.Modes[instrument.Product].Select(mode => Mode(campaign, instrument.Serial, mode, null, null))]);

    private ModeStatus Mode(string campaign, SerialNumber serial, ModeId mode, KnownDelivery? delivery, ExpectedMode? expected) =>
        new ModeJudgement(mode, delivery, expected, [.. _byMode[(campaign, serial, mode)]],
            _told[(serial, mode)].FirstOrDefault(), _evidence.Withdrawn, _counters).Status();

    private InstrumentStatus Status(string product, string name, SerialNumber serial, ImmutableArray<ModeStatus> modes)
    {
        var missing = modes.Where(mode => mode.State is not ModeState.Done).Select(mode => mode.Mode).ToImmutableArray();
        ImmutableArray<ExceptionStatus> exceptions = [.. _exceptions.Of(serial)];
        return new(product, name, serial, missing.IsEmpty, missing.Length > 0 && missing.Length < modes.Length,
            modes.All(mode => mode.State is ModeState.Done || exceptions.Any(one => one.Settles(mode))), missing, exceptions,
            modes);
    }
}

/// <summary>What the evidence comes to.</summary>
/// <param name="Campaigns">Each field action, in ordinal order.</param>
/// <param name="Elsewhere">Receipts of field actions that no delivery is of.</param>
/// <param name="Receipts">Every receipt.</param>
internal sealed record Judged(
    ImmutableArray<CampaignStatus> Campaigns, ImmutableArray<ReceiptStatus> Elsewhere, IReadOnlyList<JudgedReceipt> Receipts);
