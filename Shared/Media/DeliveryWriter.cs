using System.Text.Json;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Media;

/// <summary>Writes the target <c>deliveries/STICK.json</c>, to be hashed and signed.</summary>
public static class DeliveryWriter
{
    /// <summary>The file's bytes; a refusal when the delivery breaks a rule that the Applier would refuse it for.</summary>
    public static Result<byte[]> Write(Delivery delivery)
    {
        var place = StickLayout.Delivery(delivery.Stick).Text;
        if (DeliveryRules.Fault(delivery) is { } reason)
            return StrictJson.Invalid(place, reason);
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(delivery, DeliveryJson.Default.Delivery), (byte)'\n'];
        return bytes.Length > DeliveryReader.MaxLength
            ? StrictJson.TooLong(bytes.Length, DeliveryReader.MaxLength, place)
            : bytes;
    }
}
