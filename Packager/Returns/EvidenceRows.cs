using System.Text;
using System.Text.Json;

namespace PatchKit.Packager.Returns;

/// <summary>
/// What the log says of what is kept in rows: the rows themselves, read back from the tables, as JSON in one spelling. So the log
/// alone tells everything that was entered, and each row can be held against it.
/// </summary>
internal static class EvidenceRows
{
    /// <summary>The rows about one subject: <c>{"TABLE":[{"COLUMN":VALUE}]}</c>, tables and columns in a fixed order.</summary>
    public static string Of(Ledger ledger, LogKind kind, string subject)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (table, sql) in Questions(kind))
            {
                json.WriteStartArray(table);
                foreach (var row in ledger.Rows(sql, new { subject }))
                    Write(json, row);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> row)
    {
        json.WriteStartObject();
        foreach (var (column, value) in row)
        {
            if (value is long number)
                json.WriteNumber(column, number);
            else
                json.WriteString(column, (string?)value);
        }

        json.WriteEndObject();
    }

    private static (string Table, string Sql)[] Questions(LogKind kind) => kind switch
    {
        LogKind.Customer =>
            [
                ("customers", """
                SELECT customer_id, name, site, country, contact, telephone, email FROM customers WHERE customer_id = @subject
                """),
            ],
        LogKind.Instrument =>
            [
                ("instruments", """
                SELECT serial, product, catalogue_number, udi_di, customer_id FROM instruments WHERE serial_key = @subject
                """),
            ],
        LogKind.Withdrawn => [("withdrawn", "SELECT sha256, bundle, reason, since FROM withdrawn WHERE sha256 = @subject")],
        LogKind.Delivery =>
            [
                ("deliveries", "SELECT nonce, stick, customer_id, campaign, issued_at FROM deliveries WHERE nonce = @subject"),
                ("delivered_bundles", """
                SELECT bundle, sha256, counter FROM delivered_bundles WHERE nonce = @subject ORDER BY sha256
                """),
                ("delivered_titles", "SELECT language, title FROM delivered_titles WHERE nonce = @subject ORDER BY language"),
                ("delivered_vulnerabilities", """
                SELECT vulnerability FROM delivered_vulnerabilities WHERE nonce = @subject ORDER BY vulnerability
                """),
                ("product_modes", """
                SELECT product, product_name, position, mode FROM product_modes WHERE nonce = @subject
                ORDER BY product, position
                """),
                ("expected_modes", """
                SELECT product, product_name, serial, mode FROM expected_modes WHERE nonce = @subject ORDER BY serial_key, mode
                """),
                ("expected_phases", """
                SELECT serial_key, mode, position, phase FROM expected_phases WHERE nonce = @subject
                ORDER BY serial_key, mode, position
                """),
            ],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "its log entry says all"),
    };
}
