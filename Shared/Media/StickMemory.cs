using System.Collections.Immutable;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>
/// What an instrument remembers of earlier sticks, as far as it decides on the next one. The desk remembers nothing: it looks
/// at a stick as an instrument that has never seen one.
/// </summary>
/// <param name="Times">The highest signed times seen, one a role.</param>
/// <param name="Deliveries">Nonces of the deliveries seen, each with the stick that carried it.</param>
/// <param name="Withdrawn">Every bundle digest that a signed list has withdrawn, in hexadecimal.</param>
public sealed record StickMemory(
    ImmutableArray<SeenTime> Times,
    IReadOnlyDictionary<string, StickId> Deliveries,
    IReadOnlySet<string> Withdrawn)
{
    /// <summary>Nothing seen yet.</summary>
    public static StickMemory None { get; } = new(
        [], ImmutableDictionary<string, StickId>.Empty, ImmutableHashSet<string>.Empty);
}
