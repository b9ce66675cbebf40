using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Applier.Backups;

/// <summary>Reads a file's parts: nearly always one, in a volume that thousands of files share, so neither list nor name is made twice.</summary>
internal sealed class PartsConverter : JsonConverter<IReadOnlyList<BackupPart>>
{
    [ThreadStatic]
    private static string? _lastVolume;

    /// <inheritdoc/>
    public override IReadOnlyList<BackupPart> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("the parts are a list");
        List<BackupPart>? several = null;
        BackupPart? first = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var part = ReadPart(ref reader);
            if (first is null)
                first = part;
            else
                (several ??= [first]).Add(part);
        }

        if (several is not null)
            return several;
        return first is null ? [] : [first];
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<BackupPart> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var part in value)
        {
            writer.WriteStartObject();
            writer.WriteString("volume"u8, part.Volume);
            writer.WriteString("entry"u8, part.Entry);
            writer.WriteNumber("size"u8, part.Size);
            writer.WriteBoolean("stored"u8, part.Stored);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static BackupPart ReadPart(ref Utf8JsonReader reader)
    {
        string? volume = null, entry = null;
        long? size = null;
        bool? stored = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a part is an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (volume is null && reader.ValueTextEquals("volume"u8) && reader.Read() && reader.TokenType == JsonTokenType.String)
                volume = Shared(ref reader);
            else if (entry is null && reader.ValueTextEquals("entry"u8) && reader.Read() && reader.TokenType == JsonTokenType.String)
                entry = reader.GetString();
            else if (size is null && reader.ValueTextEquals("size"u8) && reader.Read() && reader.TryGetInt64(out var number))
                size = number;
            else if (stored is null && reader.ValueTextEquals("stored"u8) && reader.Read() && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
                stored = reader.GetBoolean();
            else
                throw new JsonException("a part has a volume, an entry, a size and stored, each once");
        }

        return volume is not null && entry is not null && size is { } bytes && stored is { } plain
            ? new BackupPart(volume, entry, bytes, plain)
            : throw new JsonException("a part has a volume, an entry, a size and stored, each once");
    }

    private static string Shared(ref Utf8JsonReader reader) =>
        _lastVolume is not null && reader.ValueTextEquals(_lastVolume) ? _lastVolume : _lastVolume = reader.GetString()!;
}
