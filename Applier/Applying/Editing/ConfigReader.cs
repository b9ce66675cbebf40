using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Editing;

/// <summary>
/// Reads members of a configuration file by the platform's parsers (System.Text.Json, System.Xml, a regular expression for INI),
/// so that what <see cref="ConfigEditor"/> wrote is seen by somebody else.
/// </summary>
internal static partial class ConfigReader
{
    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 64 };

    /// <summary>Whether a member is as an edit wants it, and how it is, for log and screen.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="step">Its format and name.</param>
    /// <param name="edit">The member.</param>
    /// <exception cref="InstrumentFault">The file is not of its format, or the member stands in it twice.</exception>
    public static (bool IsSo, string Seen) Look(byte[] bytes, EditConfigStep step, ConfigEdit edit)
    {
        try
        {
            var seen = step.Format switch
            {
                ConfigFormat.Ini => Ini(bytes, edit.At),
                ConfigFormat.Json => Json(bytes, edit),
                _ => Xml(bytes, edit.At),
            };
            return (seen == edit.Value, seen is null ? $"{edit.At} is absent" : $"{edit.At} is '{seen}'");
        }
        catch (Exception wrong) when (wrong is JsonException or XmlException or FormatException or DecoderFallbackException)
        {
            throw new InstrumentFault($"{step.Target} {edit.At}", $"the file cannot be read: {wrong.Message}", wrong);
        }
    }

    private static string? Ini(byte[] bytes, string at)
    {
        var (section, key) = ConfigPath.Ini(at);
        var (current, found) = ("", new List<string>());
        foreach (Match line in IniLine().Matches(Text(bytes)))
        {
            if (line.Groups["section"].Success)
                current = line.Groups["section"].Value.Trim();
            else if (Same(current, section) && Same(line.Groups["key"].Value.Trim(), key))
                found.Add(line.Groups["value"].Value.Trim());
        }

        return found.Count < 2 ? found.FirstOrDefault() : throw new FormatException("the key stands there twice");
    }

    // Another type than the wanted one is told with it, so that "1" is not 1.
    private static string? Json(byte[] bytes, ConfigEdit edit)
    {
        using var document = JsonDocument.Parse(Text(bytes), Lenient);
        JsonElement? element = document.RootElement;
        foreach (var name in ConfigPath.Json(edit.At))
            element = element is { } parent ? Member(parent, name) : null;
        return element switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text when edit.Type == ConfigType.Text => text.GetString(),
            { ValueKind: JsonValueKind.Number } number when edit.Type == ConfigType.Number => Number(number, edit.Value),
            { ValueKind: JsonValueKind.True or JsonValueKind.False } truth when edit.Type == ConfigType.Boolean =>
                truth.GetRawText(),
            { } other => $"{other.ValueKind} {other.GetRawText()}",
        };
    }

    // 1.0 and 1 are one number.
    private static string Number(JsonElement number, string? wanted) =>
        wanted is not null && number.TryGetDecimal(out var seen)
            && decimal.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var asked) && seen == asked
            ? wanted
            : number.GetRawText();

    private static JsonElement? Member(JsonElement parent, string name) => parent.ValueKind switch
    {
        JsonValueKind.Object => parent.EnumerateObject().Where(member => member.NameEquals(name)).Take(2).ToList() switch
        {
            [] => null,
            [var only] => only.Value,
            _ => throw new FormatException($"'{name}' stands there twice"),
        },
        JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < parent.GetArrayLength() => parent[index],
        _ => null,
    };

    private static string? Xml(byte[] bytes, string at)
    {
        var (elements, attribute) = ConfigPath.Xml(at);
        using var reader = XmlReader.Create(new MemoryStream(bytes),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var root = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        XContainer? found = root;
        foreach (var step in elements)
        {
            found = found?.Elements().Where(element => element.Name.LocalName == step.Name && Fits(element, step)).Take(2)
                .ToList() switch
            {
                null or [] => null,
                [var only] => only,
                _ => throw new FormatException($"'{step.Name}' stands there twice"),
            };
        }

        return attribute is null ? (found as XElement)?.Value : found is XElement one ? Attribute(one, attribute) : null;
    }

    private static bool Fits(XElement element, XmlStep step) => step.Key is null || Attribute(element, step.Key) == step.Value;

    private static string? Attribute(XElement element, string name) => element.Attributes()
        .FirstOrDefault(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.LocalName == name)?.Value;

    private static string Text(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Fallback(bytes), detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    // As the editor does: byte for byte where it is not UTF-8.
    private static Encoding Fallback(byte[] bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[ \t]*(\[(?<section>[^\]\r\n]*)\]|(?![;#\[])(?<key>[^=\r\n]*)=(?<value>[^\r\n]*))",
        RegexOptions.Multiline)]
    private static partial Regex IniLine();
}
