using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Commands;

/// <summary><c>told CODE</c>: notes the code that a technician reads out before the stick is back.</summary>
internal static class ToldCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var code = new Argument<string>("CODE") { Description = "The code as it was read out" };
        var serial = new Option<string?>("--serial") { Description = "The instrument", HelpName = "SERIAL" };
        var mode = new Option<string?>("--mode") { Description = "The boot mode", HelpName = "MODE" };
        var by = new Option<string>("--by") { Description = "Who read it out", HelpName = "NAME", Required = true };
        var note = new Option<string>("--note")
        { Description = "What else was said", HelpName = "TEXT", DefaultValueFactory = _ => "read out by telephone" };
        var takeBack = new Option<bool>("--take-back") { Description = "It was no such code at all" };
        var ledger = CommonOptions.Ledger(services);
        var json = CommonOptions.Json();
        var command = new Command("told", "Note a code that was read out on the telephone")
        { code, serial, mode, by, note, takeBack, ledger, json };
        command.SetAction(result => Run(
            services,
            new(
                result.GetRequiredValue(code),
                result.GetValue(serial),
                result.GetValue(mode),
                result.GetRequiredValue(by),
                result.GetRequiredValue(note),
                result.GetRequiredValue(ledger))
            { TakeBack = result.GetValue(takeBack) },
            result.GetValue(json)));
        return command;
    }

    /// <summary>Notes the code, or takes it back.</summary>
    internal static int Run(PackagerServices services, ToldRequest request, bool json)
    {
        if (!SituationCode.TryParse(request.Code, out var code))
            return Outcome.Refuse(services, new(RefusalCode.Usage, request.Code, SituationCommand.NoCode), json);
        if (!code.HasReceipt)
            return Outcome.Refuse(services, new(RefusalCode.Usage, code.Text, "this code stands for no receipt, so that there is "
                + $"nothing to note. It says: {SituationWords.Ended(code.Situation)}"), json,
                next: SituationWords.Say(code.Situation));
        if (request.TakeBack == (request.Serial is not null && request.Mode is not null))
            return Outcome.Refuse(services,
                new(RefusalCode.Usage, "told", "give --serial and --mode, or --take-back alone"), json);
        if (!Ledger.Open(services.Files, request.Ledger).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            var desk = new DecisionDesk(ledger, services.Clock, request.By, request.Note);
            var noted = request.TakeBack
                ? desk.TakeBack(code)
                : DeskOptions.Serial(request.Serial!).Then(serial => desk.Told(code, serial, request.Mode!));
            if (!noted.TryGet(out var told, out refusal)
                || !ledger.Ask<bool>(() => IsHere(ledger, code)).TryGet(out var confirmed, out refusal))
            {
                return Outcome.Refuse(services, refusal, json);
            }

            var answer = new ToldAnswer(code.Text, told.Serial?.Text, told.Mode?.Text, ledger.Rehearsal, confirmed);
            return Outcome.Done(services, answer, AnswerJson.Default.ToldAnswer, json, output => output.WriteLine(
                told.Kind is DecisionKind.ToldTakenBack
                    ? $"Taken back: {code}."
                    : (confirmed
                        ? $"Confirmed: the receipt {code} of {answer.Serial} {answer.Mode} is in the ledger."
                        : $"Noted: {code} for {answer.Serial} {answer.Mode}. It does not count until the receipt is here.")
                    + $"{Environment.NewLine}It says: {SituationWords.Ended(code.Situation)}.{Environment.NewLine}"
                    + SituationWords.Say(code.Situation)));
        }
    }

    private static bool IsHere(Ledger ledger, SituationCode code) =>
        ledger.Query<string>("SELECT digest FROM receipts WHERE code = @Text", new { code.Text }).Count > 0;
}

/// <summary>What <c>told</c> was given.</summary>
internal sealed record ToldRequest(string Code, string? Serial, string? Mode, string By, string Note, string Ledger)
{
    /// <summary>Whether nothing is noted of this code any more.</summary>
    public bool TakeBack { get; init; }
}

/// <summary>What <c>told --json</c> prints.</summary>
internal sealed record ToldAnswer(string Code, string? Serial, string? Mode, bool Rehearsal, bool Confirmed);
