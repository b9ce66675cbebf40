using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>A short name with a closed alphabet that can only be made valid: a campaign, a stick, a serial number.</summary>
/// <typeparam name="TSelf">The token itself.</typeparam>
public interface IToken<TSelf>
    where TSelf : struct, IToken<TSelf>
{
    /// <summary>What the token may look like, in one sentence for the person who wrote a wrong one.</summary>
    static abstract string Rule { get; }

    /// <summary>The token's text.</summary>
    string Text { get; }

    /// <summary>Reads a token; false when it breaks <see cref="Rule"/>.</summary>
    static abstract bool TryParse([NotNullWhen(true)] string? text, out TSelf token);
}

/// <summary>Reads tokens, with a refusal or an exception for a wrong one.</summary>
public static class Token
{
    private static readonly SearchValues<char> SlugCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    /// <summary>Reads an untrusted token.</summary>
    public static Result<T> Parse<T>(string? text, string place)
        where T : struct, IToken<T> => T.TryParse(text, out var token)
            ? token
            : new Refusal(RefusalCode.FormatInvalid, place, $"'{text}' is not allowed: {T.Rule}");

    /// <summary>A token that stands in this program's own source.</summary>
    /// <exception cref="ArgumentException">It breaks the rule: the caller's mistake.</exception>
    public static T Of<T>(string text)
        where T : struct, IToken<T> =>
        T.TryParse(text, out var token) ? token : throw new ArgumentException($"'{text}': {T.Rule}", nameof(text));

    /// <summary>Lower-case letters, digits, dots and hyphens; begins and ends with a letter or digit; at most 64.</summary>
    internal static bool IsSlug([NotNullWhen(true)] string? text) => IsMadeOf(text, SlugCharacters, 64);

    /// <summary>Capital letters, digits and hyphens; begins and ends with a letter or digit; at most 32.</summary>
    internal static bool IsLabel([NotNullWhen(true)] string? text) => IsMadeOf(text, LabelCharacters, 32);

    private static bool IsMadeOf([NotNullWhen(true)] string? text, SearchValues<char> characters, int longest) =>
        text is { Length: > 0 } && text.Length <= longest && !text.AsSpan().ContainsAnyExcept(characters)
        && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
            && !text.Contains("..", StringComparison.Ordinal);
}

/// <summary>Writes a token as a JSON string and reads it back by its rule.</summary>
public sealed class TokenConverter<T> : JsonConverter<T>
    where T : struct, IToken<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return T.TryParse(text, out var token) ? token : throw new JsonException($"'{text}' is not allowed: {T.Rule}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text);
}
