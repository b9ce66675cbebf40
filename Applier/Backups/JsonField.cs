using System.Text.Json;

namespace PatchKit.Applier.Backups;

/// <summary>
/// Members of a record, read one by one: strict, and by hand, because a backup has hundreds of thousands of records and the
/// serializer's own start alone takes as long as reading ten thousand.
/// </summary>
internal static class JsonField
{
    /// <summary>Enters a record.</summary>
    /// <exception cref="JsonException">It is no object.</exception>
    public static void Begin(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a record is an object");
    }

    /// <summary>Goes to the next member's name; false at the record's end.</summary>
    public static bool Member(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Goes to the next member's value, whatever its name: for records that this process wrote itself.</summary>
    public static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || !reader.Read())
            throw new JsonException("it ends too early");
        return ref reader;
    }

    /// <summary>Whether the member has this name.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name);

    /// <summary>The member's value, a text.</summary>
    public static string Text(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : throw new JsonException("a text is wanted here");

    /// <summary>The member's value, a whole number.</summary>
    public static long Number(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)
            ? number
            : throw new JsonException("a whole number is wanted here");

    /// <summary>The member's value, a time.</summary>
    public static DateTimeOffset Time(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time)
            ? time
            : throw new JsonException("a time is wanted here");

    /// <summary>The member's value, true or false.</summary>
    public static bool Flag(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType is JsonTokenType.True or JsonTokenType.False
            ? reader.GetBoolean()
            : throw new JsonException("true or false is wanted here");

    /// <summary>The member's value, a set.</summary>
    public static BackupSet Set(ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueTextEquals(Name(BackupSet.Optional)))
                return BackupSet.Optional;
            if (reader.ValueTextEquals(Name(BackupSet.Mandatory)))
                return BackupSet.Mandatory;
            if (reader.ValueTextEquals(Name(BackupSet.Document)))
                return BackupSet.Document;
        }

        throw new JsonException("a set is optional, mandatory or document");
    }

    /// <summary>A set's name.</summary>
    public static ReadOnlySpan<byte> Name(BackupSet set) => set switch
    {
        BackupSet.Optional => "optional"u8,
        BackupSet.Mandatory => "mandatory"u8,
        _ => "document"u8,
    };

    /// <summary>A member is not there.</summary>
    public static JsonException Missing(string name) => new($"{name} is missing");

    /// <summary>The member that the reader stands at has no business there.</summary>
    public static JsonException Unknown(ref Utf8JsonReader reader) =>
        new($"{reader.GetString()}: a member that is unknown, or stands twice");
}
