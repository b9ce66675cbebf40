using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>keys remove</c>: takes a holder's key out of a role; a draft, which counts when it is signed.</summary>
internal static class KeysRemoveCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var (release, role, id) = (KeysOptions.Release(), KeysOptions.Role(),
            KeysOptions.KeyId("--key-id", "The key to take away: its id or the first digits"));
        var threshold = KeysOptions.Threshold();
        var command = new Command("remove", "Take a holder's key out of a role") { release, role, id, threshold };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
            repository.State.KeyOf(line.GetRequiredValue(id))
                .Then(key => repository.State.Signs(line.GetRequiredValue(role), key)
                    ? repository.ChangeKeys(line.GetRequiredValue(role), keys => new(
                        keys.Files.RemoveAll(one => one.Key.KeyId == key),
                        line.GetValue(threshold) ?? keys.Threshold))
                    : new Refusal(RefusalCode.Usage, "--key-id",
                        $"{repository.State.Holders.NameOf(key)} does not sign for {line.GetRequiredValue(role)}"))
                .Refusal));
        return command;
    }
}
