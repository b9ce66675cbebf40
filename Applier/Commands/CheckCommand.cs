using System.CommandLine;
using System.IO.Abstractions;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Sessions;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary><c>applier check</c>: whether an update could begin now. Writes nothing and keeps nothing.</summary>
internal static class CheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files, TimeProvider clock)
    {
        var instrument = new InstrumentOptions();
        var stick = new Option<string?>("--stick")
        { Description = "The stick's folder. Without it the removable drives are searched.", HelpName = "FOLDER" };
        var language = new Option<string>("--language")
        { Description = "For example en or it.", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line (docs/formats/events.md)." };
        OperatorOptions.AcceptLanguages(language);
        var command = new Command("check",
            "Say whether the update could begin now, and what is in the way. Changes nothing.") { stick, language, json };
        instrument.AddTo(command);
        command.SetAction(line =>
        {
            var words = line.GetRequiredValue(language);
            IPrinter printer = line.GetValue(json)
                ? new JsonPrinter(StandardText.Out, clock)
                : new LinePrinter(StandardText.Out, new Texts(words), clock);
            if (!instrument.Open(line, files, clock).TryGet(out var host, out var refusal))
                return Ended(printer, SessionEnd.Refused(refusal));
            var states = new InstrumentStateReader(host);
            var before = states.Read();
            refusal = new Session(host, new PrintingOperator(printer, words)).Examine(line.GetValue(stick));
            if (refusal is not null)
                return Ended(printer, SessionEnd.Refused(refusal) with { State = states.Read() });

            // Nothing stands in the way of going on, but it is not a start.
            printer.Print(new Noted(before.GoesOn ? Note.ReadyToGoOn : Note.Ready));
            return before.GoesOn ? ExitCodes.Outstanding : ExitCodes.Done;
        });
        return command;
    }

    private static int Ended(IPrinter printer, SessionOutcome outcome)
    {
        printer.Print(new SessionEnded(outcome));
        return outcome.ExitCode;
    }
}
