using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary>What every command has that takes a decision: who, why, the ledger; and how it ends.</summary>
internal sealed class DeskOptions(PackagerServices services)
{
    private readonly Option<string> _by =
        new("--by") { Description = "Who settles it", HelpName = "NAME", Required = true };

    private readonly Option<string> _note =
        new("--note") { Description = "Why, and how it is known", HelpName = "TEXT", Required = true };

    private readonly Option<string> _ledger = CommonOptions.Ledger(services);
    private readonly Option<bool> _json = CommonOptions.Json();

    /// <summary>Gives a command these options and its work.</summary>
    public Command On(Command command, Func<DecisionDesk, ParseResult, Result<Decision>> decide)
    {
        command.Add(_by);
        command.Add(_note);
        command.Add(_ledger);
        command.Add(_json);
        command.SetAction(line => Run(line, decide));
        return command;
    }

    /// <summary>A serial number on the command line.</summary>
    public static Result<SerialNumber> Serial(string text) => Token.TryParse<SerialNumber>(text, out var serial)
        ? serial
        : new Refusal(RefusalCode.Usage, text, $"this is no serial number: {Token.Rule<SerialNumber>()}");

    private int Run(ParseResult line, Func<DecisionDesk, ParseResult, Result<Decision>> decide)
    {
        var json = line.GetValue(_json);
        if (!Ledger.Open(services.Files, line.GetRequiredValue(_ledger)).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            var desk = new DecisionDesk(ledger, services.Clock, line.GetRequiredValue(_by), line.GetRequiredValue(_note));
            if (!decide(desk, line).TryGet(out var decision, out refusal))
                return Outcome.Refuse(services, refusal, json);
            var answer = new DecisionAnswer(ledger.Place, ledger.Rehearsal, decision);
            return Outcome.Done(services, answer, AnswerJson.Default.DecisionAnswer, json, output =>
            {
                if (ledger.Rehearsal)
                    output.WriteLine("*** REHEARSAL ***");
                output.WriteLine(Printable.Line($"Noted: {decision.Kind.Word()} {About(decision)}, by {decision.By}."));
                if (decision.Others is { Length: > 0 } others)
                    output.WriteLine($"{others.Length} other receipt(s) of this boot mode are past with it.");
                output.WriteLine("It stands in the ledger for good; another decision can follow it.");
            });
        }
    }

    private static string About(Decision decision) => string.Join(' ', new[]
    {
        decision.Receipt?.Hex[..12], decision.Serial?.Text, decision.Mode?.Text, decision.Stick,
        decision.Customer, decision.Name, decision.Way?.Word(), decision.With, decision.Next is { } next
            ? $"next {next:yyyy-MM-dd}" : null, decision.Until is { } day ? $"until {day:yyyy-MM-dd}" : null,
    }.OfType<string>());
}

/// <summary>What a command that takes a decision prints with <c>--json</c>.</summary>
internal sealed record DecisionAnswer(string Ledger, bool Rehearsal, Decision Decision);
