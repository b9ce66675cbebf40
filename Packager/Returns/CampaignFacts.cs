using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>The rows of one campaign, read at once: what is expected, what came back, what was told.</summary>
/// <param name="Expected">The newest delivery's row for each instrument and mode.</param>
/// <param name="Modes">The modes of a product in the bundle of a delivery, in order: all of them make an instrument
/// complete.</param>
/// <param name="Phases">Expected phases in order.</param>
/// <param name="Bundles">The digests that each delivery carries.</param>
/// <param name="Receipts">All receipts, in order of their number.</param>
/// <param name="ReceiptPhases">What the receipts say of phases.</param>
/// <param name="Told">Codes that no receipt has borne out.</param>
internal sealed record CampaignFacts(
    IReadOnlyList<ExpectedRow> Expected,
    ILookup<(string Nonce, string Product), ModeId> Modes,
    ILookup<(string Nonce, SerialNumber Serial, ModeId Mode), string> Phases,
    ILookup<string, Sha256Digest> Bundles,
    ILookup<(SerialNumber Serial, ModeId Mode), KeptReceipt> Receipts,
    ILookup<Sha256Digest, ReceiptPhaseRow> ReceiptPhases,
    ILookup<(SerialNumber Serial, ModeId Mode), string> Told)
{
    /// <summary>Reads the rows of a campaign.</summary>
    public static CampaignFacts Read(Ledger ledger, string campaign)
    {
        var expected = ledger.Query<ExpectedRow>(
            """
            SELECT e.nonce, d.stick, c.customer_id, c.name AS customer_name,
                e.product, e.product_name, e.serial, e.mode
            FROM expected_modes e
            JOIN deliveries d ON d.nonce = e.nonce
            JOIN customers c ON c.customer_id = d.customer_id
            WHERE d.campaign = @campaign
            ORDER BY d.issued_at DESC, d.entered_at DESC, d.nonce
            """,
            new { campaign });
        var modes = ledger.Query<ProductModeRow>(
            """
            SELECT m.nonce, m.product, m.mode
            FROM product_modes m JOIN deliveries d ON d.nonce = m.nonce WHERE d.campaign = @campaign ORDER BY m.position
            """,
            new { campaign });
        var phases = ledger.Query<ExpectedPhaseRow>(
            """
            SELECT p.nonce, e.serial, p.mode, p.phase
            FROM expected_phases p
            JOIN deliveries d ON d.nonce = p.nonce
            JOIN expected_modes e ON e.nonce = p.nonce AND e.serial_key = p.serial_key AND e.mode = p.mode
            WHERE d.campaign = @campaign
            ORDER BY p.position
            """,
            new { campaign });
        var bundles = ledger.Query<BundleRow>(
            """
            SELECT b.nonce, b.sha256
            FROM delivered_bundles b JOIN deliveries d ON d.nonce = b.nonce WHERE d.campaign = @campaign
            """,
            new { campaign });
        var receipts = ledger.Query<KeptReceipt>($"{KeptReceipt.Select} WHERE campaign = @campaign ORDER BY sequence",
            new { campaign });
        var receiptPhases = ledger.Query<ReceiptPhaseRow>(
            """
            SELECT p.digest, p.phase, p.done
            FROM receipt_phases p JOIN receipts r ON r.digest = p.digest WHERE r.campaign = @campaign ORDER BY p.position
            """,
            new { campaign });
        var told = ledger.Query<ToldRow>(
            """
            SELECT t.serial_key AS serial, t.mode, t.code FROM told t
            WHERE NOT EXISTS (SELECT 1 FROM receipts r WHERE r.code = t.code) ORDER BY t.noted_at DESC
            """);
        return new(
            [.. expected.DistinctBy(row => (row.Serial, row.Mode))],
            modes.ToLookup(row => (row.Nonce, row.Product), row => row.Mode),
            phases.ToLookup(row => (row.Nonce, row.Serial, row.Mode), row => row.Phase),
            bundles.ToLookup(row => row.Nonce, row => row.Sha256),
            receipts.ToLookup(row => (row.Serial, row.Mode)),
            receiptPhases.ToLookup(row => row.Digest),
            told.ToLookup(row => (row.Serial, row.Mode), row => row.Code));
    }

    /// <summary>Whether any receipt, accepted or questioned, speaks of an instrument's mode.</summary>
    public bool HasReceipt(SerialNumber serial, ModeId mode) => Receipts.Contains((serial, mode));

    private sealed record ProductModeRow(string Nonce, string Product, ModeId Mode);

    private sealed record ExpectedPhaseRow(string Nonce, SerialNumber Serial, ModeId Mode, string Phase);

    private sealed record BundleRow(string Nonce, Sha256Digest Sha256);

    private sealed record ToldRow(SerialNumber Serial, ModeId Mode, string Code);
}

/// <summary>An instrument's mode that a delivery expects.</summary>
internal sealed record ExpectedRow(
    string Nonce, string Stick, string CustomerId, string CustomerName, string Product, string ProductName,
    SerialNumber Serial, ModeId Mode);

/// <summary>A receipt's phase.</summary>
internal sealed record ReceiptPhaseRow(Sha256Digest Digest, string Phase, long Done);
