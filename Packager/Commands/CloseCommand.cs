using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>close CAMPAIGN</c>: ends a field action in which nothing is unexplained, and writes what a regulator gets.
/// </summary>
internal static class CloseCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var campaign = new Argument<string>("CAMPAIGN") { Description = "The field action" };
        var output = new Option<string>("--output")
        { Description = "A folder that is not there yet", HelpName = "FOLDER", Required = true };
        var release = CommonOptions.Release(services);
        var by = new Option<string>("--by") { Description = "Who closes it", HelpName = "NAME", Required = true };
        var note = new Option<string>("--note") { Description = "Why it is over", HelpName = "TEXT", Required = true };
        var ledger = CommonOptions.Ledger(services);
        var json = CommonOptions.Json();
        var signer = new SignerOptions();
        var command = new Command("close", "Close a field action and write the pack for the regulator")
        { campaign, output, release, by, note, ledger, json };
        signer.AddTo(command);
        command.SetAction(line => Run(services,
            new(line.GetRequiredValue(campaign), line.GetRequiredValue(output), line.GetRequiredValue(release),
                line.GetRequiredValue(by), line.GetRequiredValue(note), line.GetRequiredValue(ledger)),
            use => signer.Open(services, new TerminalKeyboard(), line, use), line.GetValue(json)));
        return command;
    }

    /// <summary>
    /// Closes; the exit code is that of Outstanding while anything is unexplained, and then nothing was changed.
    /// </summary>
    internal static int Run(
        PackagerServices services, CloseRequest request, Func<KeyUse, Result<OpenedSigner>> open, bool json)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, request.Release).TryGet(out var release, out var refusal)
            || !Ledger.Open(services.Files, request.Ledger).TryGet(out var ledger, out refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            if (!new StatusQuery(ledger, services.Clock).Ask(request.Campaign).TryGet(out var status, out refusal))
                return Outcome.Refuse(services, refusal, json);
            if (CloseCheck.Unexplained(status) is { Count: > 0 } reasons)
                return Open(services, ledger, request.Campaign, reasons, json);
            if (!open(release.State.Use).TryGet(out var signer, out refusal))
                return Outcome.Refuse(services, refusal, json);
            using (signer)
            {
                var closed = Decide(services, ledger, request, status)
                    .Then(_ => Write(services, ledger, request, release, signer));
                if (!closed.TryGet(out var answer, out refusal))
                    return Outcome.Refuse(services, refusal, json);
                return Outcome.Done(services, answer, AnswerJson.Default.CloseAnswer, json, output =>
                {
                    output.WriteLine($"Closed: {answer.Campaign}. {answer.Files} files in {answer.Folder}, listed and signed.");
                    output.WriteLine($"Head of the log: {answer.Head!.Number} {answer.Head.Hash.Hex}");
                });
            }
        }
    }

    private static int Open(
        PackagerServices services, Ledger ledger, string campaign, IReadOnlyList<string> reasons, bool json)
    {
        var answer = new CloseAnswer(ledger.Place, ledger.Rehearsal, campaign, false, [.. reasons], null, 0, null);
        Outcome.Done(services, answer, AnswerJson.Default.CloseAnswer, json, output =>
        {
            foreach (var reason in reasons)
                output.WriteLine(Printable.Line($"UNEXPLAINED  {reason}"));
            output.WriteLine($"{campaign} is not closed: {reasons.Count} to be explained. Nothing was changed.");
        });
        return ExitCodes.Outstanding;
    }

    // Closed once, it stays so; the pack may be written again.
    private static Result<bool> Decide(PackagerServices services, Ledger ledger, CloseRequest request, LedgerStatus status)
    {
        if (status.Campaigns[0].Closed is not null)
            return true;
        services.Changes.Begin(ledger.Place);
        return new DecisionDesk(ledger, services.Clock, request.By, request.Note).Close(request.Campaign, (evidence, now) =>
                CloseCheck.Unexplained(LedgerStatus.Of(ledger, now, Judge.Of(evidence, now), request.Campaign)).Count > 0)
            .Then<bool>(_ => true);
    }

    private static Result<CloseAnswer> Write(PackagerServices services, Ledger ledger, CloseRequest request,
        ReleaseRepository release, OpenedSigner signer)
    {
        if (!new StatusQuery(ledger, services.Clock)
            .Ask<(LedgerStatus Status, IReadOnlyList<(string, byte[])> Files)>(request.Campaign, (status, evidence) =>
                CampaignPack.Files(ledger, status, evidence,
                    JsonSerializer.SerializeToUtf8Bytes(status, AnswerJson.Default.LedgerStatus))
                .Then<(LedgerStatus, IReadOnlyList<(string, byte[])>)>(files => (status, files)))
            .TryGet(out var pack, out var refusal))
            return refusal;
        List<(string Name, byte[] Bytes)> files =
            [.. pack.Files, .. release.State.Roots.Select(root => ($"root/{root.Name}", root.File.Bytes.ToArray()))];
        var list = CampaignPack.ListOf(files);
        if (!signer.Signer.Sign(DsseEnvelope.SignedBytes(CampaignPack.ListType, list)).TryGet(out var signature, out refusal))
            return refusal;
        var envelope = new DsseEnvelope([.. list], CampaignPack.ListType, [new(signer.Signer.Key.KeyId, [.. signature])]);
        files.AddRange([(CampaignPack.List, list), (CampaignPack.SignedList, envelope.Write())]);
        return new OutputFolder(services, request.Output).Write(files).Then<CloseAnswer>(count => new CloseAnswer(
            ledger.Place, ledger.Rehearsal, request.Campaign, true, [], request.Output, count, pack.Status.Head));
    }
}

/// <summary>What <c>close</c> was given.</summary>
internal sealed record CloseRequest(string Campaign, string Output, string Release, string By, string Note, string Ledger);

/// <summary>What <c>close --json</c> prints.</summary>
internal sealed record CloseAnswer(
    string Ledger, bool Rehearsal, string Campaign, bool Closed, ImmutableArray<string> Unexplained, string? Folder, int Files,
    LogHead? Head);
