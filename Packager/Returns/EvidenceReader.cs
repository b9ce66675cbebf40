using System.Text;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>Reads all evidence out of a ledger, within a transaction.</summary>
internal sealed class EvidenceReader(Ledger ledger)
{
    private readonly PersonalTexts _personal = new(ledger);

    /// <summary>Reads.</summary>
    public Evidence Read() => new(
        ledger.Rehearsal,
        [
            .. ledger.Query<KnownCustomer>(
                "SELECT customer_id AS customer, name, contact, telephone, site, country FROM customers ORDER BY customer_id")
                .Select(one => new KnownCustomer(one.Customer, _personal.Text(one.Name), _personal.Text(one.Contact),
                    _personal.Text(one.Telephone), one.Site, one.Country)),
        ],
        ledger.Query<RegisteredInstrument>(
            "SELECT serial, product, customer_id AS customer FROM instruments ORDER BY serial_key"),
        Deliveries(),
        Receipts(),
        Decisions(),
        ledger.Query<Sha256Digest>("SELECT sha256 FROM withdrawn").ToHashSet());

    /// <summary>Every decision, in the order in which they were made.</summary>
    public IReadOnlyList<Decision> Decisions() =>
    [
        .. ledger.Query<LogEntry>($"{LogEntry.Select} WHERE kind = 'Decision' ORDER BY number").Select(entry =>
            Decision.Format.Read(Encoding.UTF8.GetBytes(entry.Body), $"entry {entry.Number} of the log").Value
                .WithPeople(_personal.Text, _personal.Text) with { Number = entry.Number, At = entry.At }),
    ];

    private IReadOnlyList<KeptReceipt> Receipts()
    {
        var phases = ledger.Query<KeptPhase>("SELECT digest, phase, done AS is_done FROM receipt_phases ORDER BY position")
            .ToLookup(one => one.Digest);
        return [.. ledger.Query<KeptReceipt>(KeptReceipt.Select).Select(one => one with { Phases = [.. phases[one.Digest]] })];
    }

    private IReadOnlyList<KnownDelivery> Deliveries()
    {
        var bundles = ledger.Query<BundleRow>("SELECT nonce, bundle, sha256, counter FROM delivered_bundles ORDER BY sha256")
            .ToLookup(row => row.Nonce);
        var modes = ledger.Query<ModeRow>("SELECT nonce, product, mode FROM product_modes ORDER BY position")
            .ToLookup(row => row.Nonce);
        var phases = ledger.Query<PhaseRow>(
                "SELECT nonce, serial_key AS serial, mode, phase FROM expected_phases ORDER BY position")
            .ToLookup(row => (row.Nonce, row.Serial, row.Mode), row => row.Phase);
        var expected = ledger.Query<ExpectedRow>(
                "SELECT nonce, product, product_name, serial, mode FROM expected_modes ORDER BY serial_key, mode")
            .ToLookup(row => row.Nonce);
        var written = ledger.Query<WrittenRow>("SELECT subject, body FROM log WHERE kind = 'Written' ORDER BY number")
            .GroupBy(row => row.Subject).ToDictionary(one => one.Key, one => one.Last().Body);
        return
        [
            .. ledger.Query<DeliveryRow>("SELECT nonce, stick, customer_id, campaign, issued_at FROM deliveries").Select(row =>
                new KnownDelivery(
                    row.Nonce, row.Stick, row.CustomerId, row.Campaign, row.IssuedAt,
                    [.. bundles[row.Nonce].Select(one => new KnownBundle(one.Bundle, one.Sha256, one.Counter))],
                    [.. expected[row.Nonce].Select(one => new ExpectedMode(
                        one.Product, one.ProductName, one.Serial, one.Mode, [.. phases[(row.Nonce, one.Serial, one.Mode)]]))],
                    modes[row.Nonce].ToLookup(one => one.Product, one => one.Mode))
                { UsableUntil = written.TryGetValue(row.Nonce, out var until) ? until : null }),
        ];
    }

    private sealed record DeliveryRow(string Nonce, string Stick, string CustomerId, string Campaign, DateTimeOffset IssuedAt);

    private sealed record BundleRow(string Nonce, string Bundle, Sha256Digest Sha256, long Counter);

    private sealed record WrittenRow(string Subject, DateTimeOffset Body);

    private sealed record ModeRow(string Nonce, string Product, ModeId Mode);

    private sealed record PhaseRow(string Nonce, SerialNumber Serial, ModeId Mode, string Phase);

    private sealed record ExpectedRow(string Nonce, string Product, string ProductName, SerialNumber Serial, ModeId Mode);
}
