using System.CommandLine;
using System.IO.Abstractions;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Sessions;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary>
/// <c>applier check</c>: whether an update could begin now; writes nothing and keeps nothing. With <c>--receipt</c> whether one
/// that was applied is still in force; writes a receipt and nothing else.
/// </summary>
internal static class CheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files, TimeProvider clock, LanguageOption language)
    {
        var instrument = new InstrumentOptions();
        var stick = new Option<string?>("--stick")
        { Description = "The stick's folder. Without it the removable drives are searched.", HelpName = "FOLDER" };
        var receipt = new Option<bool>("--receipt")
        {
            Description = "Say instead whether what the stick's bundle brings is still in force: every step is read back, and a "
                + "receipt says so. Exit code 4 when something is gone.",
        };
        var code = NobodyOperator.UnlockCode();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line (docs/formats/events.md)." };
        var command = new Command("check",
            "Say whether the update could begin now, and what is in the way. Changes nothing.")
        { stick, receipt, code, json };
        instrument.AddTo(command);
        command.SetAction(async (line, cancel) =>
        {
            if (!instrument.Open(line, files, clock).TryGet(out var host, out var refusal))
                return Ended(Printer(language.Of(line)), SessionEnd.Refused(refusal));
            var spoken = language.Of(line, host);
            var printer = Printer(spoken);
            var person = new PrintingOperator(printer, spoken, line.GetValue(code));
            return line.GetValue(receipt)
                ? (await ApplyCommand.Logged(host, person, session => session.StillInForce(line.GetValue(stick), cancel))
                    .ConfigureAwait(false)).ExitCode
                : CouldBegin(host, person, printer, line.GetValue(stick));

            IPrinter Printer(string words) => line.GetValue(json)
                ? new JsonPrinter(StandardText.Out, clock)
                : new LinePrinter(StandardText.Out, new Texts(words), clock);
        });
        return command;
    }

    private static int CouldBegin(SessionHost host, PrintingOperator person, IPrinter printer, string? stick)
    {
        var states = new InstrumentStateReader(host);
        var before = states.Read();
        if (new Examination(host, person).Run(stick) is { } refusal)
            return Ended(printer, SessionEnd.Refused(refusal) with { State = states.Read() });

        // Nothing stands in the way of going on, but it is not a start.
        printer.Print(new Noted(before.GoesOn ? Note.ReadyToGoOn : Note.Ready));
        return before.GoesOn ? ExitCodes.Outstanding : ExitCodes.Done;
    }

    private static int Ended(IPrinter printer, SessionOutcome outcome)
    {
        printer.Print(new SessionEnded(outcome));
        return outcome.ExitCode;
    }
}
