using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>The name of a product in a campaign, for example <c>miseqdx</c>.</summary>
[JsonConverter(typeof(TokenConverter<ProductId>))]
public readonly record struct ProductId : IToken<ProductId>
{
    private readonly string? _text;

    private ProductId(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "lower-case letters, digits, dots and hyphens, at most 64";

    /// <inheritdoc/>
    public string Text => _text ?? throw new InvalidOperationException("This ProductId was never set.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProductId token)
    {
        var good = Token.IsSlug(text);
        token = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";
}
