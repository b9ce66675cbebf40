using System.CommandLine;
using PatchKit.Packager.Host;

namespace PatchKit.Packager.Commands;

/// <summary><c>customers …</c>: the register of customers and their instruments.</summary>
internal static class CustomersCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services) => new("customers", "Keep the register of customers and instruments")
    {
        Rename(services),
    };

    private static Command Rename(PackagerServices services)
    {
        var id = new Argument<string>("ID") { Description = "The customer's id" };
        var name = new Argument<string>("NAME") { Description = "What it is called now" };
        return new DeskOptions().On(new Command("rename", "Call a customer otherwise") { id, name }, services,
            (desk, line) => desk.Rename(line.GetRequiredValue(id), line.GetRequiredValue(name)));
    }
}
