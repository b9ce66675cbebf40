using System.CommandLine;
using PatchKit.Packager.Releases;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>keys add, remove, rotate, threshold, renew</c>: change who signs for a role. Each makes drafts; nothing counts before they
/// are signed.
/// </summary>
internal static class KeysChangeCommands
{
    /// <summary><c>keys add</c>.</summary>
    public static Command Add(PackagerServices services)
    {
        var (release, role, file) = (KeysCommand.Release(), RoleOption(),
            FileOption("--public-key", "The new holder's public key file"));
        var threshold = new Option<int?>("--threshold")
        { Description = "How many must sign from then on; unchanged when it is left out", HelpName = "N" };
        var command = new Command("add", "Add a holder to a role") { release, role, file, threshold };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
            CeremonyFiles.ReadPublicKey(services, line.GetRequiredValue(file))
                .Then(added => repository.ChangeKeys(
                    line.GetRequiredValue(role),
                    keys => new(keys.Files.Add(added), line.GetValue(threshold) ?? keys.Threshold)))
                .Refusal));
        return command;
    }

    /// <summary><c>keys remove</c>.</summary>
    public static Command Remove(PackagerServices services)
    {
        var (release, role, id) = (KeysCommand.Release(), RoleOption(),
            KeyIdOption("--key-id", "The key to take away: its id or the first digits"));
        var threshold = new Option<int?>("--threshold")
        { Description = "How many must sign from then on; unchanged when it is left out", HelpName = "N" };
        var command = new Command("remove", "Take a holder's key out of a role") { release, role, id, threshold };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
            Find(repository.State, line.GetRequiredValue(id))
                .Then(key => Has(repository.State, line.GetRequiredValue(role), key)
                    ? repository.ChangeKeys(line.GetRequiredValue(role), keys => new(
                        keys.Files.RemoveAll(one => one.Key.KeyId == key),
                        line.GetValue(threshold) ?? keys.Threshold))
                    : new Refusal(RefusalCode.Usage, "--key-id",
                        $"{repository.State.Holders.NameOf(key)} does not sign for {line.GetRequiredValue(role)}"))
                .Refusal));
        return command;
    }

    /// <summary><c>keys rotate</c>.</summary>
    public static Command Rotate(PackagerServices services)
    {
        var (release, id, file) = (
            KeysCommand.Release(),
            KeyIdOption("--old", "The key that goes: its id or the first digits"),
            FileOption("--new", "The public key file of the key that comes"));
        var command = new Command("rotate", "Replace a key by another in every role that it has") { release, id, file };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
        {
            if (!CeremonyFiles.ReadPublicKey(services, line.GetRequiredValue(file)).TryGet(out var comes, out var refusal)
                || !Find(repository.State, line.GetRequiredValue(id)).TryGet(out var goes, out refusal))
            {
                return refusal;
            }

            return ReleaseRoles.All.Where(role => Has(repository.State, role, goes))
                .Select(role => repository.ChangeKeys(role, keys => keys with
                {
                    Files = [.. keys.Files.Select(one => one.Key.KeyId == goes ? comes : one)],
                }).Refusal)
                .FirstOrDefault(fault => fault is not null);
        }));
        return command;
    }

    /// <summary><c>keys threshold</c>.</summary>
    public static Command Threshold(PackagerServices services)
    {
        var (release, role) = (KeysCommand.Release(), RoleOption());
        var number = new Argument<int>("N") { Description = "How many must sign" };
        var command = new Command("threshold", "Change how many holders must sign for a role") { release, number, role };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
            repository.ChangeKeys(line.GetRequiredValue(role), keys => keys with
            { Threshold = line.GetRequiredValue(number) }).Refusal));
        return command;
    }

    /// <summary><c>keys renew</c>.</summary>
    public static Command Renew(PackagerServices services)
    {
        var (release, role) = (KeysCommand.Release(), RoleOption());
        var command = new Command("renew", "Draft a role anew with the same content and a later expiry") { release, role };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
            repository.Renew(line.GetRequiredValue(role)).Refusal));
        return command;
    }

    private static bool Has(ReleaseState state, string role, string keyId) =>
        state.SignersOf(role)?.KeyIds.Contains(keyId) == true;

    private static Result<string> Find(ReleaseState state, string prefix)
    {
        var found = state.Keys.Keys.Where(id => id.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return found.Count == 1 && prefix.Length >= 4
            ? found[0]
            : new Refusal(RefusalCode.Usage, prefix,
                $"{found.Count} keys of this release begin so; give at least four digits of one: 'packager keys show' lists " +
                $"them");
    }

    private static Option<string> RoleOption()
    {
        var option = new Option<string>("--role") { Description = "The role", HelpName = "ROLE", Required = true };
        option.AcceptOnlyFromAmong([.. ReleaseRoles.All]);
        return option;
    }

    private static Option<string> FileOption(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE", Required = true };

    private static Option<string> KeyIdOption(string name, string description) =>
        new(name) { Description = description, HelpName = "KEY-ID", Required = true };
}
