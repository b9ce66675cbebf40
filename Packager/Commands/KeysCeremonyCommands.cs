using System.CommandLine;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>keys request, sign, combine</c>: a request goes out, each holder signs on their own machine, signature files come back.
/// </summary>
internal static class KeysCeremonyCommands
{
    private const string Consent = "sign";

    /// <summary><c>keys request</c>, the coordinator's.</summary>
    public static Command Request(PackagerServices services)
    {
        var release = KeysCommand.Release();
        var purpose = new Option<string>("--purpose")
        { Description = "What is to be signed and why, in one line", HelpName = "TEXT", Required = true };
        var output = OutputOption("The request to write and send to the holders");
        var command = new Command("request", "Write the file that the holders sign from") { release, purpose, output };
        command.SetAction(line =>
            Request(services, line.GetRequiredValue(release), line.GetRequiredValue(purpose), line.GetRequiredValue(output)));
        return command;
    }

    /// <summary><c>keys sign</c>, each holder's.</summary>
    public static Command Sign(PackagerServices services, IKeyboard keyboard)
    {
        var request = new Argument<string>("REQUEST") { Description = "The request that the coordinator sent" };
        var output = OutputOption("The signature file to write and send back");
        var yes = new Option<bool>("--yes") { Description = "Do not ask after the summary; for scripts" };
        var signer = new SignerOptions();
        var command = new Command("sign", "Look at a request, and sign it with your key") { request, output, yes };
        signer.AddTo(command);
        command.SetAction(line =>
        {
            var read = CeremonyFiles.Read(services, line.GetRequiredValue(request), SigningRequest.MaxLength)
                .Then(bytes => SigningRequest.Read(bytes, line.GetRequiredValue(request)));
            if (!read.TryGet(out var asked, out var refusal))
                return Outcome.Refuse(services, refusal, json: false);
            Print(services, asked);
            return (line.GetValue(yes) ? null : Ask(services, keyboard)) is { } declined
                ? Outcome.Refuse(services, declined, json: false)
                : Sign(services, asked, signer.Open(services, keyboard, line, asked.State.Use), line.GetRequiredValue(output));
        });
        return command;
    }

    /// <summary><c>keys combine</c>, the coordinator's.</summary>
    public static Command Combine(PackagerServices services)
    {
        var release = KeysCommand.Release();
        var files = new Argument<string[]>("SIGNATURES")
        { Description = "The signature files that came back", Arity = ArgumentArity.OneOrMore };
        var command = new Command("combine", "Put signatures that came back into the release") { release, files };
        command.SetAction(line => Combine(services, line.GetRequiredValue(release), line.GetRequiredValue(files)));
        return command;
    }

    private static int Request(PackagerServices services, string folder, string purpose, string output)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, folder).TryGet(out var release, out var refusal)
            || !SigningRequest.Of(release.State, purpose, services.Clock.GetUtcNow()).TryGet(out var request, out refusal))
        {
            return Outcome.Refuse(services, refusal, json: false);
        }

        if (CeremonyFiles.WriteNew(services, output, request.ToBytes()) is { } unwritten)
            return Outcome.Refuse(services, unwritten, json: false);
        var missing = request.State.DraftStatuses.SelectMany(status => status.Wanted).Distinct()
            .Select(request.State.Holders.NameOf);
        services.Out.WriteLine($"Request  {output}");
        services.Out.WriteLine($"Send to  {string.Join("; ", missing.DefaultIfEmpty("nobody: all have signed"))}");
        services.Out.WriteLine($"Then     packager keys combine {folder} SIGNATURES…");
        return ExitCodes.Done;
    }

    private static int Sign(PackagerServices services, SigningRequest request, Result<OpenedSigner> opened, string output)
    {
        if (!opened.TryGet(out var signer, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        using (signer)
        {
            if (!SignatureFile.Sign(request, signer.Signer, signer.Holder).TryGet(out var signatures, out refusal))
                return Outcome.Refuse(services, refusal, json: false);
            if (CeremonyFiles.WriteNew(services, output, signatures.ToBytes()) is { } unwritten)
                return Outcome.Refuse(services, unwritten, json: false);
            services.Out.WriteLine(
                $"Signed  {string.Join(", ", signatures.Signatures.Select(one => $"{one.Role} {one.Version}"))}");
            services.Out.WriteLine($"Send    {output} back to the coordinator. It holds no secret.");
            return ExitCodes.Done;
        }
    }

    private static int Combine(PackagerServices services, string folder, IEnumerable<string> paths)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, folder).TryGet(out var release, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        var taken = Outcome.NothingChanged;
        foreach (var path in paths)
        {
            var added = CeremonyFiles.Read(services, path, SignatureFile.MaxLength)
                .Then(bytes => SignatureFile.Read(bytes, path))
                .Then(file => file.AddTo(release));
            if (added.Refusal is { } fault)
                return Outcome.Refuse(services, fault, json: false, taken);
            services.Out.WriteLine($"Taken   {path}");
            taken = "The signatures of the files named as taken are in the release.";
        }

        KeysCommand.PrintDrafts(services, release, folder);
        return ExitCodes.Done;
    }

    private static void Print(PackagerServices services, SigningRequest request)
    {
        var state = request.State;
        if (state.Use == KeyUse.Rehearsal)
            services.Out.WriteLine("REHEARSAL: these are rehearsal keys; nothing of this counts on a real instrument.");
        services.Out.WriteLine($"Purpose, in the coordinator's words: {request.Purpose}");
        foreach (var root in new[] { state.Published.GetValueOrDefault(Role.Root),
            state.Drafts.GetValueOrDefault(Role.Root) }.OfType<RoleFile>())
            services.Out.WriteLine($"Fingerprint of root {root.Version}: {root.Fingerprint.Text}");
        services.Out.WriteLine(
            "What your signature would say, worked out on this machine (names are the coordinator's, key ids are not):");
        foreach (var draft in state.DraftStatuses)
        {
            foreach (var line in DraftSummary.Of(draft.File, state.Published.GetValueOrDefault(draft.File.Role), state.Holders))
                services.Out.WriteLine(line);
        }
    }

    private static Refusal? Ask(PackagerServices services, IKeyboard keyboard)
    {
        if (!services.Interactive || !keyboard.IsThere)
            return new Refusal(RefusalCode.Usage, "--yes", "nobody is at a terminal to agree; a script says --yes");
        keyboard.Say($"Type '{Consent}' and Enter to sign, anything else to stop: ");
        var typed = new System.Text.StringBuilder();
        for (var key = keyboard.Read(); key.Key != ConsoleKey.Enter && typed.Length < 20; key = keyboard.Read())
        {
            keyboard.Say(key.KeyChar.ToString());
            typed.Append(key.KeyChar);
        }

        keyboard.Say(Environment.NewLine);
        return typed.ToString() == Consent
            ? null
            : new Refusal(RefusalCode.Declined, "", "you did not agree, so nothing was signed");
    }

    private static Option<string> OutputOption(string description) =>
        new("--out") { Description = description, HelpName = "FILE", Required = true };
}
