using System.CommandLine;
using System.IO.Abstractions;

namespace PatchKit.Applier.Commands;

/// <summary>
/// <c>applier rollback</c>: takes back what was applied last in this boot mode, proven by read-back, with a receipt.
/// </summary>
internal static class RollbackCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files, TimeProvider clock, LanguageOption language)
    {
        var instrument = new InstrumentOptions();
        var people = new OperatorOptions(language);
        var stick = new Option<string?>("--stick")
        {
            Description = "The stick that takes the receipt. Without it the removable drives are searched.",
            HelpName = "FOLDER"
        };
        var command = new Command("rollback",
            "Take back what was applied last in this boot mode, as long as its undo data are kept.") { stick };
        instrument.AddTo(command);
        people.AddTo(command);
        command.SetAction((line, cancel) => instrument.Open(line, files, clock).TryGet(out var opened, out var refusal)
            ? OwnCopy.Run(opened, host => people.Run(line, host,
                (person, stop) => ApplyCommand.Logged(host, person, session => session.Rollback(line.GetValue(stick), stop)),
                cancel, wizard: false))
            : Task.FromResult(people.Refuse(line, refusal)));
        return command;
    }
}
