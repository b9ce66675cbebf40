using System.Globalization;
using System.Text.Json;

namespace PatchKit.Shared.Trust;

/// <summary>A JSON value and the path that leads to it; every getter checks the type.</summary>
/// <remarks>The getters throw <see cref="FormatException"/>, which <see cref="MetadataReader"/> alone catches.</remarks>
internal readonly struct MetadataElement(JsonElement json, string path)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public JsonElement Json => json;

    public string Path => path;

    public static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public MetadataElement Member(string name) =>
        Optional(name) ?? throw Fault($"the member '{name}' is missing");

    public MetadataElement? Optional(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        return json.TryGetProperty(name, out var member) ? new MetadataElement(member, $"{path}.{name}") : null;
    }

    public IEnumerable<(string Name, MetadataElement Value)> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        var at = path;
        return json.EnumerateObject().Select(m => (m.Name, new MetadataElement(m.Value, $"{at}.{m.Name}")));
    }

    public IEnumerable<MetadataElement> Items()
    {
        Expect(JsonValueKind.Array, "an array");
        var at = path;
        return json.EnumerateArray().Select((item, i) => new MetadataElement(item, $"{at}[{i}]"));
    }

    public string Text()
    {
        Expect(JsonValueKind.String, "a string");
        return json.GetString()!;
    }

    public long Integer(long min, long max)
    {
        Expect(JsonValueKind.Number, "an integer");
        return json.TryGetInt64(out var value) && value >= min && value <= max
            ? value
            : throw Fault($"{json.GetRawText()} is not an integer from {min} to {max}");
    }

    public bool Flag() => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault("not true or false"),
    };

    public DateTimeOffset Time() =>
        DateTimeOffset.TryParseExact(Text(), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var time)
            ? time
            : throw Fault($"'{Text()}' is not a time such as 2030-01-01T00:00:00Z");

    public byte[] Hex()
    {
        var text = Text();
        return text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(text)
            : throw Fault("not an even number of hexadecimal digits");
    }

    /// <summary>A list of strings in which none stands twice.</summary>
    public IEnumerable<string> DistinctTexts()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in Items())
            yield return seen.Add(item.Text()) ? item.Text() : throw item.Fault($"'{item.Text()}' stands there twice");
    }

    public FormatException Fault(string reason) => new($"{path}: {reason}");

    private void Expect(JsonValueKind kind, string expected)
    {
        if (json.ValueKind != kind)
            throw Fault($"expected {expected}, found {json.ValueKind}");
    }
}
