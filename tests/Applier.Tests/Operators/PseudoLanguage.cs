using System.Globalization;
using System.Resources;
using System.Runtime.CompilerServices;
using System.Text;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>
/// A language that nobody speaks, made of the English texts: with accents, between marks, and longer by two fifths. What is cut
/// off, put together of pieces or written in code shows up. It is spoken only inside <see cref="Spoken"/>.
/// </summary>
internal sealed class PseudoLanguage : ResourceManager
{
    /// <summary>Its name, of those that no real language has.</summary>
    public const string Name = "qps";

    private const string Plain = "aeiouAEIOUcnsyz";
    private const string Accented = "àéîõüÀÉÎÕÜçñšýž";
    private const double Longer = 0.4;

    private static readonly AsyncLocal<bool> IsSpoken = new();
    private readonly ResourceManager _english;

    private PseudoLanguage(ResourceManager english) => _english = english;

    /// <summary>Whoever asks for it from here on, until it is disposed, gets it; tests beside do not.</summary>
    public static IDisposable Spoken()
    {
        foreach (var texts in new[] { Texts.Sentences, RefusalText.Texts, ReceiptText.Texts })
        {
            ref var english = ref English(texts);
            if (english is not PseudoLanguage)
                english = new PseudoLanguage(english);
        }

        IsSpoken.Value = true;
        return new Silence();
    }

    /// <summary>The English text that one of its own is made of.</summary>
    public static string English(LanguageTexts texts, string key) =>
        (English(texts) as PseudoLanguage)!._english.GetString(key, CultureInfo.InvariantCulture)!;

    /// <inheritdoc/>
    public override string? GetString(string name, CultureInfo? culture) =>
        _english.GetString(name, culture) is { } text && IsSpoken.Value ? Of(text) : _english.GetString(name, culture);

    /// <inheritdoc/>
    public override ResourceSet? GetResourceSet(CultureInfo culture, bool createIfNotExists, bool tryParents) =>
        _english.GetResourceSet(culture, createIfNotExists, tryParents);

    /// <summary>A text of it. Places for values and parts that may be left out stay what they are.</summary>
    public static string Of(string english)
    {
        var lines = english.ReplaceLineEndings("\n").Split('\n').Select(line =>
        {
            var text = new StringBuilder(line.Length * 2);
            foreach (var letter in line)
                text.Append(Plain.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at ? Accented[at] : letter);
            for (var more = (int)(line.Length * Longer); more > 0; more -= 8)
                text.Append(' ').Append('~', Math.Min(7, Math.Max(1, more - 1)));
            return text.ToString();
        });
        return $"‹{string.Join('\n', lines)}›";
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_english")]
    private static extern ref ResourceManager English(LanguageTexts texts);

    private sealed class Silence : IDisposable
    {
        public void Dispose() => IsSpoken.Value = false;
    }
}
