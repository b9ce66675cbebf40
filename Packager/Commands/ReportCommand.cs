using System.CommandLine;
using System.Text;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Forms;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Packager.Returns.Page;
using PatchKit.Packager.Returns.Vex;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>report</c>: where every instrument stands, as a table, HTML, CSV or JSON; forms and advisories.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var ledger = CommonOptions.Ledger(services);
        var campaign = new Option<string?>("--campaign") { Description = "Only this campaign", HelpName = "ID" };
        var html = new Option<string?>("--html") { Description = "Write the report as one HTML file", HelpName = "FILE" };
        var csv = new Option<string?>("--csv") { Description = "Write a table for a spreadsheet", HelpName = "FILE" };
        var forms = new Option<string?>("--forms")
        { Description = "Write each customer's verification form and return-to-service records", HelpName = "DIR" };
        var csaf = new Option<string?>("--csaf")
        { Description = "Write a CSAF 2.0 VEX for each customer; needs --publisher and --namespace", HelpName = "DIR" };
        var publisher = new Option<string?>("--publisher") { Description = "The vendor's name in a VEX", HelpName = "NAME" };
        var space = new Option<string?>("--namespace") { Description = "The vendor's own address in a VEX", HelpName = "URI" };
        var complete = new Option<bool>("--require-complete")
        { Description = $"Exit code {ExitCodes.Outstanding} unless everything is done" };
        var json = CommonOptions.Json();
        var command = new Command("report", "Show where every instrument stands")
        { ledger, campaign, html, csv, forms, csaf, publisher, space, complete, json };
        command.SetAction(result => Run(
            services,
            new(
                result.GetRequiredValue(ledger),
                result.GetValue(campaign),
                result.GetValue(html),
                result.GetValue(csv),
                result.GetValue(complete))
            {
                Forms = result.GetValue(forms),
                Csaf = result.GetValue(csaf),
                Publisher = result.GetValue(publisher),
                Namespace = result.GetValue(space),
            },
            result.GetValue(json)));
        return command;
    }

    /// <summary>Reports; the exit code is 0 even when something is outstanding, unless completeness was required.</summary>
    internal static int Run(PackagerServices services, ReportRequest request, bool json)
    {
        if ((OutputFile.Unfit(services, request.Html, replace: true)
            ?? OutputFile.Unfit(services, request.Csv, replace: true)
            ?? Unfit(services, request.Forms) ?? Unfit(services, request.Csaf) ?? Nameless(request)) is { } unfit)
            return Outcome.Refuse(services, unfit, json);
        if (!Ledger.Read(services.Files, request.Ledger).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            if (!new StatusQuery(ledger, services.Clock)
                .Ask<Report>(request.Campaign, (status, evidence) => Make(services, request, ledger, status, evidence))
                .TryGet(out var report, out refusal))
                return Outcome.Refuse(services, refusal, json);
            foreach (var file in report.Files)
            {
                if (Write(services, file) is { } failure)
                    return Outcome.Refuse(services, failure, json);
            }

            Outcome.Done(services, report.Status, AnswerJson.Default.LedgerStatus, json, output =>
            {
                StatusTable.Print(report.Status, output, services.Interactive);
                foreach (var file in report.Files)
                    output.WriteLine($"Written: {services.Files.Path.GetFullPath(file.Path)}");
                foreach (var line in report.Unmade)
                    output.WriteLine(Printable.Line($"NOT WRITTEN: {line}"));
            });
            return request.RequireComplete && !report.Status.Complete ? ExitCodes.Outstanding : ExitCodes.Done;
        }
    }

    private static Result<Report> Make(
        PackagerServices services, ReportRequest request, Ledger ledger, LedgerStatus status, Evidence evidence)
    {
        var report = new Report(status, [], []);
        if (request.Html is { } html)
        {
            if (!PreviousReport.Of(services.Files, html).TryGet(out var previous, out var unread))
                return unread;
            var matter = ReportMatter.Of(status, evidence, previous.Made);
            report.Files.Add(new(html, Encoding.UTF8.GetBytes(ReportPage.Of(matter))));
        }

        // Excel takes a table without byte order mark for one in an old code page.
        if (request.Csv is { } csv)
            report.Files.Add(new(csv, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(CsvExport.Of(status))]));
        if (request.Forms is { } forms)
        {
            if (!FormFiles.Of(ledger, status).TryGet(out var made, out var refusal))
                return refusal;
            report.Add(forms, made.Files);
            report.Unmade.AddRange(made.Unmade);
        }

        if (request.Csaf is { } csaf)
        {
            var vex = new CsafVex(ledger, status, evidence, new(request.Publisher!, request.Namespace!));
            if (!vex.Files().TryGet(out var made, out var refusal))
                return refusal;
            report.Add(csaf, made);
        }

        return report;
    }

    private static Refusal? Write(PackagerServices services, ReportFile file) => !file.MakesFolder
        ? OutputFile.Replace(services, file.Path, file.Bytes)
        : Fault.Guard<bool>(file.Path, () =>
        {
            services.Files.Directory.CreateDirectory(services.Files.Path.GetDirectoryName(file.Path)!);
            return true;
        }).Refusal ?? OutputFile.Replace(services, file.Path, file.Bytes);

    private static Refusal? Unfit(PackagerServices services, string? folder) => folder is null ? null
        : string.IsNullOrWhiteSpace(folder) ? new Refusal(RefusalCode.Usage, "", "the folder to write to has no name")
        : services.Files.File.Exists(folder) ? new Refusal(RefusalCode.OutputExists, folder, "this is a file; name a folder")
        : null;

    private static Refusal? Nameless(ReportRequest request) => request.Csaf is null ? null
        : string.IsNullOrWhiteSpace(request.Publisher)
            ? new Refusal(RefusalCode.Usage, "--publisher", "a VEX says who publishes it: give the vendor's name")
        : Uri.TryCreate(request.Namespace, UriKind.Absolute, out var space) && space.Scheme is "https" or "http"
            ? null
            : new Refusal(RefusalCode.Usage, "--namespace",
                "a VEX says whose its names are: give an address of the vendor's own, such as https://example.com");

    private sealed record Report(LedgerStatus Status, List<ReportFile> Files, List<string> Unmade)
    {
        public void Add(string folder, IEnumerable<ReportFile> files) =>
            Files.AddRange(files.Select(one => new ReportFile(Path.Combine(folder, one.Path), one.Bytes) { MakesFolder = true }));
    }
}

/// <summary>What <c>report</c> was asked for.</summary>
internal sealed record ReportRequest(string Ledger, string? Campaign = null, string? Html = null, string? Csv = null,
    bool RequireComplete = false)
{
    /// <summary>The folder for forms; null when none are wanted.</summary>
    public string? Forms { get; init; }

    /// <summary>The folder for advisories; null when none are wanted.</summary>
    public string? Csaf { get; init; }

    /// <summary>Who publishes the advisories.</summary>
    public string? Publisher { get; init; }

    /// <summary>The publisher's own address.</summary>
    public string? Namespace { get; init; }
}
