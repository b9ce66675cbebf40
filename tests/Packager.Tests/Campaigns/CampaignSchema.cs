using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>
/// Makes docs/formats/campaign.schema.json (JSON Schema 2020-12) from the records and their documentation comments, so that the
/// schema can neither miss a member nor explain it differently.
/// </summary>
internal sealed partial class CampaignSchema
{
    private static readonly JsonSerializerOptions Indented = new()
    { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    // Fragments may be parts of these, as they may be parts of steps and probes, and are known by a list that they hold. So what
    // may stand in them is their definition, and what must stand in them is said where they are used.
    private static readonly Dictionary<Type, string> Parts = new()
    { [typeof(Phase)] = "steps", [typeof(ModeTarget)] = "phases", [typeof(ProductTarget)] = "modes" };

    private readonly SortedDictionary<string, JsonNode> _definitions = new(StringComparer.Ordinal);
    private readonly XDocument _comments = XDocument.Load(Path.ChangeExtension(typeof(BundleManifest).Assembly.Location, ".xml"));

    public static string Write()
    {
        var schema = new CampaignSchema();
        var root = schema.Record(BundleManifest.Format.Type, null);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "campaign.yaml of PatchKit");
        root["description"] = "One field action as a release engineer writes it down. Format: docs/formats/campaign.md.";
        root["patternProperties"] = new JsonObject { ["^x-"] = schema.Fragment() };
        root["$defs"] = new JsonObject(schema._definitions.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return root.ToJsonString(Indented) + "\n";
    }

    private JsonObject Of(JsonTypeInfo type, Type record, string member)
    {
        if (Nullable.GetUnderlyingType(type.Type) is { } inner)
            return Of(type.Options.GetTypeInfo(inner), record, member);
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => Reference(type),
            JsonTypeInfoKind.Enumerable => new JsonObject
            { ["type"] = "array", ["items"] = Of(type.Options.GetTypeInfo(type.ElementType!), record, member) },
            JsonTypeInfoKind.Dictionary => Languages(() => Text(record, member, typeof(MediaPath))),
            _ when type.Type == typeof(LocalizedText) => Localized(type),
            _ => Leaf(type, record, member),
        };
    }

    private JsonObject Reference(JsonTypeInfo type)
    {
        if (_definitions.TryAdd(type.Type.Name, new JsonObject()))
            _definitions[type.Type.Name] = type.PolymorphismOptions is null ? Record(type, null) : Choice(type);
        var schema = To(type.Type.Name);
        if (Parts.ContainsKey(type.Type))
        {
            var whole = new JsonObject { ["type"] = "object" };
            Whole(whole, type, null);
            (schema["if"], schema["then"]) = (new JsonObject { ["type"] = "object" }, whole);
        }

        return schema;
    }

    // By its kind and not by trial: a step with one mistake has one error, of its own kind.
    private JsonObject Choice(JsonTypeInfo type)
    {
        foreach (var (kind, derived) in JsonShape.Kinds(type))
            _definitions[derived.Type.Name] = Record(derived, kind);
        return new JsonObject
        {
            ["description"] = Comment($"T:{type.Type.FullName}", null),
            ["type"] = "object",
            ["properties"] = new JsonObject { ["kind"] = Kind(JsonShape.Kinds(type).Select(kind => kind.Kind)) },
            ["required"] = new JsonArray("kind"),
            ["allOf"] = new JsonArray([.. JsonShape.Kinds(type).Select(kind =>
            {
                var then = To(kind.Type.Type.Name);
                Whole(then, kind.Type, kind.Kind);
                return When(Has("kind", kind.Kind), then);
            })]),
        };
    }

    private JsonObject Record(JsonTypeInfo type, string? kind)
    {
        var properties = new JsonObject();
        if (kind is not null)
            properties["kind"] = new JsonObject { ["const"] = kind, ["description"] = Comment($"T:{type.Type.FullName}", null) };
        var defaults = CampaignDefaults.Of(type.Type).ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var member in Members(type))
        {
            var schema = Of(type.Options.GetTypeInfo(member.PropertyType), type.Type, member.Name);
            SchemaValues.Bound(schema, type.Type, member.Name);
            schema["description"] = Describe((PropertyInfo)member.AttributeProvider!);
            if (defaults.TryGetValue(member.Name, out var value))
                schema["default"] = value?.DeepClone();
            properties[member.Name] = schema;
        }

        var record = new JsonObject
        {
            ["description"] = Comment($"T:{type.Type.FullName}", null),
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        if (kind is null && !Parts.ContainsKey(type.Type))
            Whole(record, type, null);
        return record;
    }

    /// <summary>
    /// What stands below a name for fragments: parts of steps, probes, phases, modes and products, told by what they hold.
    /// </summary>
    private JsonObject Fragment()
    {
        var (step, probe, source) = (TypeOf<Step>(), TypeOf<Probe>(), TypeOf<ValueSource>());
        var kinds = JsonShape.Kinds(step).Concat(JsonShape.Kinds(probe)).Select(kind =>
        {
            // Where a value source has members that the probe of its kind has not, they tell the one from the other.
            var other = JsonShape.Kinds(source).FirstOrDefault(one => one.Kind == kind.Kind).Type;
            var own = other is null ? null : Members(other).Select(member => member.Name)
                .Except(Members(kind.Type).Select(member => member.Name)).FirstOrDefault();
            return When(Has("kind", kind.Kind), own is null ? To(kind.Type.Type.Name)
                : Either(Has(own), To(other!.Type.Name), To(kind.Type.Type.Name)));
        });
        var byKind = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["kind"] = Kind(JsonShape.Kinds(step).Concat(JsonShape.Kinds(probe))
                .Select(kind => kind.Kind))
            },
            ["allOf"] = new JsonArray([.. kinds]),
        };
        var mapping = Parts.Aggregate(byKind, (others, part) => Either(Has(part.Value), To(part.Key.Name), others));
        _definitions[nameof(Fragment)] = Either(new() { ["type"] = "array" },
            new() { ["type"] = "array", ["items"] = To(nameof(Fragment)) },
            Either(new() { ["type"] = "object" }, mapping, null));
        var fragment = To(nameof(Fragment));
        fragment["description"] = "Fragments for anchors, whole ones and parts; dropped from the bundle.";
        return fragment;
    }

    private static JsonTypeInfo TypeOf<T>() => BundleManifest.Format.Type.Options.GetTypeInfo(typeof(T));

    private static JsonObject To(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };

    private static JsonObject When(JsonObject condition, JsonObject then) => new() { ["if"] = condition, ["then"] = then };

    private static JsonObject Either(JsonObject condition, JsonObject then, JsonObject? otherwise)
    {
        var schema = When(condition, then);
        if (otherwise is not null)
            schema["else"] = otherwise;
        return schema;
    }

    private static JsonObject Has(string member, string? value = null) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [member] = value is null ? (JsonNode)true : new JsonObject { ["const"] = value } },
        ["required"] = new JsonArray(member),
    };

    private static JsonObject Kind(IEnumerable<string> kinds) => new()
    {
        ["enum"] = new JsonArray([.. kinds.Distinct().Select(kind => JsonValue.Create(kind))]),
        ["description"] = "Its kind.",
    };

    private static IEnumerable<JsonPropertyInfo> Members(JsonTypeInfo type) => JsonShape.Members(type)
        .Where(member => type.Type != typeof(BundleManifest) || !Campaign.Computed.Contains(member.Name))
        .OrderBy(member => member.Order);

    // A strict validator wants to see the members that are required beside the word.
    private static void Whole(JsonObject schema, JsonTypeInfo type, string? kind)
    {
        var optional = CampaignDefaults.Of(type.Type).Select(pair => pair.Key).ToHashSet();
        var required = Members(type).Where(member => member.IsRequired && !optional.Contains(member.Name))
            .Select(member => member.Name).ToList();
        if (kind is not null)
            required.Insert(0, "kind");
        schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        if (!schema.ContainsKey("properties"))
            schema["properties"] = new JsonObject(required.Select(name => KeyValuePair.Create(name, (JsonNode?)true)));
    }

    private JsonObject Localized(JsonTypeInfo type)
    {
        if (_definitions.TryAdd(type.Type.Name, new JsonObject()))
        {
            var text = Languages(() => Text(typeof(LocalizedText), "", typeof(LocalizedText)));
            text.Insert(0, "description", Comment($"T:{type.Type.FullName}", null));
            _definitions[type.Type.Name] = text;
        }

        return To(type.Type.Name);
    }

    private static JsonObject Languages(Func<JsonObject> text)
    {
        var named = LocalizedText.Languages.Select(language =>
        {
            var schema = text();
            schema["description"] = $"In the language {language}.";
            return KeyValuePair.Create(language, (JsonNode?)schema);
        });
        return new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(named),
            // A name stands in one of the two lists, as strict validators want it.
            ["patternProperties"] = new JsonObject
            { [$"^(?!(?:{string.Join('|', LocalizedText.Languages)})$){SchemaValues.Language[1..]}"] = text() },
            ["required"] = new JsonArray(LocalizedText.English),
            ["additionalProperties"] = false,
        };
    }

    private JsonObject Leaf(JsonTypeInfo type, Type record, string member)
    {
        if (type.Type.IsEnum)
        {
            var names = Enum.GetValues(type.Type).Cast<object>()
                .Select(value => (string)JsonSerializer.SerializeToNode(value, type)!).ToList();
            var numbers = names.Where(name => int.TryParse(name, out _))
                .Select(name => JsonValue.Create(int.Parse(name, CultureInfo.InvariantCulture)));
            return new JsonObject { ["enum"] = new JsonArray([.. names.Select(name => JsonValue.Create(name)), .. numbers]) };
        }

        if (type.Type == typeof(DateTimeOffset))
            return new JsonObject { ["type"] = "string", ["format"] = "date-time", ["pattern"] = SchemaValues.Moment };
        if (type.Type == typeof(bool))
            return new JsonObject { ["type"] = "boolean" };
        return type.Type == typeof(int) || type.Type == typeof(long)
            ? new JsonObject { ["type"] = "integer" }
            : Text(record, member, type.Type);
    }

    private JsonObject Text(Type record, string member, Type type)
    {
        var name = SchemaValues.NameOf(record, member, type);
        if (!_definitions.ContainsKey(name))
            _definitions[name] = SchemaValues.Definition(name);
        return To(name);
    }

    private string Describe(PropertyInfo property) =>
        Comment($"P:{property.DeclaringType!.FullName}.{property.Name}", null) is { Length: > 0 } own
            ? own : Comment($"T:{property.DeclaringType.FullName}", property.Name);

    private string Comment(string id, string? parameter)
    {
        var member = _comments.Descendants("member").FirstOrDefault(member => (string?)member.Attribute("name") == id);
        var element = parameter is null
            ? member?.Element("summary")
                : member?.Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == parameter);
        var words = element?.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => ((string)see.Attribute("cref")!).Split('.')[^1].Split(':')[^1],
            XElement inner => inner.Value,
            _ => ((XText)node).Value,
        });
        return Blanks().Replace(string.Concat(words ?? []), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
