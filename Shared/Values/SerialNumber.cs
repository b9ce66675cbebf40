using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>
/// The serial number of an instrument, for example <c>M70503</c>. Its usual shape is the campaign's to warn on.
/// </summary>
[JsonConverter(typeof(TokenConverter<SerialNumber>))]
public readonly record struct SerialNumber : IToken<SerialNumber>
{
    private readonly string? _text;

    private SerialNumber(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "capital letters, digits and hyphens, at most 32";

    /// <inheritdoc/>
    public string Text => _text ?? throw new InvalidOperationException("This SerialNumber was never set.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out SerialNumber token)
    {
        var good = Token.IsLabel(text);
        token = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";
}
