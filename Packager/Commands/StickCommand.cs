using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
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
        var output = new Option<string>("--output")
        { Description = "The stick's root, or an empty folder", HelpName = "FOLDER", Required = true };
        var (options, json) = (new StickOptions(services), CommonOptions.Json());
        var command = new Command("stick", "Sign a delivery and write a stick") { order, output, json };
        options.AddTo(command);
        command.Subcommands.Add(StickWriteCommand.Create(services));
        command.Subcommands.Add(StickWipeCommand.Create(services));
        command.SetAction(line => options.Alone(services, line, line.GetValue(json), () =>
        {
            var target = line.GetRequiredValue(output);
            var maker = options.Maker(services, line, question => options.Agreed(services, line, line.GetValue(json), question));
            StickOptions.TellForeign(services, target);
            var made = maker.Read(line.GetRequiredValue(order)).Then(wanted => maker.Make(wanted,
                use => options.Signer.Open(services, new TerminalKeyboard(), line, use), line.GetValue(options.Applier), target));
            return made.TryGet(out var contents, out var refusal)
                ? Outcome.Done(services, Answer(contents, target, maker.Proof), AnswerJson.Default.StickAnswer,
                    line.GetValue(json), text => Print(contents, maker, text))
                : Outcome.Refuse(services, refusal, line.GetValue(json), next: StickOptions.Next(refusal));
        }));
        return command;
    }

    private static StickAnswer Answer(StickContents contents, string folder, CampaignProof? proof) => new(
        contents.Delivery.Stick.Text, folder, contents.Delivery.Customer.Name, contents.Manifest.Bundle.Text,
        contents.Delivery.Bundles[0].Sha256.Hex, contents.Trusted.FirstExpiry, contents.Trusted.FirstToExpire,
        ProofAnswer.Of(proof));

    private static string Limit(string role) => role is Role.Timestamp or Role.Snapshot
        ? "so long a stick lives; 'packager keys refresh --days' sets it"
        : $"{role} expires then; 'packager keys renew --role {role}' comes first";

    private static void Print(StickContents contents, StickMaker maker, TextWriter output)
    {
        output.WriteLine($"Stick {contents.Delivery.Stick} for {contents.Delivery.Customer.Name} " + (maker.WasThere
            ? "is there already, whole and entered in the ledger: nothing was written to it, and nothing is left to do."
            : "is written and reads back as an instrument will read it."));
        output.WriteLine($"  bundle   {contents.Manifest.Bundle}");
        output.WriteLine($"  proof    {ProofAnswer.Line(maker.Proof)}");
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
    DateTimeOffset UsableUntil, string LimitedBy, ProofAnswer Proof);
