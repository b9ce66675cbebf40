using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary><c>told CODE</c>: notes the code that a technician reads out before the stick is back.</summary>
internal static class ToldCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var code = new Argument<string>("CODE") { Description = "The code as it was read out" };
        var serial = new Option<string>("--serial") { Description = "The instrument", HelpName = "SERIAL", Required = true };
        var mode = new Option<string>("--mode") { Description = "The boot mode", HelpName = "MODE", Required = true };
        var by = new Option<string>("--by") { Description = "Who read it out", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var ledger = CommonOptions.Ledger();
        var json = CommonOptions.Json();
        var command = new Command("told", "Note a code that was read out on the telephone") { code, serial, mode, by, ledger,
            json };
        command.SetAction(result => Run(
            services,
            new(
                result.GetRequiredValue(code),
                result.GetRequiredValue(serial),
                result.GetRequiredValue(mode),
                result.GetRequiredValue(by),
                result.GetRequiredValue(ledger)),
            result.GetValue(json)));
        return command;
    }

    /// <summary>Notes the code.</summary>
    internal static int Run(PackagerServices services, ToldRequest request, bool json)
    {
        if (!SituationCode.TryParse(request.Code, out var code))
            return Outcome.Refuse(services, new(RefusalCode.Usage, request.Code, SituationCommand.NoCode), json);
        if (!code.HasReceipt)
            return Outcome.Refuse(services, new(RefusalCode.Usage, code.Text, "this code stands for no receipt, so that there is "
                + $"nothing to note. It says: {SituationWords.Ended(code.Situation)}"), json,
                next: SituationWords.Say(code.Situation));
        if (!Token.Parse<SerialNumber>(request.Serial, "--serial").TryGet(out var serial, out _))
            return Outcome.Refuse(services,
                new(RefusalCode.Usage, "--serial", $"'{request.Serial}' is no serial number: {Token.Rule<SerialNumber>()}"),
                    json);
        if (!Ledger.Open(services.Files, request.Ledger).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            if (!new TelephoneNotes(ledger, services.Clock).Note(code, serial, request.Mode, request.By)
                .TryGet(out var outcome, out refusal))
                return Outcome.Refuse(services, refusal, json);
            var answer = new ToldAnswer(code.Text, serial.Text, request.Mode, ledger.Rehearsal, outcome is ToldOutcome.Confirmed);
            return Outcome.Done(services, answer, AnswerJson.Default.ToldAnswer, json,
                output => output.WriteLine((outcome is ToldOutcome.Confirmed
                    ? $"Confirmed: the receipt {code} of {serial} {request.Mode} is in the ledger."
                    : $"Noted: {code} for {serial} {request.Mode}. It does not count until the receipt is here.")
                    + $"{Environment.NewLine}It says: {SituationWords.Ended(code.Situation)}.{Environment.NewLine}"
                    + SituationWords.Say(code.Situation)));
        }
    }
}

/// <summary>What <c>told</c> was given.</summary>
internal sealed record ToldRequest(string Code, string Serial, string Mode, string By, string Ledger);

/// <summary>What <c>told --json</c> prints.</summary>
internal sealed record ToldAnswer(string Code, string Serial, string Mode, bool Rehearsal, bool Confirmed);
