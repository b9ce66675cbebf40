using System.Collections.Immutable;

namespace PatchKit.Shared.Trust;

/// <summary>
/// The signed part of a metadata file. A closed hierarchy: <see cref="RootMetadata"/>, <see cref="TimestampMetadata"/>,
/// <see cref="SnapshotMetadata"/>, <see cref="TargetsMetadata"/>. TUF 1.0.34 section 4.
/// </summary>
/// <param name="Version">1 or more; counts up with each new edition.</param>
/// <param name="Expires">From this moment on it is no longer trusted; UTC, whole seconds.</param>
public abstract record RoleMetadata(long Version, DateTimeOffset Expires)
{
    /// <summary>The version of the specification that this program writes.</summary>
    public const string WrittenSpecVersion = "1.0.34";

    /// <summary>The highest version, and the greatest length: the largest integer that every JSON reader keeps exact.</summary>
    public const long MaxInteger = 9_007_199_254_740_991;

    /// <summary>
    /// When it was drafted, UTC, whole seconds; null where nothing is said. Signed like the rest: a lower bound of what time it
    /// is for whoever trusts the signers.
    /// </summary>
    public DateTimeOffset? Made { get; init; }

    /// <summary>
    /// Whose keys those of this file are, by key id, for people: of a root, and of targets. Signed like the rest; a key whose
    /// holder nobody has signed for is not among them.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Names { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The keys that stand in this file, by key id.</summary>
    public virtual ImmutableSortedDictionary<string, PublicKey> KeysHere => ImmutableSortedDictionary<string, PublicKey>.Empty;

    /// <summary>The <c>_type</c> member: root, timestamp, snapshot, targets.</summary>
    public abstract string TypeName { get; }

    /// <summary>Whether it is no longer trusted at <paramref name="now"/>.</summary>
    public bool IsExpired(DateTimeOffset now) => Expires <= now;
}

/// <summary>Which keys stand for which top-level role.</summary>
/// <param name="Version">1 or more.</param>
/// <param name="Expires">UTC, whole seconds.</param>
/// <param name="ConsistentSnapshot">Whether files carry version or hash in their names.</param>
/// <param name="Keys">The keys by key id.</param>
/// <param name="Roles">The four top-level roles by name.</param>
public sealed record RootMetadata(
    long Version,
    DateTimeOffset Expires,
    bool ConsistentSnapshot,
    ImmutableSortedDictionary<string, PublicKey> Keys,
    ImmutableSortedDictionary<string, Role> Roles)
    : RoleMetadata(Version, Expires)
{
    /// <summary>
    /// Whether this is the root of a rehearsal: its keys are anybody's. It stands in the signed part, so that a file says it by
    /// itself wherever it is copied.
    /// </summary>
    public bool Rehearsal { get; init; }

    /// <inheritdoc/>
    public override ImmutableSortedDictionary<string, PublicKey> KeysHere => Keys;

    /// <inheritdoc/>
    public override string TypeName => Role.Root;
}

/// <summary>Which snapshot is the newest.</summary>
/// <param name="Version">1 or more.</param>
/// <param name="Expires">UTC, whole seconds.</param>
/// <param name="Snapshot">The listing of snapshot.json.</param>
public sealed record TimestampMetadata(long Version, DateTimeOffset Expires, MetaFile Snapshot)
    : RoleMetadata(Version, Expires)
{
    /// <inheritdoc/>
    public override string TypeName => Role.Timestamp;
}

/// <summary>Which versions of all targets roles belong together.</summary>
/// <param name="Version">1 or more.</param>
/// <param name="Expires">UTC, whole seconds.</param>
/// <param name="Meta">The listings by file name without a version: <c>targets.json</c>, <c>bundles.json</c>.</param>
public sealed record SnapshotMetadata(long Version, DateTimeOffset Expires, ImmutableSortedDictionary<string, MetaFile> Meta)
    : RoleMetadata(Version, Expires)
{
    /// <inheritdoc/>
    public override string TypeName => Role.Snapshot;
}

/// <summary>Target files, and the roles that list more of them.</summary>
/// <param name="Version">1 or more.</param>
/// <param name="Expires">UTC, whole seconds.</param>
/// <param name="Targets">Target files by target path.</param>
/// <param name="Delegations">Roles further on, or null.</param>
public sealed record TargetsMetadata(
    long Version,
    DateTimeOffset Expires,
    ImmutableSortedDictionary<string, TargetFile> Targets,
    Delegations? Delegations = null)
    : RoleMetadata(Version, Expires)
{
    /// <inheritdoc/>
    public override ImmutableSortedDictionary<string, PublicKey> KeysHere => Delegations?.Keys ?? base.KeysHere;

    /// <inheritdoc/>
    public override string TypeName => Role.Targets;
}
