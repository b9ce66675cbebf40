using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>settle RECEIPT</c>: what a person has found out about a questioned receipt.</summary>
internal static class SettleCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var receipt = new Argument<string>("RECEIPT")
        { Description = "Its SHA-256 or the beginning of it, or its code" };
        var accept = new Option<bool>("--accept") { Description = "Its key and its chain are the boot mode's own" };
        var reject = new Option<bool>("--reject") { Description = "It counts for nothing" };
        var command = new Command("settle", "Settle a questioned receipt") { receipt, accept, reject };
        return new DeskOptions(services).On(command, (desk, line) => line.GetValue(accept) == line.GetValue(reject)
            ? new Refusal(RefusalCode.Usage, "settle", "give either --accept or --reject")
            : desk.Settle(line.GetRequiredValue(receipt), line.GetValue(accept)));
    }
}
