using System.Globalization;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Ceremonies;

/// <summary>
/// What a draft changes, in sentences, worked out from the two files themselves: a holder reads this before signing, and nobody
/// else's description of it. Everything that is signed is said, what this program does not know too.
/// </summary>
/// <param name="holders">Names for the key ids.</param>
/// <param name="withdrawn">The list of withdrawn bundles that the drafts name, or null.</param>
internal sealed class DraftSummary(Holders holders, WithdrawnList? withdrawn)
{
    /// <summary>The lines: a heading, then one line for each change.</summary>
    /// <param name="draft">What is to be signed.</param>
    /// <param name="before">The published file that it replaces, or null for the first one.</param>
    public IEnumerable<string> Of(RoleFile draft, RoleFile? before)
    {
        var replaces = before is null ? "the first one" : $"replaces version {before.Version}";
        var made = draft.File.Metadata.Made is { } date ? $"made {Text(date)}, " : "";
        return Changes(draft, before)
            .Concat(Names(draft.File.Metadata, before?.File.Metadata))
            .DefaultIfEmpty(before is null ? "lists nothing yet" : "the content stays as it is")
            .Concat(draft.File.Unread.Select(member => $"also says {member}"))
            .Select(change => $"  {change}")
            .Prepend($"{draft.Role} version {draft.Version} ({replaces}), {made}valid until {Text(draft.Expires)}:");
    }

    private IEnumerable<string> Changes(RoleFile draft, RoleFile? before) => draft.File.Metadata switch
    {
        RootMetadata root => Root(root, (RootMetadata?)before?.File.Metadata),
        TargetsMetadata targets => Targets(targets, (TargetsMetadata?)before?.File.Metadata),
        SnapshotMetadata snapshot => snapshot.Meta.Select(pair => $"lists {pair.Key} version {pair.Value.Version}"),
        TimestampMetadata timestamp => [$"lists snapshot version {timestamp.Snapshot.Version}"],
        _ => [],
    };

    // The coordinator wrote them; by these signatures they stand on every instrument's screen.
    private static IEnumerable<string> Names(RoleMetadata now, RoleMetadata? before)
    {
        foreach (var (id, name) in now.Names.Where(pair => before?.Names.GetValueOrDefault(pair.Key) != pair.Value))
            yield return $"tells instruments that the key {id} is {name}'s";
        foreach (var id in before?.Names.Keys.Except(now.Names.Keys) ?? [])
            yield return $"tells instruments no longer whose the key {id} is";
    }

    private IEnumerable<string> Root(RootMetadata now, RootMetadata? before)
    {
        if (now.Rehearsal)
            yield return "is the root of a rehearsal: no Applier that is shipped takes it";
        else if (before?.Rehearsal == true)
            yield return "is no longer the root of a rehearsal";
        foreach (var role in Role.TopLevel.Concat(now.Roles.Keys.Except(Role.TopLevel)))
        {
            foreach (var line in Signers(role, now.Roles[role], before?.Roles.GetValueOrDefault(role)))
                yield return line;
        }

        foreach (var gone in before?.Roles.Keys.Except(now.Roles.Keys) ?? [])
            yield return $"takes the role {gone} away";
        foreach (var id in now.Keys.Keys.Except(now.Roles.Values.SelectMany(role => role.KeyIds)))
            yield return $"carries the key of {Named(id)}, which no role names";
        if (now.ConsistentSnapshot != (before?.ConsistentSnapshot ?? true))
            yield return $"consistent snapshots: {now.ConsistentSnapshot}";
    }

    private IEnumerable<string> Targets(TargetsMetadata now, TargetsMetadata? before)
    {
        var delegationsBefore = before?.Delegations?.Roles.ToDictionary(role => role.Name) ?? [];
        var delegationsNow = now.Delegations?.Roles.ToDictionary(role => role.Name) ?? [];
        foreach (var role in delegationsNow.Values)
        {
            var old = delegationsBefore.GetValueOrDefault(role.Name);
            foreach (var line in Signers(role.Name, role, old))
                yield return line;
            if (old is null || !old.Paths.SequenceEqual(role.Paths) || !old.PathHashPrefixes.SequenceEqual(role.PathHashPrefixes)
                || old.Terminating != role.Terminating)
                yield return $"{role.Name} may list " +
                    $"{string.Join(", ", role.Paths.Concat(role.PathHashPrefixes.Select(prefix => $"hash prefix {prefix}")))}, " +
                    (role.Terminating ? "and no role after it may" : "and ROLES AFTER IT MAY TOO");
        }

        foreach (var gone in delegationsBefore.Keys.Except(delegationsNow.Keys))
            yield return $"takes the role {gone} away";
        foreach (var id in now.Delegations?.Keys.Keys.Except(delegationsNow.Values.SelectMany(role => role.KeyIds)) ?? [])
            yield return $"carries the key of {Named(id)}, which no role names";
        foreach (var line in Files(now, before))
            yield return line;
    }

    private IEnumerable<string> Files(TargetsMetadata now, TargetsMetadata? before)
    {
        foreach (var file in now.Targets.Values)
        {
            var old = before?.Targets.GetValueOrDefault(file.Path);
            if (old is not null && Describe(old) == Describe(file))
                continue;
            yield return $"{(old is null ? "adds" : "changes")} {Describe(file)}";
            if (file.Path != StickLayout.Withdrawn.Text)
                continue;
            foreach (var one in withdrawn?.Withdrawn ?? [])
                yield return $"  withdraws {one.Bundle}, sha256 {one.Sha256.Hex}, since {Text(one.Since)}: {one.Reason}";
        }

        foreach (var gone in before?.Targets.Keys.Except(now.Targets.Keys) ?? [])
            yield return $"takes {gone} off the list";
    }

    private static string Describe(TargetFile file) => string.Create(CultureInfo.InvariantCulture,
        $"{file.Path}, {file.Length} bytes, {string.Join(", ", file.Hashes.Select(hash => $"{hash.Key} {hash.Value}"))}" +
        $"{(file.Custom is { } custom ? $", {custom.GetRawText()}" : "")}");

    private IEnumerable<string> Signers(string role, Role now, Role? before)
    {
        foreach (var id in now.KeyIds.Except(before?.KeyIds ?? []))
            yield return $"{role}: adds the key of {Named(id)}";
        foreach (var id in before?.KeyIds.Except(now.KeyIds) ?? [])
            yield return $"{role}: takes away the key of {Named(id)}";
        if (before is null)
            yield return $"{role}: {now.Threshold} of {now.KeyIds.Length} must sign";
        else if (before.Threshold != now.Threshold || before.KeyIds.Length != now.KeyIds.Length)
            yield return $"{role}: {now.Threshold} of {now.KeyIds.Length} must sign, {before.Threshold} of " +
                $"{before.KeyIds.Length} so far";
    }

    // The whole id: the first digits alone can be imitated, and the name is only what the coordinator wrote.
    private string Named(string id) => $"{holders.ById.GetValueOrDefault(id)?.Holder ?? "an unknown holder"}, key {id}";

    private static string Text(DateTimeOffset date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
