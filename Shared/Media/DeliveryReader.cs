using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Media;

/// <summary>
/// Reads the target <c>deliveries/STICK.json</c>. Its bytes are the signed ones when TUF has verified their hash; this is the
/// format.
/// </summary>
public static class DeliveryReader
{
    /// <summary>Largest delivery, in bytes: 256 KiB.</summary>
    public const int MaxLength = 256 << 10;

    /// <summary>Reads untrusted bytes; <paramref name="place"/> names the file in a refusal.</summary>
    public static Result<Delivery> Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length > MaxLength)
            return StrictJson.TooLong(bytes.Length, MaxLength, place);
        if (DeliveryRules.VersionFault(bytes, place) is { } unknown)
            return unknown;
        if (!StrictJson.Read(bytes, DeliveryJson.Default.Delivery, MaxLength, place).TryGet(out var delivery, out var refusal))
            return refusal;
        return DeliveryRules.Fault(delivery) is { } reason ? StrictJson.Invalid(place, reason) : delivery;
    }
}

/// <summary>How deliveries and stick markers are read and written: indented, since a hospital's IT reads them too.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    NewLine = "\n",
    MaxDepth = 8)]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(StickMarker))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
