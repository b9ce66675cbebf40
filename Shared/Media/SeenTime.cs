using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Trust;

namespace PatchKit.Shared.Media;

/// <summary>A signed time that was seen, and whose word it is: it counts as long as they may still give it.</summary>
/// <param name="Role">The role that signed it: bundles or deliveries.</param>
/// <param name="Time">When a bundle was released, or a delivery issued.</param>
/// <param name="Keys">The keys whose signatures counted.</param>
public sealed record SeenTime(
    [property: JsonRequired] string Role,
    [property: JsonRequired] DateTimeOffset Time,
    [property: JsonRequired] ImmutableArray<string> Keys)
{
    /// <summary>
    /// Whether those who said it are still enough to say it: not when keys of theirs were rotated away, since a stolen key can
    /// sign any time.
    /// </summary>
    public bool Stands(TargetsMetadata targets) =>
        targets.Delegations?.Roles.FirstOrDefault(one => one.Name == Role) is { } role
        && Keys.Intersect(role.KeyIds).Count() >= role.Threshold;
}
