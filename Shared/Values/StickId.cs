using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>The name printed on a stick, for example <c>PK-0042</c>. It names the delivery <c>deliveries/ID.json</c>.</summary>
[JsonConverter(typeof(TokenConverter<StickId>))]
public readonly record struct StickId : IToken<StickId>
{
    private readonly string? _text;

    private StickId(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "capital letters, digits and hyphens, at most 32";

    /// <inheritdoc/>
    public string Text => _text ?? throw new InvalidOperationException("This StickId was never set.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out StickId token)
    {
        var good = Token.IsLabel(text);
        token = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";
}
