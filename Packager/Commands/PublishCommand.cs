using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Publishing;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Commands;

/// <summary><c>publish</c>: makes a program's folder from a checkout: the Applier's for sticks, or the Packager's.</summary>
internal static class PublishCommand
{
    private const string Windows = "win-x64";

    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var output = new Option<string>("--output", "-o")
        { Description = "The folder to make", HelpName = "FOLDER", Required = true };
        var root = new Option<string?>("--root")
        { Description = "The root to compile in; without it keys/root.json of the checkout", HelpName = "FILE" };
        var source = new Option<string>("--source")
        {
            Description = "The checkout; without it the one that the current folder lies in",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => Environment.CurrentDirectory,
        };
        var redist = new Option<string?>("--redist")
        { Description = "A folder with VCRUNTIME140.dll (x64), for instruments that lack it", HelpName = "FOLDER" };
        var signer = new Option<string?>("--code-signer")
        { Description = "A program that signs one program file (Authenticode)", HelpName = "PROGRAM" };
        var arguments = new Option<string[]>("--code-signer-argument")
        {
            Description =
                "One argument for it; repeat the option for more (=-x for one that begins with a dash). {in} and {out}, or " +
                "{file}, stand for the file",
            HelpName = "TEXT",
        };
        var rehearsal = new Option<bool>("--rehearsal")
        { Description = "For rehearsals alone: take a rehearsal's root, and changes that no commit holds" };
        var packager = new Option<bool>("--packager")
        { Description = "This program instead, for a desk without an SDK" };
        var runtime = new Option<string>("--runtime")
        {
            Description = "What a Packager is to run on",
            HelpName = "win-x64|linux-x64",
            DefaultValueFactory = _ => Windows,
        };
        runtime.AcceptOnlyFromAmong(Windows, "linux-x64");
        var (provenance, json) = (new SignerOptions(), CommonOptions.Json());
        var command = new Command("publish",
            "Make the Applier's folder for sticks (win-x64) from this checkout; the same commit gives the same bytes. With a " +
            "key: sign beside it of what and how it was built (SLSA provenance)")
        {
            output, root, source, redist, signer, arguments, rehearsal, packager, runtime, json,
        };
        provenance.AddTo(command);
        command.SetAction(async line =>
        {
            PublicKeyFile? key = null;
            if (provenance.AreGiven(line) && !provenance.Public(services, line).TryGet(out key, out var unusable))
                return Outcome.Refuse(services, unusable, line.GetValue(json));
            var wanted = new PublishOrder(
                line.GetValue(packager) ? PublishableProgram.Packager : PublishableProgram.Applier,
                line.GetRequiredValue(runtime), line.GetRequiredValue(source), line.GetRequiredValue(output),
                line.GetValue(root), line.GetValue(redist),
                line.GetValue(signer) is { } program ? new CodeSigner(program, line.GetValue(arguments) ?? []) : null,
                line.GetValue(rehearsal),
                key is null ? null : new ProvenanceSigner(key,
                    () => provenance.Open(services, new TerminalKeyboard(), line, key.Use)));
            if (wanted is { Program: PublishableProgram.Applier, Runtime: not Windows })
                return Outcome.Refuse(services,
                    new(RefusalCode.Usage, "--runtime", "instruments are Windows: an Applier is published for win-x64"),
                    line.GetValue(json));
            return await Run(services, wanted, line.GetValue(json)).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> Run(PackagerServices services, PublishOrder wanted, bool json)
    {
        try
        {
            return (await new ProgramPublisher(services, wanted).Publish().ConfigureAwait(false))
                .TryGet(out var published, out var refusal)
                ? Outcome.Done(services, published, AnswerJson.Default.PublishedProgram, json, text => Print(published, text))
                : Outcome.Refuse(services, refusal, json);
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Outcome.Refuse(services, Fault.Refuse(e, wanted.Output), json);
        }
    }

    private static void Print(PublishedProgram published, TextWriter output)
    {
        output.WriteLine($"{published.Program} {published.Version} for {published.Runtime} is published to {published.Folder}"
            + (published.Rehearsal ? ", for REHEARSALS alone." : "."));
        output.WriteLine($"  commit   {published.Commit}");
        if (published.Root is { } fingerprint)
            output.WriteLine($"  {fingerprint}");
        output.WriteLine($"  signed   {(published.Signed == 0 ? "no file (no --code-signer)" : $"{published.Signed} files")}");
        output.WriteLine(
            $"  {published.Files} files with their digests stand in {StickLayout.FileList}, its components in " +
            $"{ManifestRules.Sbom}");
        output.WriteLine(published.Provenance is { } provenance
            ? $"  of what and how it was built is signed in {provenance}"
            : "  of what and how it was built is signed nowhere (no --key): nobody answers for it");
    }
}
