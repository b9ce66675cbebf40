using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>previsit STICK --root FILE --output FOLDER</c>: what goes to a site before a visit, in a folder. The root is the desk's
/// own, never the stick's.
/// </summary>
internal static class PrevisitCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var stick = new Argument<string>("STICK") { Description = "The stick's folder" };
        var root = LetterCommand.Root();
        var output = new Option<string>("--output", "-o")
        { Description = "The folder to make", HelpName = "FOLDER", Required = true };
        var release = new Option<string?>("--release")
        { Description = "The release that may hold a proof of the bundle's campaign: say whether it does", HelpName = "FOLDER" };
        var (json, signer) = (CommonOptions.Json(), new SignerOptions());
        var command = new Command("previsit",
            "Make what a site gets before the visit: letter, sheet, rules for its policies, lists of components")
        { stick, root, output, release, json };
        // For a stick with an unlock code, which the desk's key makes anew.
        signer.AddTo(command);
        command.SetAction(line => Run(services, (line.GetRequiredValue(stick), line.GetRequiredValue(root)),
            line.GetRequiredValue(output), line.GetValue(release), line.GetValue(json),
            use => signer.Open(services, new TerminalKeyboard(), line, use)));
        return command;
    }

    private static int Run(PackagerServices services, (string Folder, string Root) stick, string output, string? release,
        bool json, Func<KeyUse, Result<OpenedSigner>> open)
    {
        CampaignProof? proof = null;
        if (!LetterCommand.Opened(services, stick.Folder, stick.Root, open).TryGet(out var opened, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        if (release is not null)
        {
            if (!ReleaseRepository.Open(services.Files, services.Clock, release).TryGet(out var repository, out refusal))
                return Outcome.Refuse(services, refusal, json);
            // What stands in a proof's place and is none is no reason to keep silent.
            if (new ProofShelf(services.Files, repository).Find(opened.Contents.Bundle) is { } found
                && !found.TryGet(out proof, out refusal))
                return Outcome.Refuse(services, refusal, json);
        }

        var visit = new VisitFiles(services.Files, stick.Folder, opened.Contents, opened.Root)
        { Proof = proof, Code = opened.Code };
        if (!visit.Make().TryGet(out var made, out refusal)
            || !new OutputFolder(services, output).Write(made).TryGet(out _, out refusal))
            return Outcome.Refuse(services, refusal, json);
        var answer = new PrevisitAnswer(opened.Contents.Delivery.Stick.Text, output,
            [.. made.Select(one => one.Name).Order(StringComparer.Ordinal)], visit.Unmade);
        return Outcome.Done(services, answer, AnswerJson.Default.PrevisitAnswer, json, text =>
        {
            text.WriteLine($"For the visit with stick {answer.Stick}: {answer.Folder}");
            foreach (var name in answer.Files)
                text.WriteLine($"  {name}");
            foreach (var unmade in answer.Unmade)
                text.WriteLine($"  NOT MADE {unmade}");
            text.WriteLine("Send it by another way than the stick. Its FILES.sha256 has the digests of these files.");
        });
    }
}

/// <summary>What <c>previsit --json</c> prints.</summary>
internal sealed record PrevisitAnswer(string Stick, string Folder, IReadOnlyList<string> Files, IReadOnlyList<string> Unmade);
