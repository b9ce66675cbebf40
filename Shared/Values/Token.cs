using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>A name of one kind of thing that can only be made valid: a campaign, a stick, a serial number.</summary>
/// <typeparam name="TSelf">The token itself, so that no two kinds are mistaken for each other.</typeparam>
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

/// <summary>
/// A token that is a <see cref="Slug"/> or a <see cref="Label"/>: what it may look like is its alphabet's rule.
/// </summary>
/// <typeparam name="TSelf">The token itself.</typeparam>
/// <typeparam name="TName">Its alphabet.</typeparam>
public interface IToken<TSelf, TName> : IToken<TSelf>
    where TSelf : struct, IToken<TSelf, TName>
    where TName : struct, IToken<TName>
{
    /// <summary>The token of this name.</summary>
    static abstract TSelf Of(TName name);

    static string IToken<TSelf>.Rule => TName.Rule;

    static bool IToken<TSelf>.TryParse([NotNullWhen(true)] string? text, out TSelf token)
    {
        var good = TName.TryParse(text, out var name);
        token = good ? TSelf.Of(name) : default;
        return good;
    }
}

/// <summary>Reads tokens, with a refusal or an exception for a wrong one.</summary>
public static class Token
{
    /// <summary>Reads an untrusted token.</summary>
    public static Result<T> Parse<T>(string? text, string place)
        where T : struct, IToken<T> => T.TryParse(text, out var token)
            ? token
            : new Refusal(RefusalCode.FormatInvalid, place, $"'{text}' is not allowed: {T.Rule}");

    /// <summary>Reads a token; false when it breaks its rule.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, out T token)
        where T : struct, IToken<T> => T.TryParse(text, out token);

    /// <summary>What a kind of token may look like.</summary>
    public static string Rule<T>()
        where T : struct, IToken<T> => T.Rule;

    /// <summary>A token that stands in this program's own source.</summary>
    /// <exception cref="ArgumentException">It breaks the rule: the caller's mistake.</exception>
    public static T Of<T>(string text)
        where T : struct, IToken<T> =>
        T.TryParse(text, out var token) ? token : throw new ArgumentException($"'{text}': {T.Rule}", nameof(text));
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
