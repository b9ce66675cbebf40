using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PatchKit.Shared.Values;

/// <summary>Lower-case letters, digits, dots and hyphens; begins and ends with a letter or digit, no two dots in a row.</summary>
public readonly record struct Slug : IToken<Slug>
{
    private const int Longest = 64;
    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    private readonly string? _text;

    private Slug(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "lower-case letters, digits, dots and hyphens, at most 64; no device name of Windows";

    /// <inheritdoc/>
    public string Text => _text ?? throw new InvalidOperationException("This name was never set.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Slug token)
    {
        var good = Alphabet.Allows(text, Characters, Longest);
        token = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";
}

/// <summary>Capital letters, digits and hyphens; begins and ends with a letter or digit.</summary>
public readonly record struct Label : IToken<Label>
{
    private const int Longest = 32;
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    private readonly string? _text;

    private Label(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "capital letters, digits and hyphens, at most 32; no device name of Windows";

    /// <inheritdoc/>
    public string Text => _text ?? throw new InvalidOperationException("This name was never set.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Label token)
    {
        var good = Alphabet.Allows(text, Characters, Longest);
        token = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";
}

internal static class Alphabet
{
    public static bool Allows([NotNullWhen(true)] string? text, SearchValues<char> characters, int longest) =>
        text is { Length: > 0 } && text.Length <= longest && !text.AsSpan().ContainsAnyExcept(characters)
        && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
            && !text.Contains("..", StringComparison.Ordinal)
            // Names become files, and con.1 or COM1 would be a device.
            && MediaPath.Parse(text).Refusal is null;
}
