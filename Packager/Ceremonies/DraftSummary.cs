using System.Globalization;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Ceremonies;

/// <summary>
/// What a draft changes, in sentences, worked out from the two files themselves: a holder reads this before signing, and nobody
/// else's description of it.
/// </summary>
internal static class DraftSummary
{
    /// <summary>The lines: a heading, then one line for each change.</summary>
    /// <param name="draft">What is to be signed.</param>
    /// <param name="before">The published file that it replaces, or null for the first one.</param>
    /// <param name="holders">Names for the key ids.</param>
    public static IEnumerable<string> Of(RoleFile draft, RoleFile? before, Holders holders)
    {
        var expires = draft.Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var replaces = before is null ? "the first one" : $"replaces version {before.Version}";
        return Changes(draft, before, holders)
            .DefaultIfEmpty(before is null ? "lists nothing yet" : "the content stays as it is")
            .Select(change => $"  {change}")
            .Prepend($"{draft.Role} version {draft.Version} ({replaces}), valid until {expires}:");
    }

    private static IEnumerable<string> Changes(RoleFile draft, RoleFile? before, Holders holders) => draft.File.Metadata switch
    {
        RootMetadata root => Root(root, (RootMetadata?)before?.File.Metadata, holders),
        TargetsMetadata targets => Targets(targets, (TargetsMetadata?)before?.File.Metadata, holders),
        SnapshotMetadata snapshot => snapshot.Meta.Select(pair => $"lists {pair.Key} version {pair.Value.Version}"),
        TimestampMetadata timestamp => [$"lists snapshot version {timestamp.Snapshot.Version}"],
        _ => [],
    };

    private static IEnumerable<string> Root(RootMetadata now, RootMetadata? before, Holders holders) =>
        Role.TopLevel.SelectMany(role => Signers(role, now.Roles[role], before?.Roles[role], holders))
            .Concat(now.ConsistentSnapshot == (before?.ConsistentSnapshot ?? true)
                ? []
                : [$"consistent snapshots: {now.ConsistentSnapshot}"]);

    private static IEnumerable<string> Targets(TargetsMetadata now, TargetsMetadata? before, Holders holders)
    {
        var delegationsBefore = before?.Delegations?.Roles.ToDictionary(role => role.Name) ?? [];
        var delegationsNow = now.Delegations?.Roles.ToDictionary(role => role.Name) ?? [];
        foreach (var role in delegationsNow.Values)
        {
            var old = delegationsBefore.GetValueOrDefault(role.Name);
            foreach (var line in Signers(role.Name, role, old, holders))
                yield return line;
            if (old is null || !old.Paths.SequenceEqual(role.Paths) || !old.PathHashPrefixes.SequenceEqual(role.PathHashPrefixes))
                yield return $"{role.Name} may list " +
                    $"{string.Join(", ", role.Paths.Concat(role.PathHashPrefixes.Select(prefix => $"hash prefix {prefix}")))}";
        }

        foreach (var gone in delegationsBefore.Keys.Except(delegationsNow.Keys))
            yield return $"takes the role {gone} away";
        foreach (var line in Files(now, before))
            yield return line;
    }

    private static IEnumerable<string> Files(TargetsMetadata now, TargetsMetadata? before)
    {
        foreach (var file in now.Targets.Values)
        {
            var old = before?.Targets.GetValueOrDefault(file.Path);
            if (old is null)
                yield return $"adds {Describe(file)}";
            else if (Describe(old) != Describe(file))
                yield return $"changes {Describe(file)}";
        }

        foreach (var gone in before?.Targets.Keys.Except(now.Targets.Keys) ?? [])
            yield return $"takes {gone} off the list";
    }

    private static string Describe(TargetFile file) => string.Create(
        CultureInfo.InvariantCulture,
        $"{file.Path}, {file.Length} bytes, sha256 " +
            $"{file.Hashes.GetValueOrDefault("sha256")}{(file.Custom is { } custom ? $", {custom.GetRawText()}" : "")}");

    private static IEnumerable<string> Signers(string role, Role now, Role? before, Holders holders)
    {
        foreach (var id in now.KeyIds.Except(before?.KeyIds ?? []))
            yield return $"{role}: adds the key of {Named(id, holders)}";
        foreach (var id in before?.KeyIds.Except(now.KeyIds) ?? [])
            yield return $"{role}: takes away the key of {Named(id, holders)}";
        if (before is null)
            yield return $"{role}: {now.Threshold} of {now.KeyIds.Length} must sign";
        else if (before.Threshold != now.Threshold)
            yield return $"{role}: {now.Threshold} of {now.KeyIds.Length} must sign, {before.Threshold} of " +
                $"{before.KeyIds.Length} so far";
    }

    // The whole id: the first digits alone can be imitated, and the name is only what the coordinator wrote.
    private static string Named(string id, Holders holders) =>
        $"{holders.ById.GetValueOrDefault(id)?.Holder ?? "an unknown holder"}, key {id}";
}
