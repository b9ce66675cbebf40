using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// What the orders of a register have in common: an order without customer and instruments, for those the register says. Format:
/// docs/formats/order.md.
/// </summary>
internal sealed record OrderPattern
{
    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>How the names of the sticks begin; each goes on with its customer's id, in capital letters.</summary>
    [JsonRequired]
    public required StickId Stick { get; init; }

    /// <summary>The bundle; it must be in the release.</summary>
    [JsonRequired]
    public required BundleId Bundle { get; init; }

    /// <summary>Languages where the register has none; null for those of the desk's settings.</summary>
    public ImmutableArray<string>? Languages { get; init; }

    /// <summary>Where the sticks go back to; null for where the desk's settings say.</summary>
    public ReturnAddress? ReturnTo { get; init; }

    /// <summary>Whether each bundle is encrypted, with a code of its own in each letter; not when left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool UnlockCode { get; init; }

    /// <summary>The file, written by hand; at most 16 KiB.</summary>
    public static JsonFormat<OrderPattern> Format { get; } =
        new("what orders have in common", OrderPatternJson.Default, 16 << 10)
        {
            Schema = StickOrder.SchemaVersion,
            Depth = 8,
            WrittenByHand = true,
            Rules = Faults,
        };

    private static IReadOnlyList<FormatFault> Faults(OrderPattern pattern)
    {
        var faults = new FaultList();
        if (pattern.Languages is { } languages)
            Delivery.CheckLanguages(faults, languages);
        if (pattern.ReturnTo is { } address)
            Delivery.CheckReturn(faults, address);
        return faults.Faults;
    }
}

/// <summary>JSON of <see cref="OrderPattern"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(OrderPattern))]
internal sealed partial class OrderPatternJson : JsonSerializerContext;
