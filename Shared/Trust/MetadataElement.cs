using System.Globalization;
using System.Text.Json;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Trust;

/// <summary>A JSON value and the way to it; every getter checks the type.</summary>
/// <remarks>
/// The getters throw <see cref="FormatException"/>, which <c>Read</c> alone catches. The path is put together when a fault needs
/// it: made for each member, a long name above many members would take memory without bound.
/// </remarks>
internal sealed class MetadataElement
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private readonly JsonElement _json;
    private readonly MetadataElement? _parent;
    private readonly string? _name;
    private readonly int _index;

    private MetadataElement(JsonElement json, MetadataElement? parent, string? name, int index) =>
        (_json, _parent, _name, _index) = (json, parent, name, index);

    public JsonElement Json => _json;

    private string Path => _parent is null ? "$"
        : _name is null ? $"{_parent.Path}[{_index.ToString(CultureInfo.InvariantCulture)}]"
        : $"{_parent.Path}.{JsonLeaf.Short(_name)}";

    public static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads untrusted bytes, and what stands in them.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="place">Its name, for the refusal.</param>
    /// <param name="longest">Longest file, in bytes.</param>
    /// <param name="read">Asks for the members.</param>
    public static Result<T> Read<T>(ReadOnlyMemory<byte> bytes, string place, int longest, Func<MetadataElement, Result<T>> read)
        where T : notnull
    {
        if (bytes.Length > longest)
            return TrustRefusals.TooLong(place, longest);
        return JsonTree.Read(bytes.Span, place, longest, SignedDocument.MaxDepth).TryGet(out var root, out var refusal)
            ? Read(new MetadataElement(root, null, null, 0), place, read)
            : TrustRefusals.FormatInvalid(place, refusal.Reason);
    }

    /// <summary>Reads what stands in a member of a file that was scanned before.</summary>
    public static Result<T> Read<T>(JsonElement member, string name, string place, Func<MetadataElement, Result<T>> read)
        where T : notnull =>
        Read(new MetadataElement(member, new(default, null, null, 0), name, 0), place, read);

    public MetadataElement Member(string name) =>
        Optional(name) ?? throw Fault($"the member '{name}' is missing");

    public MetadataElement? Optional(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        return _json.TryGetProperty(name, out var member) ? new MetadataElement(member, this, name, 0) : null;
    }

    public JsonElement Object()
    {
        Expect(JsonValueKind.Object, "an object");
        return _json;
    }

    public IEnumerable<(string Name, MetadataElement Value)> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        return _json.EnumerateObject().Select(m => (m.Name, new MetadataElement(m.Value, this, m.Name, 0)));
    }

    public IEnumerable<MetadataElement> Items()
    {
        Expect(JsonValueKind.Array, "an array");
        return _json.EnumerateArray().Select((item, i) => new MetadataElement(item, this, null, i));
    }

    public string Text()
    {
        Expect(JsonValueKind.String, "a string");
        return _json.GetString()!;
    }

    public long Integer(long min, long max)
    {
        Expect(JsonValueKind.Number, "an integer");
        return _json.TryGetInt64(out var value) && value >= min && value <= max
            ? value
            : throw Fault($"{_json.GetRawText()} is not an integer from {min} to {max}");
    }

    public bool Flag() => _json.ValueKind switch
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

    /// <summary>
    /// Bytes in lower-case hexadecimal digits, as every signer writes them: the timestamp's signature is covered by nothing else,
    /// and with one spelling no letter of it can become another one unseen.
    /// </summary>
    public byte[] Hex()
    {
        var text = Text();
        return text.Length % 2 == 0 && text.All(char.IsAsciiHexDigitLower)
            ? Convert.FromHexString(text)
            : throw Fault("not an even number of lower-case hexadecimal digits");
    }

    /// <summary>A list of strings in which none stands twice.</summary>
    public IEnumerable<string> DistinctTexts()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in Items())
            yield return seen.Add(item.Text()) ? item.Text() : throw item.Fault($"'{item.Text()}' stands there twice");
    }

    public FormatException Fault(string reason) => new($"{Path}: {reason}");

    private static Result<T> Read<T>(MetadataElement element, string place, Func<MetadataElement, Result<T>> read)
        where T : notnull
    {
        try
        {
            return read(element);
        }
        catch (FormatException wrong)
        {
            return TrustRefusals.FormatInvalid(place, wrong.Message);
        }
    }

    private void Expect(JsonValueKind kind, string expected)
    {
        if (_json.ValueKind != kind)
            throw Fault($"expected {expected}, found {_json.ValueKind}");
    }
}
