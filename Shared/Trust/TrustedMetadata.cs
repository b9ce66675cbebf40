using System.Collections.Immutable;

namespace PatchKit.Shared.Trust;

/// <summary>What a client trusts after a refresh: every file verified, none rolled back, none expired.</summary>
/// <remarks>
/// For looking at. A delegated role may list a path that it was never given: ask <see cref="TrustClient.FindTarget(string)"/> for
/// targets.
/// </remarks>
/// <param name="Root">The newest root.</param>
/// <param name="Timestamp">The newest timestamp.</param>
/// <param name="Snapshot">The snapshot that the timestamp lists.</param>
/// <param name="Targets">The top-level targets that the snapshot lists.</param>
/// <param name="Delegated">The delegated roles that were read so far, by name.</param>
/// <param name="Signers">Role name to the ids of the keys whose signatures were verified and counted.</param>
public sealed record TrustedMetadata(
    SignedMetadata<RootMetadata> Root,
    SignedMetadata<TimestampMetadata> Timestamp,
    SignedMetadata<SnapshotMetadata> Snapshot,
    SignedMetadata<TargetsMetadata> Targets,
    ImmutableSortedDictionary<string, SignedMetadata<TargetsMetadata>> Delegated,
    ImmutableSortedDictionary<string, ImmutableArray<string>> Signers)
{
    /// <summary>Each role with its signed part, root first, delegated ones last: versions and expiries to show.</summary>
    public IEnumerable<(string Role, RoleMetadata Metadata)> Roles =>
    [
        (Role.Root, Root.Metadata),
        (Role.Timestamp, Timestamp.Metadata),
        (Role.Snapshot, Snapshot.Metadata),
        (Role.Targets, Targets.Metadata),
        .. Delegated.Select(pair => (pair.Key, (RoleMetadata)pair.Value.Metadata)),
    ];

    /// <summary>Who signed for a role, each with the name that is signed where the role's keys stand.</summary>
    public ImmutableArray<KeyHolder> HoldersOf(string role)
    {
        var names = Role.TopLevel.Contains(role) ? Root.Metadata.Names : Targets.Metadata.Names;
        return [.. Signers.GetValueOrDefault(role, []).Select(id => new KeyHolder(id, names.GetValueOrDefault(id)))];
    }

    /// <summary>When the first of these files expires.</summary>
    public DateTimeOffset FirstExpiry => Roles.Min(r => r.Metadata.Expires);

    /// <summary>The role whose file expires first.</summary>
    public string FirstToExpire => Roles.MinBy(r => r.Metadata.Expires).Role;
}
