using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>keys rotate</c>: replaces a key by another in every role that it has; a draft, which counts when it is signed.
/// </summary>
internal static class KeysRotateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var (release, id, file) = (
            KeysOptions.Release(),
            KeysOptions.KeyId("--old", "The key that goes: its id or the first digits"),
            KeysOptions.File("--new", "The public key file of the key that comes"));
        var command = new Command("rotate", "Replace a key by another in every role that it has") { release, id, file };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
        {
            if (!PublicKeyFile.Open(services, line.GetRequiredValue(file)).TryGet(out var comes, out var refusal)
                || !repository.State.KeyOf(line.GetRequiredValue(id)).TryGet(out var goes, out refusal))
            {
                return refusal;
            }

            return ReleaseRoles.All.Where(role => repository.State.Signs(role, goes))
                .Select(role => repository.ChangeKeys(role, keys => keys with
                {
                    Files = [.. keys.Files.Select(one => one.Key.KeyId == goes ? comes : one)],
                }).Refusal)
                .FirstOrDefault(fault => fault is not null);
        }));
        return command;
    }
}
