using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>The file <see cref="StickLayout.Marker"/>: which delivery to look up. Nothing in it is trusted.</summary>
/// <param name="Schema">Format version.</param>
/// <param name="Stick">The stick's name.</param>
public sealed record StickMarker([property: JsonRequired] string Schema, [property: JsonRequired] StickId Stick)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>The file, at most 4 KiB.</summary>
    public static JsonFormat<StickMarker> Format { get; } = new("a stick's marker", DeliveryJson.Default, 4 << 10)
    {
        Schema = SchemaVersion,
        Depth = 8,
    };

    /// <summary>The bytes of a stick's marker.</summary>
    public static byte[] Write(StickId stick) => Format.Write(new StickMarker(SchemaVersion, stick));
}
