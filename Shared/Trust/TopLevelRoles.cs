using System.Collections.Immutable;

namespace PatchKit.Shared.Trust;

/// <summary>Timestamp, snapshot and top-level targets under a trusted root. TUF 1.0.34 sections 5.4 to 5.6.6.</summary>
/// <remarks>
/// A kept file goes on serving as the floor for versions after it expired, but is never used as the current one then.
/// </remarks>
internal sealed class TopLevelRoles(MetadataSource source, TrustLimits limits, DateTimeOffset now,
    SignedMetadata<RootMetadata> root, RoleRule? rule)
{
    private readonly RootMetadata _root = root.Metadata;

    /// <summary>Section 5.4.</summary>
    public Result<SignedMetadata<TimestampMetadata>> Timestamp()
    {
        var name = Role.FileName(Role.Timestamp);
        if (Kept<TimestampMetadata>(Role.Timestamp, out var kept) is { } fault)
            return fault;
        var read = source.Fetch(name, limits.TimestampLength)
            .Then(bytes => SignedDocument.Read(bytes, name))
            .Then(file => Signed<TimestampMetadata>(file, Role.Timestamp));
        if (!read.TryGet(out var timestamp, out var refusal))
            return refusal;
        if (kept is not null)
        {
            if (timestamp.Metadata.Version < kept.Metadata.Version)
                return TrustRefusals.RolledBack(name, timestamp.Metadata.Version, kept.Metadata.Version);
            if (timestamp.Metadata.Version == kept.Metadata.Version)
                return Current(kept, Role.Timestamp); // section 5.4.3.1: the new one is discarded, which is no fault
            if (timestamp.Metadata.Snapshot.Version < kept.Metadata.Snapshot.Version)
                return TrustRefusals.RolledBack(Role.FileName(Role.Snapshot), timestamp.Metadata.Snapshot.Version,
                    kept.Metadata.Snapshot.Version);
        }

        return Current(timestamp, Role.Timestamp).Then(file => KeepIt(file, Role.Timestamp));
    }

    /// <summary>Section 5.5.</summary>
    public Result<SignedMetadata<SnapshotMetadata>> Snapshot(TimestampMetadata timestamp)
    {
        var listed = timestamp.Snapshot;
        if (Kept<SnapshotMetadata>(Role.Snapshot, out var kept) is { } fault)
            return fault;
        if (kept is not null && MetadataSource.IsListed(kept, listed) && !kept.Metadata.IsExpired(now))
            return kept;
        var name = NameOf(Role.Snapshot, listed);
        return source.Fetch(name, listed, limits.SnapshotLength)
            .Then(file => Signed<SnapshotMetadata>(file, Role.Snapshot))
            .Then(file => OfVersion(file, listed, name))
            .Then<SignedMetadata<SnapshotMetadata>>(file =>
                RolledBack(kept?.Metadata, file.Metadata) is { } refusal ? refusal : file)
            .Then(file => Current(file, Role.Snapshot))
            .Then(file => KeepIt(file, Role.Snapshot));
    }

    /// <summary>Section 5.6, to step 6.</summary>
    public Result<SignedMetadata<TargetsMetadata>> Targets(SnapshotMetadata snapshot) =>
        Targets(Role.Targets, snapshot, _root.Roles[Role.Targets], _root.Keys);

    /// <summary>
    /// A targets role, top-level or delegated, as <paramref name="signers"/> of the delegator in use signed it.
    /// </summary>
    public Result<SignedMetadata<TargetsMetadata>> Targets(
        string role, SnapshotMetadata snapshot, Role signers, ImmutableSortedDictionary<string, PublicKey> keys)
    {
        if (!snapshot.Meta.TryGetValue($"{role}.json", out var listed))
            return TrustRefusals.TargetUnknown($"{role}.json", $"the snapshot does not list the role '{role}'");
        if (source.Kept<TargetsMetadata>(role, signers, keys, out var kept) is { } fault)
            return fault;
        if (kept is not null && MetadataSource.IsListed(kept, listed) && !kept.Metadata.IsExpired(now)
            && rule?.Invoke(role, kept.Metadata, _root) is null)
            return kept;
        var name = NameOf(role, listed);
        return source.Fetch(name, listed, limits.TargetsLength)
            .Then(file => SignedMetadata<TargetsMetadata>.Verify(file, signers, keys))
            .Then(file => OfVersion(file, listed, name))
            .Then(file => Current(file, role))
            .Then<SignedMetadata<TargetsMetadata>>(file => rule?.Invoke(role, file.Metadata, _root) is { } broken
                ? TrustRefusals.RuleBroken(name, broken)
                : file)
            .Then(file => KeepIt(file, role));
    }

    // Section 5.5.5: no listed version goes down, and no listed file goes away.
    private static Refusal? RolledBack(SnapshotMetadata? before, SnapshotMetadata after)
    {
        foreach (var (name, listed) in before?.Meta ?? ImmutableSortedDictionary<string, MetaFile>.Empty)
        {
            if (!after.Meta.TryGetValue(name, out var now))
                return TrustRefusals.NoLongerListed(name, listed.Version);
            if (now.Version < listed.Version)
                return TrustRefusals.RolledBack(name, now.Version, listed.Version);
        }

        return null;
    }

    private static Result<SignedMetadata<T>> OfVersion<T>(SignedMetadata<T> file, MetaFile listed, string name)
        where T : RoleMetadata =>
        file.Metadata.Version == listed.Version ? file : TrustRefusals.OtherVersion(name, file.Metadata.Version, listed.Version);

    private Refusal? Kept<T>(string role, out SignedMetadata<T>? kept)
        where T : RoleMetadata => source.Kept(role, _root.Roles[role], _root.Keys, out kept);

    private Result<SignedMetadata<T>> Signed<T>(SignedDocument file, string role)
        where T : RoleMetadata => SignedMetadata<T>.Verify(file, _root.Roles[role], _root.Keys);

    private Result<SignedMetadata<T>> Current<T>(SignedMetadata<T> file, string role)
        where T : RoleMetadata => file.Metadata.IsExpired(now) ? TrustRefusals.Expired(role, file.Metadata.Expires, now) : file;

    private Result<SignedMetadata<T>> KeepIt<T>(SignedMetadata<T> file, string role)
        where T : RoleMetadata => source.Keep(role, file) is { } refusal ? refusal : file;

    private string NameOf(string role, MetaFile listed) => Role.FileName(role, _root.ConsistentSnapshot ? listed.Version : null);
}
