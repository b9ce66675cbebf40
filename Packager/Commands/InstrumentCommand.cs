using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns.Decisions;

namespace PatchKit.Packager.Commands;

/// <summary><c>instrument …</c>: why an instrument is not patched, or whose it is now.</summary>
internal static class InstrumentCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services) => new("instrument", "Settle what is known of an instrument")
    {
        Except(services, "not-affected", "It needs no action", DecisionKind.NotAffected),
        Except(services, "scrapped", "It is no longer in use anywhere", DecisionKind.Scrapped),
        Except(services, "cannot-be-patched", "It cannot be patched, and something else was done about it",
            DecisionKind.CannotBePatched),
        Except(services, "declined", "The site does not wish it before a day", DecisionKind.Declined),
        Moved(services),
    };

    private static Command Except(PackagerServices services, string name, string description, DecisionKind kind)
    {
        var serial = new Argument<string>("SERIAL") { Description = "The instrument" };
        var mode = new Option<string?>("--mode") { Description = "One boot mode alone", HelpName = "MODE" };
        var until = CommonOptions.Day("--until", "The last day on which it holds");
        until.Required = kind is DecisionKind.Declined;
        var command = new Command(name, description) { serial, mode };
        if (until.Required)
            command.Add(until);
        return new DeskOptions(services).On(command, (desk, line) =>
            DeskOptions.Serial(line.GetRequiredValue(serial)).Then(one =>
                desk.Except(kind, one, line.GetValue(mode), until.Required ? line.GetValue(until) : null)));
    }

    private static Command Moved(PackagerServices services)
    {
        var serial = new Argument<string>("SERIAL") { Description = "The instrument" };
        var to = new Option<string>("--to") { Description = "The customer's id", HelpName = "ID", Required = true };
        var command = new Command("moved", "It is another customer's now") { serial, to };
        return new DeskOptions(services).On(command, (desk, line) =>
            DeskOptions.Serial(line.GetRequiredValue(serial)).Then(one => desk.Move(one, line.GetRequiredValue(to))));
    }
}
