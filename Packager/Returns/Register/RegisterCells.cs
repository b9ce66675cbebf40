using System.Collections.Immutable;
using CsvHelper;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Register;

/// <summary>Reads the cells of a register, and notes what is wrong with each.</summary>
internal sealed class RegisterCells(string place, List<AuthoredMistake> mistakes)
{
    private const int LongestText = 200;

    private static readonly RegisterColumn[] Needed =
        [RegisterColumn.Customer, RegisterColumn.Name, RegisterColumn.Product, RegisterColumn.Serial];

    private readonly Dictionary<RegisterColumn, int> _columns = [];

    /// <summary>Notes a mistake.</summary>
    public void Say(long line, int column, string message) =>
        mistakes.Add(new(new FilePosition(Math.Max(1, line), column).In(place), message));

    /// <summary>Takes the first line; false when the columns are not those of a register.</summary>
    public bool Headers(IReadOnlyList<string> headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            var name = string.Concat(headers[i].Where(char.IsLetterOrDigit));
            if (!Enum.TryParse<RegisterColumn>(name, ignoreCase: true, out var column) || char.IsAsciiDigit(name[0]))
                Say(1, i + 1, $"'{headers[i]}' is no column of a register; there are {All}");
            else if (!_columns.TryAdd(column, i + 1))
                Say(1, i + 1, $"the column '{headers[i]}' is there twice");
        }

        foreach (var missing in Needed.Where(one => !_columns.ContainsKey(one)))
            Say(1, 1, $"the column '{missing.Word()}' is missing");
        return mistakes.Count == 0;
    }

    /// <summary>Takes a line; null when something is wrong with it.</summary>
    public RegisterRow? Row(CsvReader line)
    {
        var before = mistakes.Count;
        var customer = TokenOf<CustomerId>(line, RegisterColumn.Customer);
        var product = TokenOf<ProductId>(line, RegisterColumn.Product);
        var serial = TokenOf<SerialNumber>(line, RegisterColumn.Serial);
        var row = new RegisterRow(
            line.LineNumber, _columns, customer?.Text ?? "", TextOf(line, RegisterColumn.Name), TextOf(line, RegisterColumn.Site),
            TextOf(line, RegisterColumn.Country), TextOf(line, RegisterColumn.Contact), TextOf(line, RegisterColumn.Telephone),
            TextOf(line, RegisterColumn.Email), product?.Text ?? "", serial ?? default,
            TextOf(line, RegisterColumn.CatalogueNumber), UdiOf(line), LanguagesOf(line));
        if (mistakes.Count == before && row.Name.Length == 0)
            Say(line.LineNumber, _columns[RegisterColumn.Name], "the name is blank");
        return mistakes.Count == before ? row : null;
    }

    private static string All => string.Join(", ", Enum.GetValues<RegisterColumn>().Select(one => one.Word()));

    private T? TokenOf<T>(CsvReader line, RegisterColumn column)
        where T : struct, IToken<T>
    {
        var text = TextOf(line, column);
        if (Token.TryParse<T>(text, out var token))
            return token;
        Say(line.LineNumber, _columns[column], $"{column.Word()} '{text}' is not allowed: {Token.Rule<T>()}");
        return null;
    }

    private string TextOf(CsvReader line, RegisterColumn column)
    {
        if (!_columns.TryGetValue(column, out var index))
            return "";
        var text = line.GetString(index - 1).Trim();
        if (text.Length > LongestText)
            Say(line.LineNumber, index, $"the text has {text.Length} characters; at most {LongestText} are allowed");
        else if (!Printable.Is(text))
            Say(line.LineNumber, index, "the text has a line break or another control character");
        return text;
    }

    private string UdiOf(CsvReader line)
    {
        var code = TextOf(line, RegisterColumn.UdiDi);
        if (code.Length > 0 && !Enum.GetValues<IssuingAgency>().Any(agency => new UdiDi(agency, code).Fault is null))
            Say(line.LineNumber, _columns[RegisterColumn.UdiDi],
                $"'{code}' is no UDI-DI of GS1, HIBCC or ICCBBA. A spreadsheet drops leading zeros: make the column a text");
        return code;
    }

    private ImmutableArray<string> LanguagesOf(CsvReader line)
    {
        ImmutableArray<string> languages = [.. TextOf(line, RegisterColumn.Languages)
            .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)];
        var faults = new FaultList();
        if (languages.Length > 0)
            Delivery.CheckLanguages(faults, languages);
        foreach (var fault in faults.Faults)
            Say(line.LineNumber, _columns[RegisterColumn.Languages], fault.Message);
        return languages;
    }
}
