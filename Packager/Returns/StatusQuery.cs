using System.Collections.Immutable;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns;

/// <summary>Asks the ledger where everybody stands.</summary>
internal sealed class StatusQuery(Ledger ledger, TimeProvider clock)
{
    /// <summary>The status of one campaign, or of all; a refusal when the ledger does not know the campaign.</summary>
    public Result<LedgerStatus> Ask(string? campaign = null) => ledger.Transact<LedgerStatus>(() =>
    {
        var known = ledger.Query<string>("SELECT DISTINCT campaign FROM deliveries ORDER BY campaign");
        if (campaign is not null && !known.Contains(campaign))
        {
            var names = known.Count == 0 ? "none" : string.Join(", ", known);
            return new Refusal(RefusalCode.InputMissing, ledger.Place,
                $"the ledger has no campaign '{campaign}'; it has {names}");
        }

        var campaigns = known.Where(one => campaign is null || one == campaign).Select(Status).ToImmutableArray();
        var complete = campaigns.Length > 0 && campaigns.All(one => one.Summary.Complete == one.Summary.Customers);
        return new LedgerStatus(LedgerStatus.SchemaVersion, ledger.Place, ledger.Rehearsal, clock.GetUtcNow()
            .ToUniversalTime(), complete, campaigns);
    });

    private CampaignStatus Status(string campaign)
    {
        var facts = CampaignFacts.Read(ledger, campaign);
        var receipts = Receipts(campaign);
        var customers = facts.Expected
            .GroupBy(row => (row.CustomerId, row.CustomerName))
            .Select(rows => Customer(rows.Key.CustomerId, rows.Key.CustomerName, rows, facts))
            .OrderBy(customer => customer.Complete).ThenBy(customer => customer.Name, StringComparer.Ordinal)
            .ToImmutableArray();
        var instruments = customers.SelectMany(customer => customer.Instruments).ToList();
        return new(
            campaign,
            new(
                customers.Length,
                customers.Count(customer => customer.Silent),
                customers.Count(customer => customer.Complete),
                instruments.Count,
                instruments.Count(instrument => instrument.Installed),
                instruments.Count(instrument => instrument.HalfPatched),
                instruments.Sum(instrument => instrument.Modes.Count(mode => mode.State is ModeState.Failed)),
                receipts.Count(receipt => receipt.Standing is Standing.Questioned)),
            customers,
            receipts);
    }

    private static CustomerStatus Customer(string id, string name, IEnumerable<ExpectedRow> rows, CampaignFacts facts)
    {
        var instruments = rows
            .GroupBy(row => row.Serial)
            .OrderBy(group => group.Key.Text, StringComparer.Ordinal)
            .Select(group => Instrument([.. group], facts))
            .ToImmutableArray();
        var silent = instruments.All(one => one.Modes.All(mode => mode.Told is null && !facts.HasReceipt(one.Serial, mode.Mode)));
        return new(id, name, instruments.All(one => one.Installed), silent, instruments);
    }

    private static InstrumentStatus Instrument(IReadOnlyList<ExpectedRow> rows, CampaignFacts facts)
    {
        var (first, serial) = (rows[0], rows[0].Serial);
        // Everything is done once per boot mode that the newest delivery's bundle has for the product: one that no delivery
        // expects is missing all the same.
        var expected = rows.Where(row => row.Nonce == first.Nonce).Select(row => row.Mode);
        var modes = facts.Modes[(first.Nonce, first.Product)].Union(expected)
            .Select(mode => ModeJudgement.Of(rows.FirstOrDefault(row => row.Mode == mode), serial, mode, facts))
            .ToImmutableArray();
        var missing = modes.Where(mode => mode.State is not ModeState.Done).Select(mode => mode.Mode).ToImmutableArray();
        return new(
            first.Product, first.ProductName, serial, missing.IsEmpty, missing.Length > 0 && missing.Length < modes.Length,
                missing, modes);
    }

    private ImmutableArray<KeptReceipt> Receipts(string campaign) =>
    [
        .. ledger.Query<KeptReceipt>(
            $"{KeptReceipt.Select} WHERE campaign = @campaign ORDER BY received_at, sequence, digest", new { campaign }),
    ];
}
