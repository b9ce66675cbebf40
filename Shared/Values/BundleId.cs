using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>
/// The name of one bundle: campaign and version, for example <c>fsn2023-1338-1.0.0</c>. It names the file <c>bundles/ID.zip</c>.
/// </summary>
[JsonConverter(typeof(TokenConverter<BundleId>))]
public readonly record struct BundleId : IToken<BundleId>
{
    private readonly string? _text;

    private BundleId(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "lower-case letters, digits, dots and hyphens, at most 64";

    /// <inheritdoc/>
    public string Text => _text ?? throw new InvalidOperationException("This BundleId was never set.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out BundleId token)
    {
        var good = Token.IsSlug(text);
        token = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";
}
