using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>
/// The roles of a release, beside the framework's four. Their rules: <see cref="RoleRules"/>.
/// </summary>
internal static class ReleaseRoles
{
    /// <summary>Release engineering and quality: lists bundles and the withdrawn ones.</summary>
    public const string Bundles = RoleRules.Bundles;

    /// <summary>Support desk: lists deliveries, which name bundles by hash and bring no code.</summary>
    public const string Deliveries = RoleRules.Deliveries;

    /// <summary>The roles that list targets or delegate to those that do; a delegator stands before its delegates.</summary>
    public static IReadOnlyList<string> Listing { get; } = [Role.Targets, Bundles, Deliveries];

    /// <summary>Every role, in the order in which files are checked.</summary>
    public static IReadOnlyList<string> All { get; } = [Role.Root, .. Listing, Role.Snapshot, Role.Timestamp];

    /// <summary>Whether the role's keys stand in targets metadata instead of the root.</summary>
    public static bool IsDelegated(string role) => role is Bundles or Deliveries;

    /// <summary>The delegation of a delegated role.</summary>
    public static DelegatedRole Delegation(string role, Role signers) => IsDelegated(role)
        ? new(role, signers.KeyIds, signers.Threshold, Terminating: true, [RoleRules.PatternOf(role)], [])
        : throw new ArgumentOutOfRangeException(nameof(role), role, "not a delegated role");
}

/// <summary>How long each role's metadata live after they are written, in days.</summary>
/// <remarks>
/// The root and what delegates change in ceremonies, so a year. A stick is on its way for weeks, so that a timestamp of days, as
/// online repositories have it, would expire in the post.
/// </remarks>
internal sealed record RoleLifetimes
{
    /// <summary>Root, targets and bundles: signed in a ceremony.</summary>
    public int Ceremony { get; init; } = 365;

    /// <summary>Deliveries: as long as the longest stick.</summary>
    public int Deliveries { get; init; } = ReleaseSettings.MostStickDays;

    /// <summary>Snapshot.</summary>
    public required int Snapshot { get; init; }

    /// <summary>Timestamp: with the snapshot, how long a stick lives (<see cref="ReleaseSettings"/>).</summary>
    public required int Timestamp { get; init; }

    /// <summary>When a file of the role that is written at <paramref name="now"/> expires; whole seconds.</summary>
    public DateTimeOffset Expiry(string role, DateTimeOffset now)
    {
        var days = role switch
        {
            ReleaseRoles.Deliveries => Deliveries,
            Role.Snapshot => Snapshot,
            Role.Timestamp => Timestamp,
            _ => Ceremony,
        };
        return DateTimeOffset.FromUnixTimeSeconds(now.AddDays(days).ToUnixTimeSeconds());
    }
}
