using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>The support desk's name of a customer.</summary>
[JsonConverter(typeof(TokenConverter<CustomerId>))]
public readonly record struct CustomerId : IToken<CustomerId>
{
    private readonly string? _text;

    private CustomerId(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "lower-case letters, digits, dots and hyphens, at most 64";

    /// <inheritdoc/>
    public string Text => _text ?? throw new InvalidOperationException("This CustomerId was never set.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out CustomerId token)
    {
        var good = Token.IsSlug(text);
        token = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";
}
