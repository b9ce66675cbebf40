using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PatchKit.Shared.Json;

/// <summary>Reads the kit's own JSON formats from untrusted bytes: size first, then the version, then the strict parse.</summary>
/// <remarks>
/// What is strict (duplicate and unknown members, nulls, depth) stands in the source-generated context of each format.
/// </remarks>
internal static class StrictJson
{
    /// <summary>Reads a whole file of a format. <paramref name="limit"/> is in bytes.</summary>
    internal static Result<T> Read<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type, int limit, string place)
        where T : notnull
    {
        if (bytes.Length > limit)
            return TooLong(bytes.Length, limit, place);
        try
        {
            return JsonSerializer.Deserialize(bytes, type) is { } value ? value : Invalid(place, "it is JSON's null");
        }
        catch (JsonException e)
        {
            return Invalid(place, e.Path is { Length: > 0 } path ? $"{path}: {e.Message}" : e.Message);
        }
        catch (InvalidOperationException e)
        {
            // Escaped half surrogates: well-formed JSON, but no text.
            return Invalid(place, e.Message);
        }
    }

    /// <summary>
    /// Refuses bytes whose first member is not <c>schema</c> with a version of major <paramref name="major"/>; null when it is.
    /// Asked before the strict parse, so that a newer format is called newer and not broken.
    /// </summary>
    internal static Refusal? SchemaFault(ReadOnlySpan<byte> bytes, int major, string place)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject
                || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("schema"u8)
                || !reader.Read() || reader.TokenType != JsonTokenType.String)
                return Invalid(place, "the first member is not 'schema' with a text");
            return SchemaFault(reader.GetString()!, major, place);
        }
        catch (JsonException e)
        {
            return Invalid(place, $"it is not JSON: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            return Invalid(place, $"it is not JSON: {e.Message}");
        }
    }

    /// <summary>Refuses a version that is not MAJOR.MINOR with the known major; null when it is.</summary>
    internal static Refusal? SchemaFault(string schema, int major, string place)
    {
        if (schema.Split('.') is not [var first, var second] || !IsNumber(first) || !IsNumber(second))
            return Invalid(place, $"the schema version '{schema}' is not MAJOR.MINOR");
        return first == major.ToString(CultureInfo.InvariantCulture)
            ? null
            : new Refusal(RefusalCode.FormatUnknownVersion, place, $"schema version {schema}; this program knows {major}.x")
                .With(schema, $"{major}.x");
    }

    /// <summary>The refusal of bytes that are not the format they should be.</summary>
    internal static Refusal Invalid(string place, string reason) =>
        new Refusal(RefusalCode.FormatInvalid, place, reason);

    /// <summary>The refusal of more bytes than a format may have.</summary>
    internal static Refusal TooLong(long length, long limit, string place) =>
        new Refusal(RefusalCode.FileLength, place, $"{length} bytes, more than the {limit} that this format may have")
            .With(length, limit);

    private static bool IsNumber(string text) =>
        text.Length is > 0 and < 6 && text.All(char.IsAsciiDigit) && (text[0] != '0' || text.Length == 1);
}
