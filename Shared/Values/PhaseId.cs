using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>The name of a phase of a plan: <c>patch</c> or <c>user-configuration</c> in the first campaign.</summary>
[JsonConverter(typeof(TokenConverter<PhaseId>))]
public readonly record struct PhaseId : IToken<PhaseId>
{
    private readonly string? _text;

    private PhaseId(string text) => _text = text;

    /// <inheritdoc/>
    public static string Rule => "lower-case letters, digits, dots and hyphens, at most 64";

    /// <inheritdoc/>
    public string Text => _text ?? throw new InvalidOperationException("This PhaseId was never set.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, out PhaseId token)
    {
        var good = Token.IsSlug(text);
        token = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(none)";
}
