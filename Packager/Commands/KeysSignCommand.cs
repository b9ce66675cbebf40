using System.CommandLine;
using PatchKit.Packager.Ceremonies;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Commands;

/// <summary><c>keys sign</c>, each holder's: shows what a request would have signed, and signs it.</summary>
internal static class KeysSignCommand
{
    private const string Consent = "sign";

    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services, IKeyboard keyboard)
    {
        var request = new Argument<string>("REQUEST") { Description = "The request that the coordinator sent" };
        var output = KeysOptions.File("--out", "The signature file to write and send back");
        var yes = new Option<bool>("--yes") { Description = "Do not ask after the summary; for scripts" };
        var signer = new SignerOptions();
        var command = new Command("sign", "Look at a request, and sign it with your key") { request, output, yes };
        signer.AddTo(command);
        command.SetAction(line =>
        {
            var read = BoundedFiles.Read(services, line.GetRequiredValue(request), SigningRequest.MaxLength)
                .Then(bytes => SigningRequest.Read(bytes, line.GetRequiredValue(request)));
            if (!read.TryGet(out var asked, out var refusal))
                return Outcome.Refuse(services, refusal, json: false);
            Print(services, asked);
            return (DraftRules.FaultOf(asked.State, services.Clock.GetUtcNow())
                    ?? (line.GetValue(yes) ? null : Ask(services, keyboard))) is { } declined
                ? Outcome.Refuse(services, declined, json: false)
                : Run(services, asked, signer.Open(services, keyboard, line, asked.State.Use), line.GetRequiredValue(output));
        });
        return command;
    }

    private static int Run(PackagerServices services, SigningRequest request, Result<OpenedSigner> opened, string output)
    {
        if (!opened.TryGet(out var signer, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        using (signer)
        {
            if (!SignatureFile.Sign(request, signer.Signer, signer.Holder).TryGet(out var signatures, out refusal))
                return Outcome.Refuse(services, refusal, json: false);
            if (OutputFile.WriteNew(services, output, signatures.ToBytes()) is { } unwritten)
                return Outcome.Refuse(services, unwritten, json: false);
            services.Out.WriteLine(
                $"Signed  {string.Join(", ", signatures.Signatures.Select(one => $"{one.Role} {one.Version}"))}");
            services.Out.WriteLine($"Send    {output} back to the coordinator. It holds no secret.");
            return ExitCodes.Done;
        }
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
        foreach (var line in request.Summary)
            services.Out.WriteLine(line);
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
}
