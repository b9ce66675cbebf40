using System.Text;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>What the log's hashes are taken of, for what is kept in rows: read back from the tables, in one spelling.</summary>
internal static class EvidenceRows
{
    /// <summary>SHA-256 of the rows about one subject.</summary>
    public static string HashOf(Ledger ledger, LogKind kind, string subject) =>
        Sha256Digest.Of(Encoding.UTF8.GetBytes(
            string.Join('\n', Questions(kind).Select(sql => ledger.Lines(sql, new { subject }))))).Hex;

    private static string[] Questions(LogKind kind) => kind switch
    {
        LogKind.Customer =>
            ["SELECT customer_id, name, site, country, contact, telephone, email FROM customers WHERE customer_id = @subject"],
        LogKind.Instrument =>
            [
                "SELECT serial, product, catalogue_number, udi_di, customer_id FROM instruments WHERE serial_key = @subject"
            ],
        LogKind.Withdrawn => ["SELECT sha256, bundle, reason, since FROM withdrawn WHERE sha256 = @subject"],
        LogKind.Told => ["SELECT code, serial_key, mode, told_by, noted_at FROM told WHERE code = @subject"],
        LogKind.Delivery =>
            [
                "SELECT nonce, stick, customer_id, campaign, issued_at FROM deliveries WHERE nonce = @subject",
                "SELECT bundle, sha256 FROM delivered_bundles WHERE nonce = @subject ORDER BY sha256",
                "SELECT language, title FROM delivered_titles WHERE nonce = @subject ORDER BY language",
                "SELECT vulnerability FROM delivered_vulnerabilities WHERE nonce = @subject ORDER BY vulnerability",
                """
                SELECT product, product_name, position, mode FROM product_modes WHERE nonce = @subject
                ORDER BY product, position
                """,
                "SELECT product, product_name, serial, mode FROM expected_modes WHERE nonce = @subject ORDER BY serial_key, mode",
                """
                SELECT serial_key, mode, position, phase FROM expected_phases WHERE nonce = @subject
                ORDER BY serial_key, mode, position
                """,
            ],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "its log entry says all"),
    };
}
