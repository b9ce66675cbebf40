using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PatchKit.Shared.Json;

/// <summary>What strict means, once: laid over the source-generated context of every format.</summary>
internal static class JsonStrictness
{
    /// <summary>Deepest nesting of a format that does not say otherwise.</summary>
    public const int Depth = 32;

    /// <summary>The options of a format: camel case, nothing unknown, twice, missing, or null where it is not allowed.</summary>
    /// <param name="context">Brings the records, the enumerations' converters, and whether the file is indented.</param>
    /// <param name="depth">Deepest nesting.</param>
    public static JsonSerializerOptions Over(JsonSerializerContext context, int depth) => new(context.Options)
    {
        TypeInfoResolver = context.WithAddedModifier(LetAbsentMeanNull),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = depth,
        NewLine = "\n",
        // The files go to no browser: accents and quotation marks stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new MomentConverter() },
    };

    // One spelling: what may be null is left out, and null itself is never written nor read.
    private static void LetAbsentMeanNull(JsonTypeInfo type)
    {
        foreach (var member in type.Properties.Where(member =>
            member.IsSetNullable || member.AssociatedParameter is { IsNullable: true }))
            member.IsRequired = false;
    }

    /// <summary>Times carry their offset from UTC: without one they would mean the time zone of whoever reads.</summary>
    private sealed class MomentConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time)
                && HasOffset(reader.GetString()!)
                ? time
                : throw new JsonException(
                    "a date and time with its offset from UTC belongs here, for example 2023-04-05T00:00:00Z");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);

        private static bool HasOffset(string text) =>
            text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
    }
}
