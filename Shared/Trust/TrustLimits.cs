namespace PatchKit.Shared.Trust;

/// <summary>
/// How much a client reads of a repository that may lie. The specification leaves these figures to the application.
/// </summary>
public sealed record TrustLimits
{
    /// <summary>The longest root, in bytes.</summary>
    public int RootLength { get; init; } = 512 * 1024;

    /// <summary>The longest timestamp, in bytes.</summary>
    public int TimestampLength { get; init; } = 64 * 1024;

    /// <summary>The longest snapshot, in bytes, where the timestamp lists no length.</summary>
    public int SnapshotLength { get; init; } = 1024 * 1024;

    /// <summary>The longest targets metadata, in bytes, where the snapshot lists no length.</summary>
    public int TargetsLength { get; init; } = 2 * 1024 * 1024;

    /// <summary>How many new roots one refresh takes; the next one goes on from there.</summary>
    public int Roots { get; init; } = 256;

    /// <summary>How many roles one search for a target visits.</summary>
    public int Roles { get; init; } = 32;

    /// <summary>The delegated roles that one client reads, all of them together, in bytes: what it holds in memory.</summary>
    public int DelegatedLength { get; init; } = 4 * 1024 * 1024;
}
