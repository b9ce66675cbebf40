using System.CommandLine;
using System.IO.Abstractions;
using PatchKit.Applier.Instruments.Rehearsal;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Sessions;

namespace PatchKit.Applier.Commands;

/// <summary><c>applier apply</c>: the whole session, by whichever operator.</summary>
internal static class ApplyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files, TimeProvider clock, LanguageOption language)
    {
        var instrument = new InstrumentOptions();
        var people = new OperatorOptions(language);
        var stick = new Option<string?>("--stick")
        { Description = "The stick's folder. Without it the removable drives are searched.", HelpName = "FOLDER" };
        var command = new Command("apply",
            "Verify the stick, back up, apply its bundle in the running boot mode, write the receipt.") { stick };
        instrument.AddTo(command);
        people.AddTo(command);
        command.SetAction((line, cancel) => instrument.Open(line, files, clock).TryGet(out var opened, out var refusal)
            ? OwnCopy.Run(opened, host => people.Run(line, host,
                (person, stop) => Logged(host, person, session => session.Run(line.GetValue(stick), stop)), cancel))
            : Task.FromResult(people.Refuse(line, refusal)));
        return command;
    }

    /// <summary>
    /// A session with a log; in a rehearsal a make-believe hand does what a person would do at a manual step, as hands.json says.
    /// </summary>
    internal static async Task<SessionOutcome> Logged(SessionHost host, IOperator person,
        Func<Session, Task<SessionOutcome>> work)
    {
        var acting = host.Instrument is RehearsalInstrument rehearsal ? new RehearsalOperator(person, rehearsal.Hand) : person;
        using var logged = LoggedOperator.Begin(acting, host.Files, host.Instrument.Places.State, host.Clock);
        return await work(new Session(host, logged)).ConfigureAwait(false);
    }
}
