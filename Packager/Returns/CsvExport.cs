using System.Globalization;
using System.Text.RegularExpressions;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns;

/// <summary>The status as CSV (RFC 4180) for a spreadsheet: a row for each phase of each mode of each instrument.</summary>
internal static partial class CsvExport
{
    private static readonly string[] Header =
        ["rehearsal", "campaign", "customer", "customer name", "country", "site", "product", "serial", "mode", "phase",
            "phase state", "mode state", "installed", "settled", "stick", "finished", "receipt", "note"];

    /// <summary>The file's text, lines ended by CR LF.</summary>
    public static string Of(LedgerStatus status)
    {
        var rows = from campaign in status.Campaigns
                   from customer in campaign.Customers
                   from instrument in customer.Instruments
                   from mode in instrument.Modes
                   from phase in mode.Phases.IsEmpty ? [new("", mode.State)] : mode.Phases
                   select (string[])
                   [
                       status.Rehearsal ? "REHEARSAL" : "", campaign.Campaign, customer.Customer, customer.Name,
                           customer.Country, customer.Site, instrument.Product, instrument.Serial.Text,
                       mode.Mode.Text, phase.Phase, phase.State.Word(), mode.State.Word(), instrument.Installed ? "yes" : "no",
                           instrument.Settled ? "yes" : "no",
                           mode.Stick,
                       mode.Finished?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
                           mode.Receipt?.Hex ?? "", mode.Note,
                   ];
        return Text(rows.Prepend(Header));
    }

    /// <summary>Rows as a file's text.</summary>
    public static string Text(IEnumerable<string[]> rows) =>
        string.Concat(rows.Select(row => string.Join(',', row.Select(Cell)) + "\r\n"));

    /// <summary>Every letter, call and visit: a row each.</summary>
    public static string Contacts(LedgerStatus status)
    {
        string[] header = ["rehearsal", "campaign", "customer", "customer name", "at", "way", "with", "by", "result", "next"];
        var rows = from campaign in status.Campaigns
                   from customer in campaign.Customers
                   from contact in customer.Contacts
                   select (string[])
                   [
                       status.Rehearsal ? "REHEARSAL" : "", campaign.Campaign, customer.Customer, customer.Name,
                       contact.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), contact.Way.Word(),
                       contact.With ?? "", contact.By, contact.Result,
                       contact.Next?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                   ];
        return Text(rows.Prepend(header));
    }

    // A spreadsheet runs a cell that begins like a formula, also behind blanks and quotes; a leading apostrophe keeps it a text.
    // A program that was told another separator (semicolon, tab) cuts cells elsewhere, and no such piece is a formula either.
    private static string Cell(string text)
    {
        var tame = Formula().Replace(Printable.Line(text, Printable.TextLength), "$1'$2");
        return tame.AsSpan().IndexOfAny(",;\"'") >= 0 ? $"\"{tame.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : tame;
    }

    [GeneratedRegex("""(^|[,;])([\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20])""")]
    private static partial Regex Formula();
}
