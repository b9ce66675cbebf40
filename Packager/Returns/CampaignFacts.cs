namespace PatchKit.Packager.Returns;

/// <summary>The rows of one campaign, read at once: what is expected, what came back, what was told.</summary>
/// <param name="Expected">The newest delivery's row for each instrument and mode.</param>
/// <param name="Phases">Expected phases in order.</param>
/// <param name="Bundles">The digests that each delivery carries.</param>
/// <param name="Receipts">All receipts, in order of their number.</param>
/// <param name="ReceiptPhases">What the receipts say of phases.</param>
/// <param name="Told">Codes that no receipt has borne out.</param>
internal sealed record CampaignFacts(
    IReadOnlyList<ExpectedRow> Expected,
    ILookup<(string Nonce, string Serial, string Mode), string> Phases,
    ILookup<string, string> Bundles,
    ILookup<(string Serial, string Mode), ReceiptRow> Receipts,
    ILookup<string, ReceiptPhaseRow> ReceiptPhases,
    ILookup<(string Serial, string Mode), string> Told)
{
    /// <summary>Reads the rows of a campaign.</summary>
    public static CampaignFacts Read(Ledger ledger, string campaign)
    {
        var expected = ledger.Query<ExpectedRow>(
            """
            SELECT e.nonce AS Nonce, d.stick AS Stick, c.customer_id AS CustomerId, c.name AS CustomerName,
                e.product AS Product, e.product_name AS ProductName, e.serial AS Serial, e.mode AS Mode
            FROM expected_modes e
            JOIN deliveries d ON d.nonce = e.nonce
            JOIN customers c ON c.customer_id = d.customer_id
            WHERE d.campaign = @campaign
            ORDER BY d.issued_at DESC, d.entered_at DESC, d.nonce
            """,
            new { campaign });
        var phases = ledger.Query<ExpectedPhaseRow>(
            """
            SELECT p.nonce AS Nonce, p.serial AS Serial, p.mode AS Mode, p.phase AS Phase
            FROM expected_phases p JOIN deliveries d ON d.nonce = p.nonce WHERE d.campaign = @campaign ORDER BY p.position
            """,
            new { campaign });
        var bundles = ledger.Query<BundleRow>(
            """
            SELECT b.nonce AS Nonce, b.sha256 AS Sha256
            FROM delivered_bundles b JOIN deliveries d ON d.nonce = b.nonce WHERE d.campaign = @campaign
            """,
            new { campaign });
        var receipts = ledger.Query<ReceiptRow>($"{ReceiptRow.Select} WHERE campaign = @campaign ORDER BY sequence",
            new { campaign });
        var receiptPhases = ledger.Query<ReceiptPhaseRow>(
            """
            SELECT p.digest AS Digest, p.phase AS Phase, p.done AS Done
            FROM receipt_phases p JOIN receipts r ON r.digest = p.digest WHERE r.campaign = @campaign ORDER BY p.position
            """,
            new { campaign });
        var told = ledger.Query<ToldRow>(
            """
            SELECT t.serial AS Serial, t.mode AS Mode, t.code AS Code FROM told t
            WHERE NOT EXISTS (SELECT 1 FROM receipts r WHERE r.code = t.code) ORDER BY t.noted_at DESC
            """);
        return new(
            [.. expected.DistinctBy(row => (row.Serial, row.Mode))],
            phases.ToLookup(row => (row.Nonce, row.Serial, row.Mode), row => row.Phase),
            bundles.ToLookup(row => row.Nonce, row => row.Sha256),
            receipts.ToLookup(row => (row.Serial, row.Mode)),
            receiptPhases.ToLookup(row => row.Digest),
            told.ToLookup(row => (row.Serial, row.Mode), row => row.Code));
    }

    /// <summary>Whether any receipt, accepted or questioned, speaks of an instrument's mode.</summary>
    public bool HasReceipt(string serial, string mode) => Receipts.Contains((serial, mode));

    private sealed record ExpectedPhaseRow(string Nonce, string Serial, string Mode, string Phase);

    private sealed record BundleRow(string Nonce, string Sha256);

    private sealed record ToldRow(string Serial, string Mode, string Code);
}

/// <summary>An instrument's mode that a delivery expects.</summary>
internal sealed record ExpectedRow(
    string Nonce, string Stick, string CustomerId, string CustomerName, string Product, string ProductName, string Serial,
        string Mode);

/// <summary>A receipt's phase.</summary>
internal sealed record ReceiptPhaseRow(string Digest, string Phase, long Done);

/// <summary>A receipt's row without its evidence.</summary>
internal sealed record ReceiptRow(
    string Digest,
    string Standing,
    string Reason,
    string Stick,
    string Bundle,
    string BundleSha256,
    string Serial,
    string Mode,
    string Verdict,
    string Refusal,
    string KeyId,
    string Code,
    long Sequence,
    string FinishedAt,
    string ReceivedAt)
{
    /// <summary>The columns, in the order of the members.</summary>
    public const string Select =
        """
        SELECT digest AS Digest, standing AS Standing, reason AS Reason, stick AS Stick, bundle AS Bundle,
            bundle_sha256 AS BundleSha256,
            serial AS Serial, mode AS Mode, verdict AS Verdict, refusal AS Refusal, key_id AS KeyId, code AS Code,
            sequence AS Sequence,
            finished_at AS FinishedAt, received_at AS ReceivedAt
        FROM receipts
        """;
}
