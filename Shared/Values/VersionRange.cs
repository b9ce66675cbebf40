using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>
/// Versions between bounds: comparisons joined by blanks that must all hold, for example <c>&gt;=1.0.0 &lt;=1.3.1</c>.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed record VersionRange
{
    /// <summary>What a range may look like, in one sentence for its author.</summary>
    public const string Rule = "a version range is comparisons joined by blanks, for example '>=1.0.0 <=1.3.1'; "
        + "the operators are >= <= > < and =";

    private static readonly ImmutableArray<string> Operators = [">=", "<=", ">", "<", "="];
    private readonly ImmutableArray<(string Operator, SoftwareVersion Version)> _comparisons;

    private VersionRange(string text, ImmutableArray<(string, SoftwareVersion)> comparisons)
    {
        Text = text;
        _comparisons = comparisons;
    }

    /// <summary>The range as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether a version lies in the range.</summary>
    public bool Contains(SoftwareVersion version) => _comparisons.All(comparison => comparison.Operator switch
    {
        ">=" => version >= comparison.Version,
        "<=" => version <= comparison.Version,
        ">" => version > comparison.Version,
        "<" => version < comparison.Version,
        _ => version == comparison.Version,
    });

    /// <summary>Whether no version at all lies in the range, as in <c>&gt;=4.0 &lt;3.0</c>.</summary>
    public bool IsEmpty => !Overlaps(this);

    /// <summary>Whether some version lies in both ranges.</summary>
    public bool Overlaps(VersionRange other) => Corners(other).Any(version => Contains(version) && other.Contains(version));

    /// <summary>Whether every version of this range lies in another one too.</summary>
    public bool LiesIn(VersionRange other) => Corners(other).All(version => !Contains(version) || other.Contains(version));

    // The lowest version of what one or both hold, or do not, is the oldest of all, a bound, or the version behind a bound.
    private IEnumerable<SoftwareVersion> Corners(VersionRange other)
    {
        var bounds = _comparisons.Concat(other._comparisons).Select(comparison => comparison.Version).ToList();
        return bounds.Append(SoftwareVersion.Oldest).Concat(bounds.Select(bound => bound.Next).OfType<SoftwareVersion>());
    }

    /// <summary>Reads a range; false when it breaks <see cref="Rule"/>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VersionRange? range)
    {
        range = null;
        var comparisons = ImmutableArray.CreateBuilder<(string, SoftwareVersion)>();
        foreach (var piece in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = Operators.FirstOrDefault(candidate => piece.StartsWith(candidate, StringComparison.Ordinal));
            if (sign is null || !SoftwareVersion.TryParse(piece[sign.Length..], out var version))
                return false;
            comparisons.Add((sign, version));
        }

        range = comparisons.Count == 0 ? null : new(text!, comparisons.ToImmutable());
        return range is not null;
    }

    /// <inheritdoc/>
    public bool Equals(VersionRange? other) => other?.Text == Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Reads and writes it as JSON text. Public, since the JSON contexts of every project have to see it.</summary>
    public sealed class Converter : JsonConverter<VersionRange>
    {
        /// <inheritdoc/>
        public override VersionRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var range)
                ? range
                : throw new JsonException(Rule);

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, VersionRange value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}
