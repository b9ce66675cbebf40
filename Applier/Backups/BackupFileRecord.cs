using System.Text.Json;

namespace PatchKit.Applier.Backups;

/// <summary>
/// A file's record in a manifest. Each member stands once; <c>readOnly</c>, <c>hidden</c> and <c>changed</c> are left out when
/// false.
/// </summary>
internal static class BackupFileRecord
{
    /// <summary>Volumes that neighbours in a manifest lie in: one for each worker, and those of earlier backups.</summary>
    private const int VolumesAtOnce = 8;

    [ThreadStatic]
    private static string?[]? _volumes;

    [ThreadStatic]
    private static int _nextVolume;

    /// <summary>Reads the object that the reader stands at.</summary>
    /// <exception cref="JsonException">It is no record of a file.</exception>
    public static BackupFile Read(ref Utf8JsonReader reader)
    {
        string? path = null;
        BackupSet? set = null;
        long? size = null;
        DateTimeOffset? created = null, modified = null;
        bool? readOnly = null, hidden = null, changed = null;
        ContentHash? hash = null;
        BackupPart[]? parts = null;
        JsonField.Begin(ref reader);
        while (JsonField.Member(ref reader))
        {
            if (path is null && JsonField.Is(ref reader, "path"u8))
                path = JsonField.Text(ref reader);
            else if (set is null && JsonField.Is(ref reader, "set"u8))
                set = JsonField.Set(ref reader);
            else if (size is null && JsonField.Is(ref reader, "size"u8))
                size = JsonField.Number(ref reader);
            else if (created is null && JsonField.Is(ref reader, "created"u8))
                created = JsonField.Time(ref reader);
            else if (modified is null && JsonField.Is(ref reader, "modified"u8))
                modified = JsonField.Time(ref reader);
            else if (readOnly is null && JsonField.Is(ref reader, "readOnly"u8))
                readOnly = JsonField.Flag(ref reader);
            else if (hidden is null && JsonField.Is(ref reader, "hidden"u8))
                hidden = JsonField.Flag(ref reader);
            else if (changed is null && JsonField.Is(ref reader, "changed"u8))
                changed = JsonField.Flag(ref reader);
            else if (hash is null && JsonField.Is(ref reader, "sha256"u8))
                hash = ContentHash.Read(ref reader);
            else if (parts is null && JsonField.Is(ref reader, "parts"u8))
                parts = Parts(ref reader);
            else
                throw JsonField.Unknown(ref reader);
        }

        return new BackupFile
        {
            Path = path ?? throw JsonField.Missing("path"),
            Set = set ?? throw JsonField.Missing("set"),
            Size = size ?? throw JsonField.Missing("size"),
            Created = created ?? throw JsonField.Missing("created"),
            Modified = modified ?? throw JsonField.Missing("modified"),
            ReadOnly = readOnly ?? false,
            Hidden = hidden ?? false,
            Changed = changed ?? false,
            Sha256 = hash ?? throw JsonField.Missing("sha256"),
            Parts = parts ?? throw JsonField.Missing("parts"),
        };
    }

    /// <summary>Writes one record.</summary>
    public static void Write(Utf8JsonWriter writer, BackupFile file)
    {
        writer.WriteStartObject();
        writer.WriteString("path"u8, file.Path);
        writer.WriteString("set"u8, JsonField.Name(file.Set));
        writer.WriteNumber("size"u8, file.Size);
        writer.WriteString("created"u8, file.Created);
        writer.WriteString("modified"u8, file.Modified);
        if (file.ReadOnly)
            writer.WriteBoolean("readOnly"u8, true);
        if (file.Hidden)
            writer.WriteBoolean("hidden"u8, true);
        if (file.Changed)
            writer.WriteBoolean("changed"u8, true);
        writer.WritePropertyName("sha256"u8);
        file.Sha256.Write(writer);
        writer.WriteStartArray("parts"u8);
        foreach (var part in file.Parts)
        {
            writer.WriteStartObject();
            writer.WriteString("volume"u8, part.Volume);
            writer.WriteString("entry"u8, part.Entry);
            writer.WriteNumber("at"u8, part.At);
            writer.WriteNumber("size"u8, part.Size);
            writer.WriteBoolean("stored"u8, part.Stored);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Nearly always one part: then neither a list nor, for its volume, a string is made.
    private static BackupPart[] Parts(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("the parts are a list");
        List<BackupPart>? several = null;
        BackupPart? first = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var part = Part(ref reader);
            if (first is null)
                first = part;
            else
                (several ??= [first]).Add(part);
        }

        if (several is not null)
            return [.. several];
        return first is null ? [] : [first];
    }

    private static BackupPart Part(ref Utf8JsonReader reader)
    {
        string? volume = null, entry = null;
        long? at = null, size = null;
        bool? stored = null;
        JsonField.Begin(ref reader);
        while (JsonField.Member(ref reader))
        {
            if (volume is null && JsonField.Is(ref reader, "volume"u8))
                volume = Volume(ref reader);
            else if (entry is null && JsonField.Is(ref reader, "entry"u8))
                entry = JsonField.Text(ref reader);
            else if (at is null && JsonField.Is(ref reader, "at"u8))
                at = JsonField.Number(ref reader);
            else if (size is null && JsonField.Is(ref reader, "size"u8))
                size = JsonField.Number(ref reader);
            else if (stored is null && JsonField.Is(ref reader, "stored"u8))
                stored = JsonField.Flag(ref reader);
            else
                throw JsonField.Unknown(ref reader);
        }

        return new BackupPart(
            volume ?? throw JsonField.Missing("volume"), entry ?? throw JsonField.Missing("entry"),
                at ?? throw JsonField.Missing("at"), size ?? throw JsonField.Missing("size"),
            stored ?? throw JsonField.Missing("stored"));
    }

    private static string Volume(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            throw new JsonException("a volume's name is wanted here");
        _volumes ??= new string?[VolumesAtOnce];
        foreach (var volume in _volumes)
        {
            if (volume is not null && reader.ValueTextEquals(volume))
                return volume;
        }

        _nextVolume = (_nextVolume + 1) % VolumesAtOnce;
        return _volumes[_nextVolume] = reader.GetString()!;
    }
}
