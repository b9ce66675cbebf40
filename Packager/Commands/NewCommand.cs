using System.CommandLine;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Host;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>packager new NAME</c>: a campaign to begin with, which builds and rehearses as it stands.</summary>
internal static class NewCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var name = new Argument<string>("NAME") { Description = "The campaign's name, and that of its folder" };
        var command = new Command("new", "Write a campaign to begin with: it builds and rehearses as it stands") { name };
        command.SetAction(line => Run(services, line.GetRequiredValue(name)));
        return command;
    }

    private static int Run(PackagerServices services, string name)
    {
        if (!new NewCampaign(services.Files, services.Clock).Write(name).TryGet(out var folder, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        services.Out.WriteLine($"written  {folder}");
        services.Out.WriteLine($"next     packager build {name}");
        services.Out.WriteLine($"         packager rehearse --campaign {name}");
        services.Out.WriteLine(
            "         then replace the example by your own: campaign.yaml explains itself, docs/campaign-guide.md leads on");
        return ExitCodes.Done;
    }
}
