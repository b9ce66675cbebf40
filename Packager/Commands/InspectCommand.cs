using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Publishing;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>inspect PATH</c>: what is in a stick, a bundle, a receipt or a provenance: signed by whom, for whom, until when, doing
/// what.
/// </summary>
internal static class InspectCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var path = new Argument<string>("PATH")
        {
            Description = "A stick's folder, a bundle (.zip), a receipt (.dsse.json), or a published folder's provenance " +
                "(.provenance.dsse.json)",
        };
        var root = new Option<string?>("--root")
        { Description = "The root to trust when a stick is inspected", HelpName = "FILE" };
        var since = new Option<string?>("--since")
        { Description = "A bundle that was signed before: show what has changed", HelpName = "BUNDLE" };
        var html = new Option<string?>("--html")
        { Description = "Write a bundle's sheet as a page to print and sign", HelpName = "FILE" };
        var release = new Option<string?>("--release")
        {
            Description = "The release that may hold a proof of the bundle's campaign: say whether it does",
            HelpName = "FOLDER",
        };
        var key = new Option<string?>("--public-key")
        { Description = "The public key file of whoever signed a provenance", HelpName = "FILE" };
        var (code, json) = (CommonOptions.UnlockCode(), CommonOptions.Json());
        var command = new Command("inspect", "Show what is in a stick, a bundle, a receipt or a provenance")
        { path, root, since, html, release, key, code, json };
        command.SetAction(line => Run(services, line.GetRequiredValue(path), line.GetValue(root),
            new(line.GetValue(since), line.GetValue(html), line.GetValue(release), line.GetValue(code), line.GetValue(key)),
            line.GetValue(json)));
        return command;
    }

    private static int Run(PackagerServices services, string path, string? root, Wanted sheet, bool json)
    {
        var isStick = services.Files.Directory.Exists(path);
        if (Misplaced(isStick, path, root, sheet, json) is { } misplaced)
            return Outcome.Refuse(services, misplaced, json);
        if (isStick)
            return Stick(services, path, root, sheet, json);
        if (!services.Files.File.Exists(path))
            return Outcome.Refuse(services, new Refusal(RefusalCode.InputMissing, path, "there is no such file or folder"), json);
        return IsBundle(path) ? Bundle(services, path, sheet, json)
            : sheet.PublicKey is { } key ? ProvenanceSheet.Print(services, path, key, json)
            : Receipt(services, path, json);
    }

    private static bool IsBundle(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    // An option that is not looked at would be taken for one that was.
    private static Refusal? Misplaced(bool isStick, string path, string? root, Wanted sheet, bool json)
    {
        if (root is not null && !isStick)
            return new(RefusalCode.Usage, "--root", "it is for a stick alone");
        if (sheet.Code is not null && !isStick)
            return new(RefusalCode.Usage, "--unlock-code", "it is for a stick alone");
        var isProvenance = !isStick && PublishedProvenance.FolderOf(path) is not null;
        if (sheet.PublicKey is not null && !isProvenance)
            return new(RefusalCode.Usage, "--public-key", "it is for a provenance alone");
        if (sheet.PublicKey is null && isProvenance)
            return new(RefusalCode.Usage, "--public-key",
                "a provenance is worth what its signer is: give the public key file of whoever has to have signed it");
        if (isStick || !IsBundle(path))
        {
            return sheet.Since is not null ? new(RefusalCode.Usage, "--since", "it is for a bundle alone")
                : sheet.Html is not null ? new(RefusalCode.Usage, "--html", "it is for a bundle alone")
                : !isStick && sheet.Release is not null
                    ? new(RefusalCode.Usage, "--release", "it is for a stick or a bundle alone")
                : null;
        }

        if (json && sheet.Release is not null)
            return new(RefusalCode.Usage, "--release", "--json prints the manifest alone; leave one of the two out");
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

    private static int Stick(PackagerServices services, string path, string? root, Wanted wanted, bool json)
    {
        if (!StickInspection.Read(services, path, root, wanted.Code).TryGet(out var seen, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        if (wanted.Release is { } release && Sha256Digest.TryParse(seen.Sha256, out var digest))
        {
            if (!Proven(services, release, new(Token.Of<BundleId>(seen.Bundle), digest)).TryGet(out var proof, out refusal))
                return Outcome.Refuse(services, refusal, json);
            seen = seen with { Proof = ProofAnswer.Of(proof.Proof), ProofLine = ProofAnswer.Line(proof.Proof) };
        }

        return Outcome.Done(services, seen, AnswerJson.Default.StickInspection, json, seen.Print);
    }

    private static Result<Asked> Proven(PackagerServices services, string release, DeliveredBundle bundle) =>
        ReleaseRepository.Open(services.Files, services.Clock, release).Then<Asked>(repository =>
            new ProofShelf(services.Files, repository).Find(bundle) is { } found
                ? found.Then<Asked>(proof => new Asked(proof))
                : new Asked(null));

    private static int Bundle(PackagerServices services, string path, Wanted wanted, bool json)
    {
        var (since, html, release, _, _) = wanted;
        BundleSheet? before = null;
        Asked? asked = null;
        if (OutputFile.Unfit(services, html, replace: false) is { } unfit)
            return Outcome.Refuse(services, unfit, json);
        if (!BundleSheet.Read(services.Files, path).TryGet(out var sheet, out var refusal)
            || (since is not null && !BundleSheet.Read(services.Files, since).TryGet(out before, out refusal)))
        {
            return Outcome.Refuse(services, refusal, json);
        }

        if (before is not null && Unlike(sheet.Manifest, before.Manifest, since!) is { } unlike)
            return Outcome.Refuse(services, unlike, json);
        if (release is not null && !Proven(services, release, new(sheet.Manifest.Bundle, sheet.Digest))
            .TryGet(out asked, out refusal))
            return Outcome.Refuse(services, refusal, json);
        if (html is not null)
            services.Files.File.WriteAllText(html, BundlePage.Of(sheet, before));
        return Outcome.Done(services, sheet.Manifest, BundleManifest.Format.Type, json, output =>
        {
            PlanText.Print(sheet, before, output);
            if (asked is not null)
                output.WriteLine($"proof    {ProofAnswer.Line(asked.Proof)}");
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
            Outcome.WriteJson(services,
                System.Text.Encoding.UTF8.GetString(DsseEnvelope.Read(receipt.Envelope.AsSpan(), path).Value.Payload.AsSpan()));
            return ExitCodes.Done;
        }

        services.Out.WriteLine(ReceiptText.Of(receipt, ProductNames.Plain(receipt.Receipt.Instrument.Product), Unknown, "en"));
        return ExitCodes.Done;
    }

    private sealed record Asked(CampaignProof? Proof);

    /// <summary>What is wanted beside the thing itself.</summary>
    private sealed record Wanted(string? Since, string? Html, string? Release, string? Code, string? PublicKey);
}
