using System.Collections.Immutable;
using PatchKit.Packager.Keys;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>The first root, and the empty lists under it: what a new release begins with.</summary>
internal static class FirstDrafts
{
    /// <summary>Drafts of root 1, targets 1, bundles 1 and deliveries 1.</summary>
    public static Result<ReleaseState> Make(IReadOnlyDictionary<string, RoleKeys> keys, RoleLifetimes lifetimes,
        DateTimeOffset now)
    {
        if (ReleaseRoles.All.FirstOrDefault(role => !keys.ContainsKey(role)) is { } missing)
            return new Refusal(RefusalCode.Usage, missing, "the role has no keys; every role needs some");
        var use = keys[Role.Root].Files.FirstOrDefault()?.Use ?? KeyUse.Ceremony;
        foreach (var role in ReleaseRoles.All)
        {
            if (keys[role].FaultFor(role, use) is { } fault)
                return fault;
        }

        if (RoleKeys.FaultOf(ReleaseRoles.All.Select(role => KeyValuePair.Create(role, keys[role].ToRole()))) is { } mixed)
            return mixed;
        var state = new ReleaseState([], NoFiles, NoFiles, Holders.None.With(keys.Values.SelectMany(one => one.Files)));
        foreach (var (role, metadata) in Contents(keys, use, role => lifetimes.Expiry(role, now)))
        {
            var named = metadata with { Names = state.Holders.NamesFor(metadata.KeysHere.Keys, metadata.Names) };
            if (!RoleFile.Draft(role, named, now).TryGet(out var draft, out var refusal))
                return refusal;
            state = state.WithDraft(draft);
        }

        return state;
    }

    private static ImmutableSortedDictionary<string, RoleFile> NoFiles { get; } =
        ImmutableSortedDictionary.Create<string, RoleFile>(StringComparer.Ordinal);

    private static IEnumerable<(string Role, RoleMetadata Metadata)> Contents(
        IReadOnlyDictionary<string, RoleKeys> keys, KeyUse use, Func<string, DateTimeOffset> expiry)
    {
        var topLevel = Role.TopLevel.ToImmutableSortedDictionary(role => role, role => keys[role]
            .ToRole(), StringComparer.Ordinal);
        yield return (Role.Root, new RootMetadata(1, expiry(Role.Root), true, KeysOf(keys, Role.TopLevel), topLevel)
        {
            Rehearsal = use == KeyUse.Rehearsal,
        });
        string[] delegated = [ReleaseRoles.Bundles, ReleaseRoles.Deliveries];
        yield return (Role.Targets, new TargetsMetadata(1, expiry(Role.Targets), NoTargets, new(
            KeysOf(keys, delegated), [.. delegated.Select(role => ReleaseRoles.Delegation(role, keys[role].ToRole()))])));
        foreach (var role in delegated)
            yield return (role, new TargetsMetadata(1, expiry(role), NoTargets));
    }

    private static ImmutableSortedDictionary<string, TargetFile> NoTargets { get; } =
        ImmutableSortedDictionary.Create<string, TargetFile>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, PublicKey> KeysOf(IReadOnlyDictionary<string, RoleKeys> keys,
        IEnumerable<string> roles) =>
        roles.SelectMany(role => keys[role].Files).DistinctBy(file => file.Key.KeyId)
            .ToImmutableSortedDictionary(file => file.Key.KeyId, file => file.Key, StringComparer.Ordinal);
}
