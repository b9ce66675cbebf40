using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>
/// The serial number of an instrument as it is printed, for example <c>M70503</c> or <c>sn-2024/0042.b</c>. Its usual shape is
/// the campaign's to warn on. Registers, spreadsheets and the instrument itself write one number with capital or small letters:
/// it is the same instrument, and two numbers are compared by their <see cref="Key"/>. Leading zeros count: nobody can know that
/// <c>0042</c> and <c>42</c> are one.
/// </summary>
[JsonConverter(typeof(TokenConverter<SerialNumber>))]
public readonly record struct SerialNumber : IToken<SerialNumber>
{
    private const int Longest = 40;
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/._");
    private readonly string? _text;

    private SerialNumber(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule =>
        "letters, digits and - / . _ with a letter or digit at both ends, at most 40; no device name of " +
        "Windows";

    /// <summary>As it was written.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This name was never set.");

    /// <summary>Equal for two spellings of one number: its capitals.</summary>
    public string Key => Text.ToUpperInvariant();

    /// <summary>As it stands in the name of a file.</summary>
    public string FileName => InFile(Text);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out SerialNumber token)
    {
        var good = text?.Length <= Longest && !text.AsSpan().ContainsAnyExcept(Characters)
            && Alphabet.Allows(InFile(text), Characters, Longest);
        token = good ? new(text!) : default;
        return good;
    }

    /// <summary>Whether a text can be a part of one: what a person typed of its end.</summary>
    public static bool IsPart(string text) =>
        text.Length is > 0 and <= Longest && !text.AsSpan().ContainsAnyExcept(Characters);

    /// <inheritdoc/>
    public bool Equals(SerialNumber other) => string.Equals(_text, other._text, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => _text?.GetHashCode(StringComparison.OrdinalIgnoreCase) ?? 0;

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";

    private static string InFile(string text) => text.Replace('/', '_');
}
