using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>inspect PATH</c>: what is in a stick, a bundle or a receipt: signed by whom, for whom, until when, doing what.
/// </summary>
internal static class InspectCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var path = new Argument<string>("PATH") { Description = "A stick's folder, a bundle (.zip) or a receipt (.dsse.json)" };
        var root = new Option<string?>("--root")
        { Description = "The root to trust when a stick is inspected", HelpName = "FILE" };
        var since = new Option<string?>("--since")
        { Description = "A bundle that was signed before: show what has changed", HelpName = "BUNDLE" };
        var html = new Option<string?>("--html")
        { Description = "Write a bundle's sheet as a page to print and sign", HelpName = "FILE" };
        var json = CommonOptions.Json();
        var command = new Command("inspect", "Show what is in a stick, a bundle or a receipt") { path, root, since, html,
            json };
        command.SetAction(line => Run(services, line.GetRequiredValue(path), line.GetValue(root),
            (line.GetValue(since), line.GetValue(html)), line.GetValue(json)));
        return command;
    }

    private static int Run(PackagerServices services, string path, string? root, (string? Since, string? Html) sheet, bool json)
    {
        if (services.Files.Directory.Exists(path))
            return Stick(services, path, root, json);
        if (!services.Files.File.Exists(path))
            return Outcome.Refuse(services, new Refusal(RefusalCode.InputMissing, path, "there is no such file or folder"), json);
        return path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)
            ? Bundle(services, path, sheet.Since, sheet.Html, json)
            : Receipt(services, path, json);
    }

    private static int Stick(PackagerServices services, string path, string? root, bool json) =>
        StickInspection.Read(services, path, root).TryGet(out var seen, out var refusal)
            ? Outcome.Done(services, seen, AnswerJson.Default.StickInspection, json, seen.Print)
            : Outcome.Refuse(services, refusal, json);

    private static int Bundle(PackagerServices services, string path, string? since, string? html, bool json)
    {
        BundleSheet? before = null;
        if (OutputFile.Unfit(services, html, replace: false) is { } unfit)
            return Outcome.Refuse(services, unfit, json);
        if (!BundleSheet.Read(services.Files, path).TryGet(out var sheet, out var refusal)
            || (since is not null && !BundleSheet.Read(services.Files, since).TryGet(out before, out refusal)))
        {
            return Outcome.Refuse(services, refusal, json);
        }

        if (html is not null)
            services.Files.File.WriteAllText(html, BundlePage.Of(sheet, before));
        return Outcome.Done(services, sheet.Manifest, BundleManifest.Format.Type, json, output =>
        {
            PlanText.Print(sheet, before, output);
            if (html is not null)
                output.WriteLine($"Written: {html}");
        });
    }

    // A receipt does not carry the delivery's return address.
    private static readonly ReturnAddress Unknown = new([], "-");

    private static int Receipt(PackagerServices services, string path, bool json)
    {
        var read = BoundedFiles.Read(services, path, DsseEnvelope.MaxLength).Then(bytes => ReceiptReader.Read(bytes, path));
        if (!read.TryGet(out var receipt, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        if (json)
        {
            services.Out.WriteLine(
                System.Text.Encoding.UTF8.GetString(DsseEnvelope.Read(receipt.Envelope.AsSpan(), path).Value.Payload.AsSpan()));
            return ExitCodes.Done;
        }

        services.Out.WriteLine(ReceiptText.Of(receipt, ProductNames.Plain(receipt.Receipt.Instrument.Product), Unknown, "en"));
        return ExitCodes.Done;
    }
}
