using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Sets or removes members of a configuration file and leaves the rest of it as it is: comments, order, encoding, line ends. Its
/// read-back is made by another parser than the one that wrote.
/// </summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Target">Full path of the file on the instrument, at most 1 MiB. It must be there.</param>
/// <param name="Format">How the file is written.</param>
/// <param name="Edits">The members, each once.</param>
public sealed record EditConfigStep(
    StepId Id,
    LocalizedText Title,
    [property: JsonRequired] InstrumentPath Target,
    [property: JsonRequired] ConfigFormat Format,
    [property: JsonRequired] ImmutableArray<ConfigEdit> Edits) : Step(Id, Title)
{
    private protected override IEnumerable<InstrumentPath> Files => [Target];

    /// <summary>Whether it sets a member of the same file again.</summary>
    internal bool EditsAnew(EditConfigStep earlier) => Target.CollisionKey == earlier.Target.CollisionKey
        && Edits.Any(edit => earlier.Edits.Any(other => string.Equals(edit.At, other.At, StringComparison.OrdinalIgnoreCase)));

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        book.Some(Edits.Length, $"{path}.edits", "member");
        book.Distinct(Edits.Select(edit => Format == ConfigFormat.Ini ? edit.At.ToUpperInvariant() : edit.At),
            i => $"{path}.edits[{i}].at", "member");
        for (var i = 0; i < Edits.Length; i++)
            Edits[i].Check(book, Format, $"{path}.edits[{i}]");
    }
}

/// <summary>One member of a configuration file.</summary>
/// <param name="At">
/// Where it stands. INI: <c>[Section]Key</c>, or <c>Key</c> before the first section. JSON: a JSON Pointer (RFC 6901),
/// <c>/server/port</c>. XML: elements by local name from the root, each perhaps with one attribute, and perhaps an attribute at
/// the end: <c>/configuration/appSettings/add[@key='Port']/@value</c>.
/// </param>
public sealed record ConfigEdit([property: JsonRequired] string At)
{
    /// <summary>The value it gets; left out when it is removed.</summary>
    public string? Value { get; init; }

    /// <summary>The value's type, in JSON; elsewhere everything is text.</summary>
    [JsonRequired]
    public ConfigType Type { get; init; } = ConfigType.Text;

    /// <summary>True removes the member.</summary>
    [JsonRequired]
    public bool Remove { get; init; }

    private const int LongestValue = 4000;

    internal void Check(RuleBook book, ConfigFormat format, string path)
    {
        book.Pass(ConfigPath.Fault(format, At), $"{path}.at");
        book.Require(Remove == (Value is null), path, "a member has a value or is removed; allowed: value, or remove: true");
        book.Require(format == ConfigFormat.Json || Type == ConfigType.Text, $"{path}.type",
            "only members of a JSON file have types; leave it out");
        if (Value is null)
            return;
        book.Require(Value.Length <= LongestValue, $"{path}.value",
            $"the value has {Value.Length} characters; at most {LongestValue} are allowed");
        book.Require(Printable.Is(Value), $"{path}.value", "the value has a line break or another control character");
        book.Require(format != ConfigFormat.Ini || Value.Trim() == Value, $"{path}.value",
            "an INI file keeps no blanks before and after a value");
        book.Require(
            Type switch
            {
                ConfigType.Number => decimal.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                    && (char.IsAsciiDigit(Value[0]) || Value[0] == '-'),
                ConfigType.Boolean => Value is "true" or "false",
                _ => true,
            },
            $"{path}.value", $"'{Value}' is not a {Type.ToString().ToLowerInvariant()} as JSON writes it");
    }
}

/// <summary>How a configuration file is written.</summary>
[JsonConverter(typeof(StrictEnumConverter<ConfigFormat>))]
public enum ConfigFormat
{
    /// <summary>Sections with lines <c>key=value</c>; letters' case does not count. What follows the sign is the value, quotes
    /// and all.</summary>
    Ini,

    /// <summary>JSON; comments and trailing commas are taken as they are.</summary>
    Json,

    /// <summary>XML without a document type.</summary>
    Xml,
}

/// <summary>The type of a JSON member.</summary>
[JsonConverter(typeof(StrictEnumConverter<ConfigType>))]
public enum ConfigType
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,
}
