using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Staging;

/// <summary>
/// What this boot mode remembers on its own disk, so that an old stick cannot make it forget. Nothing here ever comes from the other mode
/// or from an unverified file.
/// </summary>
internal sealed record DeviceState
{
    /// <summary>The highest signed time seen: expiry is never checked against anything earlier.</summary>
    public DateTimeOffset Floor { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The highest release counter applied here, by product.</summary>
    public ImmutableSortedDictionary<string, long> Counters { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Every bundle digest that a signed list has withdrawn: also when a later stick carries no list.</summary>
    public ImmutableSortedSet<string> Withdrawn { get; init; } = [];

    /// <summary>Nonces of the deliveries seen here, each with the stick that carried it: a nonce belongs to one stick for ever.</summary>
    public ImmutableSortedDictionary<string, StickId> Deliveries { get; init; } = ImmutableSortedDictionary<string, StickId>.Empty;

    /// <summary>How many receipts were written here.</summary>
    public long Receipts { get; init; }

    /// <summary>This state after verified times were seen; it never goes back.</summary>
    public DeviceState Seen(params ReadOnlySpan<DateTimeOffset> signedTimes)
    {
        var highest = Floor;
        foreach (var time in signedTimes)
            highest = time > highest ? time : highest;
        return this with { Floor = highest };
    }

    /// <summary>The counter below which a bundle for this product is refused; 0 when none was applied.</summary>
    public long CounterOf(ProductId product) => Counters.GetValueOrDefault(product.Text);

    /// <summary>This state after a bundle was applied.</summary>
    public DeviceState Applied(ProductId product, long counter) =>
        this with { Counters = Counters.SetItem(product.Text, Math.Max(counter, CounterOf(product))) };
}

/// <summary>JSON of <see cref="DeviceState"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DeviceState))]
internal sealed partial class DeviceStateJson : JsonSerializerContext;
