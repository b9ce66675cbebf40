using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>
/// One text in several languages, keyed by language (<c>en</c>, <c>it</c>, <c>pt-BR</c>). English is required; a further language
/// is data, and who reads a language that is not there reads English.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class LocalizedText : IEquatable<LocalizedText>
{
    private readonly ImmutableSortedDictionary<string, string> _texts;

    /// <summary>A text that stands in this program's own source.</summary>
    /// <param name="english">In English.</param>
    /// <param name="others">In other languages.</param>
    /// <exception cref="ArgumentException">A language is none, or is there twice: the caller's mistake.</exception>
    public LocalizedText(string english, params ReadOnlySpan<(string Language, string Text)> others)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        texts.Add(English, english);
        foreach (var (language, text) in others)
        {
            if (!IsLanguage(language))
                throw new ArgumentException($"'{language}': {LanguageRule}", nameof(others));
            texts.Add(language, text);
        }

        _texts = texts.ToImmutable();
    }

    private LocalizedText(ImmutableSortedDictionary<string, string> texts) => _texts = texts;

    /// <summary>The language that every text has.</summary>
    public const string English = "en";

    /// <summary>What a language may look like, in one sentence for the person who wrote a wrong one.</summary>
    public const string LanguageRule = "a language is written as in BCP 47: two or three lower-case letters, and perhaps a "
        + "script or region after a hyphen, for example en, it, pt-BR";

    /// <summary>The languages of the kit's own screens and papers, in the order in which they are offered.</summary>
    public static IReadOnlyList<string> Languages { get; } = [English, "it"];

    /// <summary>The text in English.</summary>
    public string En => _texts[English];

    /// <summary>Every language with its text, in ordinal order of language.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>The text in a language: in its region, in the language at large, or else in English.</summary>
    public string In(string language) =>
        _texts.GetValueOrDefault(language) ?? _texts.GetValueOrDefault(language.Split('-')[0]) ?? En;

    /// <summary>Whether this is the name of a language, by its form (BCP 47, 2.1).</summary>
    public static bool IsLanguage(string text)
    {
        var parts = text.Split('-');
        return text.Length <= 35 && parts[0] is { Length: 2 or 3 } && parts[0].All(char.IsAsciiLetterLower)
            && parts.Skip(1).All(part => part is { Length: > 0 and <= 8 } && part.All(char.IsAsciiLetterOrDigit));
    }

    /// <inheritdoc/>
    public bool Equals(LocalizedText? other) => other is not null && _texts.SequenceEqual(other._texts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LocalizedText);

    /// <inheritdoc/>
    public override int GetHashCode() => En.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => En;

    /// <summary>Reads and writes it as a JSON object. Public, since the JSON contexts of every project have to see it.</summary>
    public sealed class Converter : JsonConverter<LocalizedText>
    {
        /// <inheritdoc/>
        public override LocalizedText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException("a text in languages belongs here, for example { en: …, it: … }");
            var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var language = reader.GetString()!;
                if (!IsLanguage(language))
                    throw new JsonException($"'{language}' is no language; {LanguageRule}");
                if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                    throw new JsonException($"a text belongs to the language '{language}'");
                if (!texts.TryAdd(language, reader.GetString()!))
                    throw new JsonException($"the language '{language}' is there twice");
            }

            return texts.ContainsKey(English)
                ? new(texts.ToImmutable())
                : throw new JsonException($"the text in English is missing: '{English}'");
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, LocalizedText value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (language, text) in value._texts)
                writer.WriteString(language, text);
            writer.WriteEndObject();
        }
    }
}
