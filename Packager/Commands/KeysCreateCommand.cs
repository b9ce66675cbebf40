using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>keys create</c>: makes a holder's key on the holder's own machine, and the public file to send to the coordinator.
/// </summary>
internal static class KeysCreateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services, IKeyboard keyboard)
    {
        var holder = new Option<string>("--holder")
        {
            Description = "Your name and part, for example \"Ada Rossi, release engineering\"",
            HelpName = "NAME",
            Required = true
        };
        var output = new Option<string>("--out")
        {
            Description = "The key file to write; the public one is written beside it, with .pub at the end",
            HelpName = "FILE",
            Required = true
        };
        var rehearsal = new Option<bool>("--rehearsal") { Description = "A cheap key for rehearsals, refused in every ceremony" };
        var descriptor = Passphrases.Descriptor();
        var command = new Command("create", "Make a key on your own machine") { holder, output, rehearsal, descriptor };
        command.SetAction(line => Run(
            services,
            new(line.GetRequiredValue(holder), line.GetRequiredValue(output),
                line.GetValue(rehearsal) ? KeyUse.Rehearsal : KeyUse.Ceremony),
            Passphrases.Source(line.GetValue(descriptor), keyboard)));
        return command;
    }

    private static int Run(PackagerServices services, NewKey wanted, PassphraseSource passphrases)
    {
        var publicPath = wanted.Path + ".pub";
        if (HolderName.FaultOf(wanted.Holder) is { } fault)
            return Outcome.Refuse(services, new(RefusalCode.Usage, "--holder", fault), json: false);
        foreach (var path in new[] { wanted.Path, publicPath }.Where(services.Files.File.Exists))
            return Outcome.Refuse(services,
                new(RefusalCode.OutputExists, path, "a file of this name is there already; a key is never overwritten"),
                json: false);
        if (!passphrases.ForMaking($"the key of {wanted.Holder}", wanted.Use).TryGet(out var passphrase, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        using (passphrase)
        {
            if (!SignerOptions.KeyFolder(services).Make(wanted.Path, wanted.Holder, wanted.Use, passphrase)
                .TryGet(out var file, out refusal))
                return Outcome.Refuse(services, refusal, json: false);
            services.Changes.Begin(wanted.Path);
            if (OutputFile.WriteNew(services, publicPath, PublicKeyFile.Of(file).ToBytes()) is { } unwritten)
                return Outcome.Refuse(services, unwritten, json: false);
            services.Out.WriteLine(
                $"Key     {wanted.Path}  (keep it, and a copy in a safe; it is of no use without the passphrase)");
            services.Out.WriteLine($"Public  {publicPath}  (send it to the coordinator)");
            services.Out.WriteLine($"Key id  {file.KeyId}");
            services.Out.WriteLine(
                "        Read the key id to the coordinator over the telephone: it proves that the file arrived as you sent it.");
            if (wanted.Use == KeyUse.Rehearsal)
                services.Out.WriteLine("REHEARSAL: this key is refused in every ceremony.");
            return ExitCodes.Done;
        }
    }

    private sealed record NewKey(string Holder, string Path, KeyUse Use);
}
