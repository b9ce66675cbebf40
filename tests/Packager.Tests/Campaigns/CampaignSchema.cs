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
    private readonly SortedDictionary<string, JsonNode> _definitions = new(StringComparer.Ordinal);
    private readonly XDocument _comments = XDocument.Load(Path.ChangeExtension(typeof(BundleManifest).Assembly.Location, ".xml"));

    public static string Write()
    {
        var schema = new CampaignSchema();
        var root = schema.Record(BundleManifest.Format.Type, null);
        foreach (var name in Campaign.Computed)
            root["properties"]!.AsObject().Remove(name);
        root["required"] = new JsonArray(
            [.. root["required"]!.AsArray().Select(name => (string)name!).Except(Campaign.Computed)
            .Select(name => JsonValue.Create(name))]);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "campaign.yaml of PatchKit");
        root["description"] = "One field action as a release engineer writes it down. Format: docs/formats/campaign.md.";
        root["patternProperties"] =
            new JsonObject { ["^x-"] = new JsonObject { ["description"] = "Fragments for anchors; dropped from the bundle." } };
        root["$defs"] = new JsonObject(schema._definitions.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return root.ToJsonString(Indented) + "\n";
    }

    private JsonObject Of(JsonTypeInfo type)
    {
        if (Nullable.GetUnderlyingType(type.Type) is { } inner)
            return Of(type.Options.GetTypeInfo(inner));
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => Reference(type),
            JsonTypeInfoKind.Enumerable =>
                new JsonObject { ["type"] = "array", ["items"] = Of(type.Options.GetTypeInfo(type.ElementType!)) },
            JsonTypeInfoKind.Dictionary => Languages(),
            _ when type.Type == typeof(LocalizedText) => Text(type),
            _ => Leaf(type),
        };
    }

    private JsonObject Reference(JsonTypeInfo type)
    {
        if (_definitions.TryAdd(type.Type.Name, new JsonObject()))
            _definitions[type.Type.Name] = type.PolymorphismOptions is null ? Record(type, null) : Choice(type);
        return new JsonObject { ["$ref"] = $"#/$defs/{type.Type.Name}" };
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
            ["properties"] = new JsonObject
            {
                ["kind"] = new JsonObject
                {
                    ["enum"] = new JsonArray([.. JsonShape.Kinds(type).Select(kind => JsonValue.Create(kind.Kind))]),
                    ["description"] = "Its kind.",
                },
            },
            ["required"] = new JsonArray("kind"),
            ["allOf"] = new JsonArray([.. JsonShape.Kinds(type).Select(kind => new JsonObject
            {
                ["if"] = new JsonObject
                {
                    ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = kind.Kind } },
                    ["required"] = new JsonArray("kind"),
                },
                ["then"] = new JsonObject { ["$ref"] = $"#/$defs/{kind.Type.Type.Name}" },
            })]),
        };
    }

    private JsonObject Record(JsonTypeInfo type, string? kind)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        if (kind is not null)
        {
            properties["kind"] = new JsonObject { ["const"] = kind, ["description"] = Comment($"T:{type.Type.FullName}", null) };
            required.Add("kind");
        }

        var defaults = CampaignDefaults.Of(type.Type).ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var member in JsonShape.Members(type).OrderBy(member => member.Order))
        {
            var schema = Of(type.Options.GetTypeInfo(member.PropertyType));
            schema["description"] = Describe((PropertyInfo)member.AttributeProvider!);
            if (defaults.TryGetValue(member.Name, out var value))
                schema["default"] = value?.DeepClone();
            else if (member.IsRequired)
                required.Add(member.Name);
            properties[member.Name] = schema;
        }

        return new JsonObject
        {
            ["description"] = Comment($"T:{type.Type.FullName}", null),
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = false,
        };
    }

    private JsonObject Text(JsonTypeInfo type)
    {
        var text = Languages();
        text.Insert(0, "description", Comment($"T:{type.Type.FullName}", null));
        _definitions[type.Type.Name] = text;
        return new JsonObject { ["$ref"] = $"#/$defs/{type.Type.Name}" };
    }

    private static JsonObject Languages() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(LocalizedText.Languages.Select(
            language => KeyValuePair.Create(
                language, (JsonNode?)new JsonObject { ["type"] = "string", ["description"] = $"In the language {language}." }))),
        ["patternProperties"] = new JsonObject
        { ["^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"] = new JsonObject { ["type"] = "string" } },
        ["required"] = new JsonArray(LocalizedText.English),
        ["additionalProperties"] = false,
    };

    private static JsonObject Leaf(JsonTypeInfo type)
    {
        if (type.Type.IsEnum)
        {
            var names = Enum.GetValues(type.Type).Cast<object>().Select(value => JsonSerializer.SerializeToNode(value, type));
            return new JsonObject { ["enum"] = new JsonArray([.. names]) };
        }

        if (type.Type == typeof(DateTimeOffset))
            return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        return new JsonObject
        {
            ["type"] = type.Type == typeof(bool) ? "boolean" : type.Type == typeof(int) || type.Type == typeof(long)
                ? "integer"
                : "string",
        };
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
