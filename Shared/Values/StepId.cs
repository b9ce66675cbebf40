using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>The name of a step, unique in its plan.</summary>
[JsonConverter(typeof(TokenConverter<StepId>))]
public readonly record struct StepId : IToken<StepId>
{
    private readonly string? _text;

    private StepId(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "lower-case letters, digits, dots and hyphens, at most 64";

    /// <inheritdoc/>
    public string Text => _text ?? throw new InvalidOperationException("This StepId was never set.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out StepId token)
    {
        var good = Token.IsSlug(text);
        token = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";
}
