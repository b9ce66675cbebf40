using System.CommandLine;
using PatchKit.Packager.Host;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>keys threshold</c>: changes how many holders must sign for a role; a draft, which counts when it is signed.
/// </summary>
internal static class KeysThresholdCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var (release, role) = (KeysOptions.Release(), KeysOptions.Role());
        var number = new Argument<int>("N") { Description = "How many must sign" };
        var command = new Command("threshold", "Change how many holders must sign for a role") { release, number, role };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
            repository.ChangeKeys(line.GetRequiredValue(role), keys => keys with
            { Threshold = line.GetRequiredValue(number) }).Refusal));
        return command;
    }
}
