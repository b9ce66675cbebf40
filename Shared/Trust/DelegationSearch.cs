using System.Collections.Immutable;

namespace PatchKit.Shared.Trust;

/// <summary>A target file, and the role whose listing of it is the one that counts.</summary>
/// <param name="Role">The role's name: targets, bundles, deliveries.</param>
/// <param name="File">What the role says about the file.</param>
public sealed record ListedTarget(string Role, TargetFile File);

/// <summary>Looks for targets through the delegations, in pre-order. TUF 1.0.34 section 5.6.7.</summary>
internal sealed class DelegationSearch(
    TopLevelRoles roles, TrustLimits limits, SnapshotMetadata snapshot, SignedMetadata<TargetsMetadata> targets)
{
    // By delegator and role: what one delegator's keys signed says nothing about another delegator's.
    private readonly Dictionary<(string Delegator, string Role), SignedMetadata<TargetsMetadata>> _verified = [];

    private long _length;

    /// <summary>The delegated roles that were read and verified so far; the last edition of each.</summary>
    public ImmutableSortedDictionary<string, SignedMetadata<TargetsMetadata>> Delegated { get; private set; } =
        ImmutableSortedDictionary.Create<string, SignedMetadata<TargetsMetadata>>(StringComparer.Ordinal);

    /// <summary>Who signed the delegated roles, under the delegator that was used last.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Signers { get; private set; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>The listing that counts for a path; TargetUnknown when no role that may list it does.</summary>
    public Result<ListedTarget> Find(string path)
    {
        ListedTarget? found = null;
        var end = Walk(
            path,
            (name, metadata) => metadata.Targets.TryGetValue(path, out var file) && (found = new(name, file)) is not null);
        if (end is not null)
            return end;
        return found is not null ? found : TrustRefusals.TargetUnknown(path, "no role that may list it lists it");
    }

    /// <summary>Reads every delegated role. The paths that any of them lists.</summary>
    public Result<ImmutableSortedSet<string>> AllPaths()
    {
        var paths = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var end = Walk(path: null, (_, metadata) =>
        {
            paths.UnionWith(metadata.Targets.Keys);
            return false;
        });
        return end is not null ? end : paths.ToImmutable();
    }

    // Pre-order: a role before those it delegates to, and these in the order in which it names them.
    // Without a path every role is read, also those after a terminating one: it ends a search for one path alone.
    private Refusal? Walk(string? path, Func<string, TargetsMetadata, bool> stop)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var ahead = new Stack<(string Delegator, Delegations From, DelegatedRole Role)>();
        var (name, metadata) = (Role.Targets, targets.Metadata);
        while (true)
        {
            visited.Add(name);
            if (stop(name, metadata))
                return null;
            Push(ahead, name, metadata.Delegations, path);
            while (ahead.Count > 0 && visited.Contains(ahead.Peek().Role.Name))
                ahead.Pop();
            if (ahead.Count == 0)
                return null;
            if (visited.Count >= limits.Roles)
                return TrustRefusals.TargetUnknown(path ?? name, $"more than {limits.Roles} roles would have to be read");
            var (delegator, from, role) = ahead.Pop();
            if (!Read(delegator, from, role).TryGet(out var file, out var refusal))
                return refusal;
            (name, metadata) = (role.Name, file.Metadata);
        }
    }

    private static void Push(
        Stack<(string Delegator, Delegations From, DelegatedRole Role)> ahead, string delegator, Delegations? from, string? path)
    {
        if (from is null)
            return;
        var next = new List<DelegatedRole>();
        foreach (var role in from.Roles.Where(role => path is null || role.MayList(path)))
        {
            next.Add(role);
            if (path is null || !role.Terminating)
                continue;
            ahead.Clear(); // nobody after this role is asked, neither beside it nor above
            break;
        }

        foreach (var role in Enumerable.Reverse(next))
            ahead.Push((delegator, from, role));
    }

    private Result<SignedMetadata<TargetsMetadata>> Read(string delegator, Delegations from, DelegatedRole role)
    {
        if (_verified.TryGetValue((delegator, role.Name), out var known))
            return known;
        return roles.Targets(role.Name, snapshot, role, from.Keys).Then<SignedMetadata<TargetsMetadata>>(file =>
        {
            _length += file.Bytes.Length;
            if (_length > limits.DelegatedLength)
                return TrustRefusals.TooLong($"{role.Name}.json and the delegated roles before it", limits.DelegatedLength);
            _verified[(delegator, role.Name)] = file;
            Delegated = Delegated.SetItem(role.Name, file);
            Signers = Signers.SetItem(role.Name, file.Signers);
            return file;
        });
    }
}
