using System.Text;
using System.Text.Unicode;
using CsvHelper;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Register;

/// <summary>
/// A register as a table (RFC 4180): a line for each instrument, as a spreadsheet saves it, with commas, semicolons or tabs, in
/// UTF-8, UTF-16 or the old code page of Western Windows. Every bad cell is named by line and column, counted in cells. Format:
/// docs/formats/register.md.
/// </summary>
internal static class RegisterFile
{
    /// <summary>Longest file, in bytes.</summary>
    public const int Longest = 16 << 20;

    private const int LongestRecord = 64 << 10;
    private const int MostMistakes = 50;

    /// <summary>Reads it; all mistakes in one refusal.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="place">The file, for messages.</param>
    public static Result<IReadOnlyList<RegisterRow>> Read(ReadOnlySpan<byte> bytes, string place)
    {
        var mistakes = new List<AuthoredMistake>();
        var rows = new List<RegisterRow>();
        try
        {
            using var reader = CsvReader.FromText(TextOf(bytes), new CsvReaderOptions
            {
                HasHeader = true,
                TrackLineNumbers = true,
                MalformedData = CsvMalformedDataHandling.Throw,
                MaxRecordSize = LongestRecord,
            });
            Read(reader, new(place, mistakes), rows);
        }
        catch (CsvFormatException e)
        {
            mistakes.Add(new(new FilePosition(Math.Max(1, e.LineNumber), 1).In(place), $"the line cannot be read: {e.Message}"));
        }

        if (mistakes.Count == 0)
            Compare(rows, place, mistakes);
        if (mistakes.Count == 0 && rows.Count == 0)
            mistakes.Add(new(place, "there is no instrument in it"));
        return mistakes.Count > 0 ? AuthoredMistake.Refuse([.. mistakes.Take(MostMistakes)]) : rows;
    }

    private static void Read(CsvReader reader, RegisterCells cells, List<RegisterRow> rows)
    {
        reader.ReadHeader();
        var headers = reader.Headers.ToArray();
        if (!cells.Headers(headers))
            return;
        while (reader.Read())
        {
            if (Enumerable.Range(0, reader.FieldCount).All(reader.IsEmpty))
                continue;
            if (reader.FieldCount != headers.Length)
                cells.Say(reader.LineNumber, Math.Min(reader.FieldCount, headers.Length) + 1,
                    $"the line has {reader.FieldCount} cells, and the first line {headers.Length}");
            else if (cells.Row(reader) is { } row)
                rows.Add(row);
        }
    }

    // What several lines say of one customer or one instrument has to be the same.
    private static void Compare(List<RegisterRow> rows, string place, List<AuthoredMistake> mistakes)
    {
        var customers = new Dictionary<string, RegisterRow>(StringComparer.Ordinal);
        var instruments = new Dictionary<SerialNumber, RegisterRow>();
        foreach (var row in rows)
        {
            if (!instruments.TryAdd(row.Serial, row))
                mistakes.Add(row.Mistake(place, RegisterColumn.Serial,
                    $"{row.Serial} stands on line {instruments[row.Serial].Line} already"));
            if (!customers.TryAdd(row.Customer, row) && customers[row.Customer] is var first && !first.IsSameCustomer(row))
                mistakes.Add(row.Mistake(place, RegisterColumn.Customer,
                    $"what this line says of customer '{row.Customer}' is not what line {first.Line} says"));
        }
    }

    // A mark says it; without one it is UTF-8 if it can be, and else what Excel saves on a Western Windows.
    private static string TextOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes[2..]),
        _ when Utf8.IsValid(bytes) => Encoding.UTF8.GetString(Utf8Text.WithoutMark(bytes)),
        _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes),
    };
}
