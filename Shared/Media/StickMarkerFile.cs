using System.Text.Json;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>Reads and writes the file <see cref="StickLayout.Marker"/>.</summary>
public static class StickMarkerFile
{
    /// <summary>Largest marker, in bytes: 4 KiB.</summary>
    public const int MaxLength = 4 << 10;

    private const int MajorVersion = 1;

    /// <summary>Reads untrusted bytes; <paramref name="place"/> names the file in a refusal.</summary>
    public static Result<StickMarker> Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length > MaxLength)
            return StrictJson.TooLong(bytes.Length, MaxLength, place);
        return StrictJson.SchemaFault(bytes, MajorVersion, place) is { } unknown
            ? unknown
            : StrictJson.Read(bytes, DeliveryJson.Default.StickMarker, MaxLength, place);
    }

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(StickId stick) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(new StickMarker(StickMarker.SchemaVersion, stick),
            DeliveryJson.Default.StickMarker), (byte)'\n'];
}
