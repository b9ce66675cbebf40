using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns.Decisions;

namespace PatchKit.Packager.Commands;

/// <summary><c>sent STICK</c>, <c>returned STICK</c>, <c>order cancel STICK</c>: what became of a stick.</summary>
internal static class StickDecisionCommands
{
    /// <summary>The commands.</summary>
    public static IEnumerable<Command> Create(PackagerServices services) =>
    [
        Of(services, "sent", "Note that a stick has left the house", DecisionKind.StickSent),
        Of(services, "returned", "Note that a stick is back", DecisionKind.StickReturned),
        new Command("order", "Settle what becomes of an order")
        {
            Of(services, "cancel", "Wait no longer for a stick that will never be used", DecisionKind.OrderCancelled),
        },
    ];

    private static Command Of(PackagerServices services, string name, string description, DecisionKind kind)
    {
        var stick = new Argument<string>("STICK") { Description = "The name of the stick" };
        return new DeskOptions(services).On(new Command(name, description) { stick },
            (desk, line) => desk.Stick(kind, line.GetRequiredValue(stick)));
    }
}
