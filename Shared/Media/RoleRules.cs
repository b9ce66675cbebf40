using System.Collections.Immutable;
using PatchKit.Shared.Trust;

namespace PatchKit.Shared.Media;

/// <summary>
/// What the roles of this kit are and may do, beyond what the framework asks: who signs code, how many of them, and who may list
/// what. Held by the Packager before anything is signed, by each holder's own machine, and by the Applier, so that no false
/// coordinator can have holders sign more than they meant. docs/formats/release.md.
/// </summary>
public static class RoleRules
{
    /// <summary>Release engineering and quality: lists bundles and the withdrawn ones.</summary>
    public const string Bundles = "bundles";

    /// <summary>Support desk: lists deliveries, which name bundles by hash and bring no code.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>Whether the role can bring code to an instrument, itself or by naming who can: that takes two people.</summary>
    public static bool IsCodeRole(string role) => role is Role.Root or Role.Targets or Bundles;

    /// <summary>The lowest threshold that the role may have.</summary>
    public static int LeastThreshold(string role) => IsCodeRole(role) ? 2 : 1;

    /// <summary>The one pattern of target paths that a delegated role may list.</summary>
    public static string PatternOf(string role) => $"{role}/*";

    /// <summary>Why a file of a role breaks a rule, or null.</summary>
    /// <param name="role">Its role.</param>
    /// <param name="metadata">What it says.</param>
    /// <param name="root">The root that it stands under; a root stands under itself.</param>
    public static string? FaultOf(string role, RoleMetadata metadata, RootMetadata root) => metadata switch
    {
        RootMetadata own => OfRoot(own),
        TargetsMetadata targets when role == Role.Targets => OfTargets(targets, root),
        TargetsMetadata list => OfList(role, list),
        _ => null,
    };

    private static string? OfRoot(RootMetadata root)
    {
        if (root.Roles.Keys.Except(Role.TopLevel).FirstOrDefault() is { } more)
            return $"it names a role '{more}', which this kit does not know";
        if (!root.ConsistentSnapshot)
            return "consistent snapshots are off";
        return Role.TopLevel.Select(role => OfSigners(role, root.Roles[role], root.Keys))
            .FirstOrDefault(fault => fault is not null)
            ?? Unused(root.Keys, root.Roles.Values)
            ?? Apart(
                [.. Materials(root.Roles[Role.Root], root.Keys), .. Materials(root.Roles[Role.Targets], root.Keys)],
                [.. Materials(root.Roles[Role.Snapshot], root.Keys), .. Materials(root.Roles[Role.Timestamp], root.Keys)]);
    }

    private static string? OfTargets(TargetsMetadata targets, RootMetadata root)
    {
        if (targets.Targets.Keys.FirstOrDefault() is { } file)
            return $"targets itself lists '{file}'; bundles and deliveries alone list files";
        if (targets.Delegations is not { } delegations
            || delegations.Roles.FirstOrDefault(one => one.Name == Bundles) is not { } bundles
            || delegations.Roles.FirstOrDefault(one => one.Name == Deliveries) is not { } deliveries)
            return $"it does not name both {Bundles} and {Deliveries}";
        if (delegations.Roles.FirstOrDefault(one => one != bundles && one != deliveries) is { } more)
            return $"it names a role '{more.Name}', which this kit does not know";
        return OfDelegation(bundles, delegations.Keys) ?? OfDelegation(deliveries, delegations.Keys)
            ?? Unused(delegations.Keys, delegations.Roles)
            ?? Apart(
                [
                    .. Materials(root.Roles[Role.Root], root.Keys),
                    .. Materials(root.Roles[Role.Targets], root.Keys),
                    .. Materials(bundles, delegations.Keys),
                ],
                [
                    .. Materials(root.Roles[Role.Snapshot], root.Keys),
                    .. Materials(root.Roles[Role.Timestamp], root.Keys),
                    .. Materials(deliveries, delegations.Keys),
                ]);
    }

    private static string? OfDelegation(DelegatedRole role, ImmutableSortedDictionary<string, PublicKey> keys)
    {
        if (!role.PathHashPrefixes.IsEmpty || role.Paths is not [var only] || only != PatternOf(role.Name))
            return $"{role.Name} may list {string.Join(", ", role.Paths.Concat(role.PathHashPrefixes))}; it lists " +
                $"{PatternOf(role.Name)} and nothing else";
        return role.Terminating
            ? OfSigners(role.Name, role, keys)
            : $"{role.Name} does not end the search: others could list {PatternOf(role.Name)} after it";
    }

    private static string? OfList(string role, TargetsMetadata list)
    {
        if (list.Delegations is not null)
            return $"{role} names further roles";
        return list.Targets.Keys.FirstOrDefault(path => !PathPattern.Matches(PatternOf(role), path)) is { } path
            ? $"{role} lists '{path}', which it may not"
            : null;
    }

    private static string? OfSigners(string role, Role signers, ImmutableSortedDictionary<string, PublicKey> keys)
    {
        if (signers.Threshold < LeastThreshold(role))
            return $"{signers.Threshold} would be enough to sign for {role}; at least {LeastThreshold(role)} must";
        if (signers.KeyIds.FirstOrDefault(id => !keys.ContainsKey(id)) is { } missing)
            return $"{role} names the key {missing}, which is not there";
        if (Materials(signers, keys).Distinct().Count() != signers.KeyIds.Length)
            return $"{role} has a key twice, or one that cannot be used";
        return signers.Threshold > signers.KeyIds.Length
            ? $"{signers.Threshold} would have to sign for {role}, and it has {signers.KeyIds.Length} keys"
            : null;
    }

    private static string? Unused(ImmutableSortedDictionary<string, PublicKey> keys, IEnumerable<Role> roles) =>
        keys.Keys.Except(roles.SelectMany(role => role.KeyIds)).FirstOrDefault() is { } unused
            ? $"it carries the key {unused}, which no role names"
            : null;

    // By the key itself: one key under two ids is one key.
    private static string? Apart(string[] code, string[] desk) => code.Intersect(desk).Any()
        ? "a key of the support desk's roles stands in root, targets or bundles too; the desk's keys bring no code"
        : null;

    private static IEnumerable<string> Materials(Role role, ImmutableSortedDictionary<string, PublicKey> keys) =>
        role.KeyIds.Select(id => keys.GetValueOrDefault(id)?.Material).OfType<string>();
}
