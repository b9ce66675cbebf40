using System.Text.Json;

namespace PatchKit.Shared.Json;

/// <summary>
/// The first member of every format of the kit: <c>"schema": "1.0"</c>. Asked before anything else, so that a newer file is
/// called newer and not broken.
/// </summary>
public static class JsonVersion
{
    private const string Member = "schema";

    /// <summary>Refuses a file of a program whose first member is not a version with the major part that is known.</summary>
    internal static Refusal? Fault(ReadOnlySpan<byte> bytes, string known, string place)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(Member)
                && reader.Read() && reader.TokenType == JsonTokenType.String
                ? Fault(reader.GetString()!, known, place)
                : JsonRefusals.Invalid($"{place} $", $"the first member is not '{Member}' with a text");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // The scan that follows says it better.
            return null;
        }
    }

    /// <summary>
    /// Refuses a file whose <paramref name="member"/> says another kind than is known. One without the member is left to its
    /// shape.
    /// </summary>
    internal static Refusal? KindFault(ReadOnlySpan<byte> bytes, string member, string known, string place)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals(member);
                reader.Read();
                if (found)
                    return reader.TokenType != JsonTokenType.String || reader.ValueTextEquals(known)
                        ? null
                        : new Refusal(RefusalCode.FormatUnknownVersion, $"{place} $.{member}", $"it is not {known}")
                            .With(JsonLeaf.Short(reader.GetString()!), known);
                reader.Skip();
            }

            return null;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // The scan that follows says it better.
            return null;
        }
    }

    /// <summary>Refuses a version that is not MAJOR.MINOR with the major part of <paramref name="known"/>.</summary>
    public static Refusal? Fault(string version, string known, string place) =>
        !IsVersion(version)
            ? JsonRefusals.Invalid($"{place} $.{Member}", $"the version '{JsonLeaf.Short(version)}' is not MAJOR.MINOR")
        : Major(version) == Major(known) ? null
        : new Refusal(RefusalCode.FormatUnknownVersion, $"{place} $.{Member}",
            $"schema version {version}; this program knows {Major(known)}.x").With(version, $"{Major(known)}.x");

    /// <summary>What is wrong with the version of a file that a person wrote, or null.</summary>
    internal static FormatFault? FaultByHand(JsonElement root, string known, string noun)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        if (!root.TryGetProperty(Member, out var value))
            return new("$", $"'{Member}' is missing; the first member of {noun} is \"{Member}\": \"{known}\"");
        var version = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return IsVersion(version) && Major(version) == Major(known)
            ? null
            : new($"$.{Member}", $"{JsonLeaf.Describe(value)} is no version that this program knows; write \"{known}\"");
    }

    private static bool IsVersion(string text) =>
        text.Split('.') is [var first, var second] && IsNumber(first) && IsNumber(second);

    private static string Major(string version) => version[..version.IndexOf('.', StringComparison.Ordinal)];

    private static bool IsNumber(string text) =>
        text.Length is > 0 and < 6 && text.All(char.IsAsciiDigit) && (text[0] != '0' || text.Length == 1);
}
