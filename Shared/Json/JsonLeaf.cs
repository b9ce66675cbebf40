using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PatchKit.Shared.Json;

/// <summary>A single value in a JSON document: does it fit its type, and what would.</summary>
internal static class JsonLeaf
{
    /// <summary>What is wrong with a value, or null.</summary>
    public static string? Fault(JsonElement element, JsonTypeInfo type)
    {
        try
        {
            element.Deserialize(type);
            return null;
        }
        catch (JsonException wrong)
        {
            return Rule(element, type, wrong.Message);
        }
    }

    /// <summary>What the serializer says of a value that does not fit, where nothing better is known.</summary>
    public static FormatFault Fault(Exception wrong)
    {
        var path = (wrong as JsonException)?.Path;
        return new(string.IsNullOrEmpty(path) ? "$" : Short(path), Sentence(wrong.Message));
    }

    /// <summary>A value as a person would name it.</summary>
    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text '{Short(element.GetString()!)}'",
        JsonValueKind.Null => "null",
        _ => $"'{element.GetRawText()}'",
    };

    /// <summary>A record's name as two words of English: <c>ValueSource</c> is a value source.</summary>
    public static string Noun(Type type) => string.Concat(type.Name.Select((letter, index) =>
        char.IsUpper(letter) && index > 0 ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    /// <summary>The names of an enumeration as they stand in a file.</summary>
    public static IEnumerable<string> EnumNames(JsonTypeInfo type)
    {
        var enumeration = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        foreach (var value in Enum.GetValuesAsUnderlyingType(enumeration))
            yield return JsonSerializer.SerializeToElement(Enum.ToObject(enumeration, value), type).GetString()!;
    }

    private static string Rule(JsonElement element, JsonTypeInfo type, string thrown)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (plain.IsEnum)
            return $"{Describe(element)} is not allowed; allowed: {string.Join(", ", EnumNames(type))}";
        if (plain == typeof(string))
            return $"a text belongs here, not {Describe(element)}";
        if (plain == typeof(int) || plain == typeof(long))
            return $"a whole number belongs here, not {Describe(element)}";
        if (plain == typeof(bool))
            return $"true or false belongs here, not {Describe(element)}";

        // A converter of ours threw: its sentence is the rule, and may quote what was seen.
        var rule = Sentence(thrown);
        return Quotes(rule, element) ? rule : $"{rule} (seen: {Describe(element)})";
    }

    private static bool Quotes(string rule, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => rule.Contains($"'{element.GetString()}'", StringComparison.Ordinal)
            || rule.Contains($"'{Short(element.GetString()!)}'", StringComparison.Ordinal),
        JsonValueKind.Object => element.EnumerateObject()
            .Any(member => rule.Contains($"'{member.Name}'", StringComparison.Ordinal)),
        _ => false,
    };

    // What the serializer appends (" Path: …") is not for people.
    private static string Sentence(string thrown)
    {
        var end = thrown.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? thrown : thrown[..end];
    }

    /// <summary>The beginning of a text as one line, cleaned.</summary>
    public static string Short(string text) => Printable.Line(text, 80);
}
