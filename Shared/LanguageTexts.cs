using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Resources;

namespace PatchKit.Shared;

/// <summary>
/// A program's sentences by language. English stands in <c>NAME.resx</c>, each further language in <c>NAME.LANGUAGE.resx</c>; all
/// of them lie in the assembly itself. The language is a name of ours and no culture of the system's: which of those there are, a
/// setting decides, and a satellite assembly that is lost would be replaced by English without a word.
/// </summary>
/// <param name="name">The resource's full name in the assembly, without an extension.</param>
/// <param name="assembly">The assembly that holds it.</param>
public sealed class LanguageTexts(string name, Assembly assembly)
{
    private readonly ResourceManager _english = new(name, assembly);
    private readonly ConcurrentDictionary<string, ResourceManager> _others = new(StringComparer.Ordinal);

    /// <summary>A text in a language, in English where the kit does not speak it; null when there is no such text.</summary>
    public string? Find(string key, string language) => In(language).GetString(key, CultureInfo.InvariantCulture);

    /// <summary>A text that must be there.</summary>
    /// <exception cref="MissingManifestResourceException">It is not.</exception>
    public string Get(string key, string language) =>
        Find(key, language) ?? throw new MissingManifestResourceException($"no text {key} of {name} in {language}");

    /// <summary>The keys of a language's texts.</summary>
    public IEnumerable<string> Keys(string language)
    {
        var texts = In(language).GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!
            .GetEnumerator();
        while (texts.MoveNext())
            yield return (string)texts.Key;
    }

    private ResourceManager In(string language) =>
        assembly.GetManifestResourceInfo($"{name}.{language}.resources") is null
            ? _english
            : _others.GetOrAdd(language, spoken => new ResourceManager($"{name}.{spoken}", assembly));
}
