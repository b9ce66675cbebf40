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
        var isStick = services.Files.Directory.Exists(path);
        if (Misplaced(isStick, path, root, sheet, json) is { } misplaced)
            return Outcome.Refuse(services, misplaced, json);
        if (isStick)
            return Stick(services, path, root, json);
        if (!services.Files.File.Exists(path))
            return Outcome.Refuse(services, new Refusal(RefusalCode.InputMissing, path, "there is no such file or folder"), json);
        return IsBundle(path)
            ? Bundle(services, path, sheet.Since, sheet.Html, json)
            : Receipt(services, path, json);
    }

    private static bool IsBundle(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    // An option that is not looked at would be taken for one that was.
    private static Refusal? Misplaced(bool isStick, string path, string? root, (string? Since, string? Html) sheet, bool json)
    {
        if (root is not null && !isStick)
            return new(RefusalCode.Usage, "--root", "it is for a stick alone");
        if (isStick || !IsBundle(path))
        {
            return sheet.Since is not null ? new(RefusalCode.Usage, "--since", "it is for a bundle alone")
                : sheet.Html is not null ? new(RefusalCode.Usage, "--html", "it is for a bundle alone")
                : null;
        }

        return json && sheet.Since is not null
            ? new(RefusalCode.Usage, "--since", "--json prints the manifest alone; leave one of the two out")
            : null;
    }

    // All of another campaign's bundle would look like a change; of a newer one every change would stand the wrong way round.
    private static Refusal? Unlike(BundleManifest now, BundleManifest before, string since) => now.Campaign != before.Campaign
        ? new(RefusalCode.Usage, since,
            $"this bundle is of the campaign {before.Campaign}, the other one of {now.Campaign}; what has changed is told " +
                "between bundles of one campaign")
        : before.Counter > now.Counter
            ? new(RefusalCode.Usage, since,
                $"this bundle, {before.Bundle}, is newer than {now.Bundle} (counter {before.Counter}, not {now.Counter}); the " +
                    "earlier one belongs here")
            : null;

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

        if (before is not null && Unlike(sheet.Manifest, before.Manifest, since!) is { } unlike)
            return Outcome.Refuse(services, unlike, json);
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
