using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>
/// One text in every language that the kit speaks on screens. No language is optional: a blank one is refused when building.
/// </summary>
/// <param name="En">English.</param>
/// <param name="It">Italian.</param>
public sealed record LocalizedText(
    [property: JsonRequired] string En,
    [property: JsonRequired] string It)
{
    /// <summary>The languages, as two-letter codes (ISO 639-1), in the order in which they are offered.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "it"];

    /// <summary>The text in a language of <see cref="Languages"/>; English for any other.</summary>
    public string In(string language) => language == "it" ? It : En;
}
