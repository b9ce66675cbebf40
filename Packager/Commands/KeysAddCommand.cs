using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;

namespace PatchKit.Packager.Commands;

/// <summary><c>keys add</c>: adds a holder to a role; a draft, which counts when it is signed.</summary>
internal static class KeysAddCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var (release, role, file) = (KeysOptions.Release(), KeysOptions.Role(),
            KeysOptions.File("--public-key", "The new holder's public key file"));
        var threshold = KeysOptions.Threshold();
        var command = new Command("add", "Add a holder to a role") { release, role, file, threshold };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
            PublicKeyFile.Open(services, line.GetRequiredValue(file))
                .Then(added => repository.ChangeKeys(
                    line.GetRequiredValue(role),
                    keys => new(keys.Files.Add(added), line.GetValue(threshold) ?? keys.Threshold)))
                .Refusal));
        return command;
    }
}
