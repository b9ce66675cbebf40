using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PatchKit.Packager.Returns;

/// <summary>
/// A ledger's evidence as plain files, for whoever judges it without this program: the log, every receipt, every refused file,
/// and the texts about people beside them. Format: docs/formats/ledger.md, "The export".
/// </summary>
internal static class LedgerExport
{
    /// <summary>The files, by their names in the folder; within <see cref="Ledger.Ask{T}"/>.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Files(Ledger ledger)
    {
        yield return ("log.txt", Utf8(string.Concat(ledger.Query<LogEntry>($"{LogEntry.Select} ORDER BY number").Select(Text))));
        foreach (var row in ledger.Query<FileRow>("SELECT digest, standing, envelope FROM receipts ORDER BY digest"))
        {
            yield return row.Standing == "refused"
                ? ($"quarantine/{row.Digest}", Convert.FromBase64String(row.Envelope))
                : ($"receipts/{row.Digest}.dsse.json", Utf8(row.Envelope));
        }

        yield return ("people.jsonl", Utf8(string.Concat(
            ledger.Query<PersonRow>("SELECT reference, about, salt, text FROM personal ORDER BY reference")
                .Select(row => JsonSerializer.Serialize(row, ExportJson.Default.PersonRow) + "\n"))));
    }

    // Seven lines: what is hashed, and the hash.
    private static string Text(LogEntry entry) => string.Create(CultureInfo.InvariantCulture,
        $"{entry.Hashed()}{entry.Hash}\n");

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private sealed record FileRow(string Digest, string Standing, string Envelope);
}

/// <summary>A text about a person, with the salt that its reference is made of.</summary>
internal sealed record PersonRow(string Reference, string About, string Salt, string Text);

/// <summary>JSON of an export.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
[System.Text.Json.Serialization.JsonSerializable(typeof(PersonRow))]
internal sealed partial class ExportJson : System.Text.Json.Serialization.JsonSerializerContext;
