using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Publishing;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Commands;

/// <summary><c>stick ORDER</c>: signs a delivery, writes the stick's folder, reads it back, enters it in the ledger.</summary>
internal static class StickCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var order = new Argument<string>("ORDER")
        { Description = "For whom and for which instruments: a JSON file (docs/formats/order.md)" };
        var release = new Option<string>("--release")
        { Description = "The release folder", HelpName = "FOLDER", Required = true };
        var output = new Option<string>("--output")
        { Description = "The stick's root, or an empty folder", HelpName = "FOLDER", Required = true };
        var applier = new Option<string?>("--applier")
        { Description = "The published Applier to put on the stick", HelpName = "FOLDER" };
        var ledger = CommonOptions.Ledger();
        var today = CommonOptions.Today();
        var second = new Option<bool>("--new-ledger")
        { Description = "Begin a second ledger, though this release has made sticks before" };
        var yes = new Option<bool>("--yes") { Description = "Go on where a warning would ask" };
        var json = CommonOptions.Json();
        var signer = new SignerOptions();
        var command = new Command("stick", "Sign a delivery and write a stick")
        { order, release, output, applier, ledger, second, today, yes, json };
        signer.AddTo(command);
        command.SetAction(line => ReleaseWork.Alone(services, line.GetRequiredValue(release), line.GetValue(json), () =>
        {
            if (Applier(services, line.GetValue(applier), line.GetRequiredValue(release)) is { } unfit)
                return Outcome.Refuse(services, unfit, line.GetValue(json));
            var keyboard = new TerminalKeyboard();
            var maker = new StickMaker(services, line.GetRequiredValue(release), line.GetRequiredValue(ledger))
            {
                Today = line.GetValue(today),
                NewLedger = line.GetValue(second),
                GoOn = question => line.GetValue(yes)
                    || (services.Interactive && !line.GetValue(json) && keyboard.IsThere && Agreed(keyboard, question)),
            };
            foreach (var there in new StickOutput(services.Files, line.GetRequiredValue(output)).Foreign())
                services.Error.WriteLine(
                    $"not ours {there.Name}{(there.OfSystem ? ", left by an operating system" : "")}; it is not listed");
            var made = maker.Read(line.GetRequiredValue(order)).Then(wanted =>
                maker.Make(wanted, use => signer.Open(services, new TerminalKeyboard(), line, use), line.GetValue(applier),
                    line.GetRequiredValue(output)));
            return made.TryGet(out var contents, out var refusal)
                ? Outcome.Done(services, Answer(contents, line.GetRequiredValue(output)), AnswerJson.Default.StickAnswer,
                    line.GetValue(json), text => Print(contents, maker.WasThere, text))
                : Outcome.Refuse(services, refusal, line.GetValue(json), next: Next(refusal));
        }));
        return command;
    }

    private static bool Agreed(TerminalKeyboard keyboard, string question)
    {
        keyboard.Say($"{question} [y/N] ");
        var key = keyboard.Read().KeyChar;
        keyboard.Say(Environment.NewLine);
        return key is 'y' or 'Y';
    }

    // Before anything is signed: the Applier is as it was published, and trusts a root of this very release.
    private static Refusal? Applier(PackagerServices services, string? folder, string release)
    {
        if (folder is null)
        {
            services.Error.WriteLine(
                "warning  no Applier goes onto this stick, and START-HERE sends the site to one; --applier takes " +
                "the folder that 'packager publish' writes");
            return null;
        }

        if (!new FileList(services.Files).Verify(folder).Then(_ => ApplierProgram.Read(services.Files, folder))
            .TryGet(out var program, out var refusal))
            return refusal;
        services.Error.WriteLine($"applier  {program.Version}, commit {program.Commit}");
        return program.FaultFor(services.Files, release);
    }

    private static string? Next(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.OutputExists =>
            "Take another medium, or see that nobody needs what is on this one, empty it, and run the command again.",
        RefusalCode.DiskFull or RefusalCode.SpaceLacking => "Take a larger medium, then run the command again.",
        _ => null,
    };

    private static StickAnswer Answer(StickContents contents, string folder) => new(
        contents.Delivery.Stick.Text, folder, contents.Delivery.Customer.Name, contents.Manifest.Bundle.Text,
        contents.Delivery.Bundles[0].Sha256.Hex, contents.Trusted.FirstExpiry, contents.Trusted.FirstToExpire);

    private static string Limit(string role) => role is Role.Timestamp or Role.Snapshot
        ? "so long a stick lives; 'packager keys refresh --days' sets it"
        : $"{role} expires then; 'packager keys renew --role {role}' comes first";

    private static void Print(StickContents contents, bool wasThere, TextWriter output)
    {
        output.WriteLine($"Stick {contents.Delivery.Stick} for {contents.Delivery.Customer.Name} " + (wasThere
            ? "is there already, whole and entered in the ledger: nothing was written to it, and nothing is left to do."
            : "is written and reads back as an instrument will read it."));
        output.WriteLine($"  bundle   {contents.Manifest.Bundle}");
        foreach (var instrument in contents.Delivery.Instruments)
            output.WriteLine(
                $"  for      {instrument.Product} {instrument.Serial}: " +
                $"{string.Join(", ", instrument.Modes.Select(mode => mode.Text))}");
        output.WriteLine(
            $"  usable until {contents.Trusted.FirstExpiry:yyyy-MM-dd}: {Limit(contents.Trusted.FirstToExpire)}");
        output.WriteLine(
            $"  {contents.Files.Files.Length} files are on its signed list; {StickLayout.FileList} has them for sha256sum");
    }
}

/// <summary>What <c>stick --json</c> prints.</summary>
internal sealed record StickAnswer(string Stick, string Folder, string Customer, string Bundle, string Sha256,
    DateTimeOffset UsableUntil, string LimitedBy);
