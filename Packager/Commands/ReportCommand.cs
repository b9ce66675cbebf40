using System.CommandLine;
using System.Text;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>report</c>: where every instrument stands, as a table, HTML, CSV or JSON.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var ledger = CommonOptions.Ledger();
        var campaign = new Option<string?>("--campaign") { Description = "Only this campaign", HelpName = "ID" };
        var html = new Option<string?>("--html") { Description = "Write the report as one HTML file", HelpName = "FILE" };
        var csv = new Option<string?>("--csv") { Description = "Write a table for a spreadsheet", HelpName = "FILE" };
        var complete = new Option<bool>("--require-complete")
        { Description = $"Exit code {ExitCodes.Outstanding} unless everything is done" };
        var json = CommonOptions.Json();
        var command = new Command("report", "Show where every instrument stands") { ledger, campaign, html, csv, complete, json };
        command.SetAction(result => Run(
            services,
            new(
                result.GetRequiredValue(ledger),
                result.GetValue(campaign),
                result.GetValue(html),
                result.GetValue(csv),
                result.GetValue(complete)),
            result.GetValue(json)));
        return command;
    }

    /// <summary>Reports; the exit code is 0 even when something is outstanding, unless completeness was required.</summary>
    internal static int Run(PackagerServices services, ReportRequest request, bool json)
    {
        if ((OutputFile.Unfit(services, request.Html, replace: true)
            ?? OutputFile.Unfit(services, request.Csv, replace: true)) is { } unfit)
            return Outcome.Refuse(services, unfit, json);
        if (!Ledger.Open(services.Files, request.Ledger).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            if (!new StatusQuery(ledger, services.Clock).Ask(request.Campaign).TryGet(out var status, out refusal))
                return Outcome.Refuse(services, refusal, json);
            if ((Write(services, request.Html, HtmlReport.Of(status), mark: false)
                ?? Write(services, request.Csv, CsvExport.Of(status), mark: true)) is { } failure)
                return Outcome.Refuse(services, failure, json);
            Outcome.Done(services, status, AnswerJson.Default.LedgerStatus, json, output =>
            {
                StatusTable.Print(status, output, services.Interactive);
                foreach (var path in new[] { request.Html, request.Csv }.OfType<string>())
                    output.WriteLine($"Written: {services.Files.Path.GetFullPath(path)}");
            });
            return request.RequireComplete && !status.Complete ? ExitCodes.Outstanding : ExitCodes.Done;
        }
    }

    // Excel takes a table without byte order mark for one in an old code page.
    private static Refusal? Write(PackagerServices services, string? path, string text, bool mark)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: mark);
        return path is null ? null : OutputFile.Replace(services, path, [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
    }
}

/// <summary>What <c>report</c> was asked for.</summary>
internal sealed record ReportRequest(string Ledger, string? Campaign = null, string? Html = null, string? Csv = null,
    bool RequireComplete = false);
