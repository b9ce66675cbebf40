using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Applier.State;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Staging;

/// <summary>
/// What this boot mode remembers on its own disk, so that an old stick cannot make it forget. Nothing here ever comes from the
/// other mode or from an unverified file.
/// </summary>
/// <param name="Floor">The highest signed time seen: expiry is never checked against anything earlier.</param>
/// <param name="Counters">The highest release counter applied here, by product.</param>
/// <param name="Withdrawn">Every bundle digest that a signed list has withdrawn: it stays so when a later stick carries no
/// list.</param>
/// <param name="Deliveries">Nonces of the deliveries seen here, each with the stick that carried it: a nonce belongs to one stick
/// for ever.</param>
/// <param name="Receipts">How many receipts were written here.</param>
internal sealed record DeviceState(
    [property: JsonRequired] DateTimeOffset Floor,
    [property: JsonRequired] ImmutableSortedDictionary<string, long> Counters,
    [property: JsonRequired] ImmutableSortedSet<string> Withdrawn,
    [property: JsonRequired] ImmutableSortedDictionary<string, StickId> Deliveries,
    [property: JsonRequired] long Receipts)
{
    /// <summary>Nothing seen yet.</summary>
    public static DeviceState Fresh { get; } = new(
        DateTimeOffset.UnixEpoch,
        ImmutableSortedDictionary<string, long>.Empty,
        [],
        ImmutableSortedDictionary<string, StickId>.Empty,
        0);

    /// <summary>The counter below which a bundle for this product is refused; 0 when none was applied.</summary>
    public long CounterOf(ProductId product) => Counters.GetValueOrDefault(product.Text);

    /// <summary>What decides on the next stick.</summary>
    [JsonIgnore]
    public StickMemory OfSticks => new(Floor, Deliveries, Withdrawn);

    /// <summary>After a verified delivery: its time and nonce are remembered.</summary>
    public DeviceState With(Delivery delivery) =>
        this with { Floor = Later(delivery.Issued), Deliveries = Deliveries.SetItem(delivery.Nonce, delivery.Stick) };

    /// <summary>After a verified list of withdrawn bundles.</summary>
    public DeviceState With(WithdrawnList list) =>
        this with { Withdrawn = Withdrawn.Union(list.Withdrawn.Select(bundle => bundle.Sha256.Hex)) };

    /// <summary>After a verified bundle: its time is remembered.</summary>
    public DeviceState With(BundleManifest manifest) => this with { Floor = Later(manifest.Released) };

    /// <summary>After a bundle was applied.</summary>
    public DeviceState Applied(ProductId product, long counter) =>
        this with { Counters = Counters.SetItem(product.Text, Math.Max(counter, CounterOf(product))) };

    /// <summary>As it is kept.</summary>
    public static JsonFormat<DeviceState> Format { get; } = new("a device's memory", DeviceStateJson.Default,
        StateFile.UsualBytes);

    private DateTimeOffset Later(DateTimeOffset signed) => signed > Floor ? signed : Floor;
}

/// <summary>JSON of <see cref="DeviceState"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(DeviceState))]
internal sealed partial class DeviceStateJson : JsonSerializerContext;
