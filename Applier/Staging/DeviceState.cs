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
/// <param name="Times">The highest signed time seen of each role that says one, and whose word it was.</param>
/// <param name="Counters">The highest release counter applied here, by product.</param>
/// <param name="Withdrawn">Every bundle digest that a signed list has withdrawn: it stays so when a later stick carries no
/// list.</param>
/// <param name="Deliveries">Nonces of the deliveries seen here, each with the stick that carried it: a nonce belongs to one stick
/// for ever.</param>
/// <param name="Receipts">How many receipts were written here.</param>
internal sealed record DeviceState(
    [property: JsonRequired] ImmutableArray<SeenTime> Times,
    [property: JsonRequired] ImmutableSortedDictionary<string, long> Counters,
    [property: JsonRequired] ImmutableSortedSet<string> Withdrawn,
    [property: JsonRequired] ImmutableSortedDictionary<string, StickId> Deliveries,
    [property: JsonRequired] long Receipts)
{
    /// <summary>Nothing seen yet.</summary>
    public static DeviceState Fresh { get; } = new(
        [],
        ImmutableSortedDictionary<string, long>.Empty,
        [],
        ImmutableSortedDictionary<string, StickId>.Empty,
        0);

    /// <summary>The counter below which a bundle for this product is refused; 0 when none was applied.</summary>
    public long CounterOf(ProductId product) => Counters.GetValueOrDefault(product.Text);

    /// <summary>What decides on the next stick.</summary>
    [JsonIgnore]
    public StickMemory OfSticks => new(Times, Deliveries, Withdrawn);

    /// <summary>Without the times of those who may not say one any more.</summary>
    public DeviceState With(ImmutableArray<SeenTime> standing) =>
        standing.Length == Times.Length ? this : this with { Times = standing };

    /// <summary>After a verified delivery: its time and nonce are remembered.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="signers">The keys that signed it.</param>
    public DeviceState With(Delivery delivery, ImmutableArray<string> signers) =>
        Seen(new(RoleRules.Deliveries, delivery.Issued, signers)) with
        {
            Deliveries = Deliveries.SetItem(delivery.Nonce, delivery.Stick),
        };

    /// <summary>After a verified list of withdrawn bundles.</summary>
    public DeviceState With(WithdrawnList list) =>
        this with { Withdrawn = Withdrawn.Union(list.Withdrawn.Select(bundle => bundle.Sha256.Hex)) };

    /// <summary>After a verified bundle: its time is remembered.</summary>
    /// <param name="manifest">The bundle.</param>
    /// <param name="signers">The keys that signed it.</param>
    public DeviceState With(BundleManifest manifest, ImmutableArray<string> signers) =>
        Seen(new(RoleRules.Bundles, manifest.Released, signers));

    /// <summary>After a bundle was applied.</summary>
    public DeviceState Applied(ProductId product, long counter) =>
        this with { Counters = Counters.SetItem(product.Text, Math.Max(counter, CounterOf(product))) };

    /// <summary>As it is kept.</summary>
    public static JsonFormat<DeviceState> Format { get; } = new("a device's memory", DeviceStateJson.Default,
        StateFile.UsualBytes);

    private DeviceState Seen(SeenTime time) => Times.FirstOrDefault(one => one.Role == time.Role) switch
    {
        { } known when known.Time >= time.Time => this,
        { } known => this with { Times = Times.Replace(known, time) },
        null => this with { Times = Times.Add(time) },
    };
}

/// <summary>JSON of <see cref="DeviceState"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(DeviceState))]
internal sealed partial class DeviceStateJson : JsonSerializerContext;
