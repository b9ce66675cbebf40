using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Page;
using PatchKit.Packager.Serving;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>serve</c>: the report's page as it is now, on this machine alone, and a place to put receipts.</summary>
internal static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var ledger = CommonOptions.Ledger(services);
        var port = new Option<int>("--port") { Description = "The port; a free one without it", HelpName = "NUMBER" };
        port.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 0 or > 65535)
                given.AddError("A port is a number from 0 to 65535.");
        });
        var command = new Command("serve", "Show the report in a browser of this machine, and take receipts there")
        { ledger, port };
        command.SetAction((line, stop) => Run(services, line.GetRequiredValue(ledger), line.GetValue(port), stop));
        return command;
    }

    /// <summary>Serves until it is stopped.</summary>
    internal static async Task<int> Run(PackagerServices services, string path, int port, CancellationToken stop)
    {
        // What cannot be read now cannot be shown later.
        if (!Ledger.Open(services.Files, path).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        ledger.Dispose();
        var began = services.Clock.GetUtcNow();
        var desk = new ServedDesk(() => Page(services, path, began), (bytes, name) => Receive(services, path, bytes, name));
        if (!(await ReportServer.Start(desk, PageAssets.Policy(live: true), port)).TryGet(out var server, out refusal))
            return Outcome.Refuse(services, refusal, json: false);
        await using (server)
        {
            services.Out.WriteLine($"Open in a browser of this machine: {server.Address}");
            services.Out.WriteLine("Whoever has this address can see the report and put in receipts. Ctrl+C ends it.");
            services.Out.Flush();
            var stopped = new TaskCompletionSource();
            await using (stop.Register(stopped.SetResult))
                await stopped.Task;
        }

        return ExitCodes.Done;
    }

    private static Result<string> Page(PackagerServices services, string path, DateTimeOffset began)
    {
        if (!Ledger.Open(services.Files, path).TryGet(out var ledger, out var refusal))
            return refusal;
        using (ledger)
        {
            return new StatusQuery(ledger, services.Clock).Ask<string>(null,
                (status, evidence) => ReportPage.Of(ReportMatter.Of(status, evidence, began), live: true));
        }
    }

    private static Result<string> Receive(PackagerServices services, string path, byte[] bytes, string name)
    {
        if (!Ledger.Open(services.Files, path).TryGet(out var ledger, out var refusal))
            return refusal;
        using (ledger)
        {
            if (!new ReceiptReceiver(ledger, services.Files, services.Clock).Receive(bytes, name)
                .TryGet(out var receipts, out refusal))
                return refusal;
            using var lines = new StringWriter();
            ReceiveCommand.Print(ReceiveAnswer.Of(ledger, receipts), new PrintableWriter(lines));
            return lines.ToString();
        }
    }
}
