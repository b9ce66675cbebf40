using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns.Decisions;

namespace PatchKit.Packager.Commands;

/// <summary><c>contact add CUSTOMER</c>: a letter, a call, a visit, and what came of it.</summary>
internal static class ContactCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var customer = new Argument<string>("CUSTOMER") { Description = "The customer's id" };
        var way = new Option<ContactWay>("--way")
        { Description = "letter, call, mail or visit", HelpName = "WAY", Required = true };
        var with = new Option<string?>("--with")
        { Description = "With whom there; nobody was reached without it", HelpName = "NAME" };
        var next = CommonOptions.Day("--next", "When to ask again");
        var command = new Command("add", "Note that a customer was written to, called or visited; the note is what came of it")
        { customer, way, with, next };
        return new Command("contact", "Keep what was tried to reach a customer")
        {
            new DeskOptions(services).On(command, (desk, line) => desk.Contact(line.GetRequiredValue(customer),
                line.GetRequiredValue(way), line.GetValue(with), line.GetValue(next))),
        };
    }
}
