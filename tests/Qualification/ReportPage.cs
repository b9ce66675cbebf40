using System.Globalization;
using System.Net;
using System.Text;

namespace PatchKit.Qualification;

/// <summary>The report as a page to print and sign.</summary>
internal static class ReportPage
{
    /// <summary>The file's name.</summary>
    public const string FileName = "qualification.html";

    private const string Style = """
        body { font: 10pt/1.35 sans-serif; margin: 1.5cm; color: #000 }
        table { border-collapse: collapse; width: 100%; margin-bottom: 1em }
        th, td { border: 1px solid #666; padding: 3px 6px; text-align: left; vertical-align: top }
        thead { display: table-header-group }
        tr { break-inside: avoid }
        .fail { font-weight: bold }
        .seen { overflow-wrap: anywhere }
        """;

    /// <summary>The page.</summary>
    public static string Of(Report report)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>PatchKit qualification</title><style>{Style}</style></head><body>
            <h1>PatchKit: qualification on Windows</h1>
            <table><tbody>
            <tr><th>Machine</th><td>{Text(report.System)}</td></tr>
            <tr><th>Program</th><td>{Text(report.Program)}</td></tr>
            <tr><th>Begun, ended (UTC)</th><td>{Moment(report.Began)}, {Moment(report.Ended)}</td></tr>
            <tr><th>Finished</th><td>{(report.Finished ? "yes" : "no: the phase after the restart is outstanding")}</td></tr>
            <tr><th>Results</th><td>{report.InWords}</td></tr>
            </tbody></table>

            """);
        Section(page, "Installation qualification (IQ)", report, QualificationKind.Installation);
        Section(page, "Operational qualification (OQ)", report, QualificationKind.Operational);
        page.Append("""
            <h2>Conclusion</h2>
            <table><tbody>
            <tr><th>Deviations and their assessment</th><td style="height: 3cm"></td></tr>
            <tr><th>Performed by, date, signature</th><td style="height: 1cm"></td></tr>
            <tr><th>Reviewed by, date, signature</th><td style="height: 1cm"></td></tr>
            </tbody></table>
            </body></html>

            """);
        return page.ToString();
    }

    private static void Section(StringBuilder page, string title, Report report, QualificationKind kind)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2>\n<table><thead><tr><th>Test</th>");
        page.Append("<th>Acceptance criterion</th><th>Result</th><th>Seen</th></tr></thead><tbody>\n");
        foreach (var line in report.Claims.Where(line => line.Kind == kind))
        {
            var result = Words(line.Result);
            page.Append(CultureInfo.InvariantCulture, $"""
                <tr><td>{Text(line.Id)}</td><td>{Text(line.Claim)}</td>
                <td class="{result.Replace(' ', '-')}">{result}</td><td class="seen">{Text(line.Seen)}</td></tr>

                """);
        }

        page.Append("</tbody></table>\n");
    }

    /// <summary>A result in words.</summary>
    public static string Words(ClaimResult result) => result switch
    {
        ClaimResult.Pass => "pass",
        ClaimResult.Fail => "fail",
        _ => "not run",
    };

    private static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
