using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>
/// The name of one boot mode, an installed Windows of an instrument, as it stands in files. Which modes a product has is the
/// bundle's to say, and what a mode is called on screens is said there too. Everything is done once per boot mode.
/// </summary>
[JsonConverter(typeof(TokenConverter<ModeId>))]
public readonly record struct ModeId : IToken<ModeId>
{
    private const int Longest = 32;
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");
    private readonly string? _text;

    private ModeId(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "letters, digits and hyphens, at most 32; no device name of Windows";

    /// <inheritdoc/>
    public string Text => _text ?? throw new InvalidOperationException("This name was never set.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out ModeId token)
    {
        var good = Alphabet.Allows(text, Characters, Longest);
        token = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";
}
