using System.CommandLine;
using PatchKit.Packager.Host;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>keys renew</c>: drafts a role anew with the same content and a later expiry; a draft, which counts when it is signed.
/// </summary>
internal static class KeysRenewCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var (release, role) = (KeysOptions.Release(), KeysOptions.Role());
        var command = new Command("renew", "Draft a role anew with the same content and a later expiry") { release, role };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
            repository.Renew(line.GetRequiredValue(role)).Refusal));
        return command;
    }
}
