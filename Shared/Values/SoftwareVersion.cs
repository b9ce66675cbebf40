using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>A dotted version of one to four whole numbers; missing parts count as zero, so 4.0 equals 4.0.0.</summary>
[JsonConverter(typeof(Converter))]
public sealed record SoftwareVersion : IComparable<SoftwareVersion>
{
    /// <summary>What a version looks like, in one sentence for the person who wrote a wrong one.</summary>
    public const string Rule = "one to four whole numbers joined by dots";

    private readonly ImmutableArray<int> _parts;

    private SoftwareVersion(string text, ImmutableArray<int> parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>The version as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads one to four whole numbers joined by dots.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SoftwareVersion? version)
    {
        version = null;
        var pieces = text?.Split('.') ?? [];
        if (pieces.Length is < 1 or > 4)
            return false;
        var parts = new int[4];
        for (var i = 0; i < pieces.Length; i++)
        {
            if (!int.TryParse(pieces[i], NumberStyles.None, CultureInfo.InvariantCulture, out parts[i]))
                return false;
        }

        version = new(text!, [.. parts]);
        return true;
    }

    /// <summary>The oldest version that there is.</summary>
    internal static SoftwareVersion Oldest { get; } = new("0", [0, 0, 0, 0]);

    /// <summary>The version that follows at once, or null behind the last one.</summary>
    internal SoftwareVersion? Next
    {
        get
        {
            var at = 3;
            while (at >= 0 && _parts[at] == int.MaxValue)
                at--;
            if (at < 0)
                return null;
            ImmutableArray<int> parts = [.. _parts.Select((part, i) => i < at ? part : i == at ? part + 1 : 0)];
            return new(string.Join('.', parts), parts);
        }
    }

    /// <inheritdoc/>
    public int CompareTo(SoftwareVersion? other)
    {
        if (other is null)
            return 1;
        for (var i = 0; i < _parts.Length; i++)
        {
            if (_parts[i].CompareTo(other._parts[i]) is not 0 and var order)
                return order;
        }

        return 0;
    }

    /// <inheritdoc/>
    public bool Equals(SoftwareVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_parts[0], _parts[1], _parts[2], _parts[3]);

    /// <summary>Older.</summary>
    public static bool operator <(SoftwareVersion left, SoftwareVersion right) => left.CompareTo(right) < 0;

    /// <summary>Newer.</summary>
    public static bool operator >(SoftwareVersion left, SoftwareVersion right) => left.CompareTo(right) > 0;

    /// <summary>Older or the same.</summary>
    public static bool operator <=(SoftwareVersion left, SoftwareVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Newer or the same.</summary>
    public static bool operator >=(SoftwareVersion left, SoftwareVersion right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Reads and writes it as JSON text. Public, since the JSON contexts of every project have to see it.</summary>
    public sealed class Converter : JsonConverter<SoftwareVersion>
    {
        /// <inheritdoc/>
        public override SoftwareVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var version)
                ? version
                : throw new JsonException($"a version is {Rule}");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, SoftwareVersion value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}
