using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using PatchKit.Shared.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// Turns <c>campaign.yaml</c> into the JSON of a manifest and remembers where everything stood, so that one set of rules serves
/// both and an author still gets line and column.
/// </summary>
/// <remarks>
/// Anchors, aliases and merge keys work as in YAML 1.1; top-level keys that begin with <c>x-</c> hold fragments and are dropped.
/// A plain scalar becomes a number or a truth value only where the manifest wants one, so <c>no</c> and <c>4.0</c> stay the texts
/// they look like.
/// </remarks>
internal sealed class CampaignYaml
{
    private const int DeepestNesting = 32;
    private const int MostNodes = 100_000;
    private readonly Dictionary<string, FilePosition> _names = [];
    private readonly Dictionary<string, FilePosition> _values = [];
    private int _nodes;

    private CampaignYaml()
    {
    }

    /// <summary>The campaign as JSON, defaults written down.</summary>
    public JsonObject Json { get; private set; } = [];

    /// <summary>What is allowed in YAML and is nearly always a slip.</summary>
    public IReadOnlyList<(FilePosition At, string Message)> Doubts { get; private set; } = [];

    /// <summary>Whether something was written at a JSON path, so that it has a place of its own.</summary>
    public bool Has(string path) => _values.ContainsKey(path);

    /// <summary>
    /// Where a JSON path stands in the file; a path that is not there stands where the nearest one above it does.
    /// </summary>
    public FilePosition Find(string path, bool atName = false)
    {
        for (var end = path.Length; end > 0; end = path.AsSpan(0, end).LastIndexOfAny('.', '['))
        {
            var above = path[..end];
            if (end == path.Length && atName && _names.TryGetValue(above, out var name))
                return name;
            if (_values.TryGetValue(above, out var value))
                return value;
        }

        return new FilePosition(1, 1);
    }

    /// <summary>Reads the text of a campaign.</summary>
    /// <exception cref="YamlException">It is not YAML; the exception knows the place.</exception>
    public static CampaignYaml Parse(string text, JsonTypeInfo type)
    {
        var stream = Load(text);
        if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
            throw new YamlException("a campaign is one YAML document with names and values");
        var yaml = new CampaignYaml();
        yaml._values.Add("$", At(root));
        yaml.Json = yaml.Mapping(root, type, "$", 0);
        yaml.Doubts = [.. YamlMistakes.CutOff(text)];
        return yaml;
    }

    private static YamlStream Load(string text)
    {
        var stream = new YamlStream();
        var events = new Parser(new StringReader(text));
        try
        {
            CheckEvents(events);
            stream.Load(new Parser(new StringReader(text)));
            return stream;
        }
        catch (YamlException wrong)
        {
            throw YamlMistakes.Plain(text, wrong);
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner gives up this way on some open brackets; the last thing that it understood is the nearest
            // place.
            var at = events.Current?.End ?? Mark.Empty;
            throw new YamlException(at, at, "what follows is not YAML; is a bracket or a quotation mark still open?");
        }
    }

    // The tree is built by calls that call themselves: what nests too deeply must be found before, in the flat list of events.
    // YamlDotNet itself reports an alias without an anchor at the beginning of the file.
    private static void CheckEvents(Parser events)
    {
        var anchors = new List<string>();
        var depth = 0;
        while (events.MoveNext())
        {
            var at = events.Current!;
            if (at is NodeEvent { Anchor: { IsEmpty: false } anchor })
                anchors.Add(anchor.Value);
            if (at is AnchorAlias alias && !anchors.Contains(alias.Value.Value))
                throw new YamlException(at.Start, at.End, Unknown(alias.Value.Value, anchors));
            depth += at.NestingIncrease;
            // Stream and document count as well.
            if (depth > DeepestNesting + 2)
                throw new YamlException(at.Start, at.End, $"it nests more than {DeepestNesting} deep; is a bracket stuck?");
        }
    }

    private static string Unknown(string alias, IEnumerable<string> anchors)
    {
        var nearest = anchors.MinBy(anchor => Spelling.Distance(anchor, alias));
        var hint = nearest is not null && Spelling.Distance(nearest, alias) <= Math.Max(1, alias.Length / 3)
            ? $"; did you mean *{nearest}?"
            : "; an anchor stands before its aliases, and a text that begins with * stands in quotation marks";
        return $"nothing above is named &{alias}{hint}";
    }

    private JsonNode? Node(YamlNode node, JsonTypeInfo? type, string path, int depth)
    {
        // Aliases may make a small file a large tree, or an endless one.
        if (depth > DeepestNesting || ++_nodes > MostNodes)
            throw new YamlException(node.Start, node.End,
                "the file nests too deeply or grows too large; is there an alias inside its own anchor?");
        _values.TryAdd(path, At(node));
        return node switch
        {
            YamlMappingNode mapping => Mapping(mapping, type, path, depth),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(
                (child, index) => Node(child, Item(type), $"{path}[{index}]", depth + 1))]),
            YamlScalarNode scalar => Scalar(scalar, type),
            _ => throw new YamlException(node.Start, node.End, "this is neither a value, nor a list, nor names with values"),
        };
    }

    private JsonObject Mapping(YamlMappingNode node, JsonTypeInfo? type, string path, int depth)
    {
        var pairs = Pairs(node, 0);
        var shape = type is { Kind: JsonTypeInfoKind.Object } ? Chosen(type, pairs) : null;
        var members = shape is null ? [] : JsonShape.Members(shape).ToDictionary(member => member.Name, StringComparer.Ordinal);
        var json = new JsonObject();
        foreach (var (key, value) in pairs)
        {
            if (path == "$" && key.Value!.StartsWith("x-", StringComparison.Ordinal))
                continue;
            var place = $"{path}.{key.Value}";
            _names.TryAdd(place, At(key));
            var member = type?.Kind == JsonTypeInfoKind.Dictionary ? Item(type)
                : members.TryGetValue(key.Value!, out var known) ? type!.Options.GetTypeInfo(known.PropertyType) : null;
            json.Add(key.Value!, Node(value, member, place, depth + 1));
        }

        foreach (var (name, value) in shape is null ? [] : CampaignDefaults.Of(shape.Type))
        {
            if (!json.ContainsKey(name))
                json.Add(name, value?.DeepClone());
        }

        return json;
    }

    // A merge key brings in the members of another mapping; the mapping's own members win (yaml.org/type/merge.html).
    private static List<KeyValuePair<YamlScalarNode, YamlNode>> Pairs(YamlMappingNode node, int depth)
    {
        if (depth > DeepestNesting)
            throw new YamlException(node.Start, node.End, "merge keys nest too deeply");
        var own = new List<KeyValuePair<YamlScalarNode, YamlNode>>();
        var merged = new List<KeyValuePair<YamlScalarNode, YamlNode>>();
        foreach (var (key, value) in node.Children)
        {
            if (key is not YamlScalarNode { Value: { } name } scalar)
                throw new YamlException(key.Start, key.End, "a name is a plain text");
            if (name != "<<")
                own.Add(new(scalar, value));
            else
                merged.AddRange(Merged(value).SelectMany(mapping => Pairs(mapping, depth + 1)));
        }

        var names = own.Select(pair => pair.Key.Value).ToHashSet();
        own.AddRange(merged.Where(pair => names.Add(pair.Key.Value)));
        return own;
    }

    private static IEnumerable<YamlMappingNode> Merged(YamlNode value) => value switch
    {
        YamlMappingNode mapping => [mapping],
        YamlSequenceNode sequence when sequence.Children.All(child => child is YamlMappingNode) =>
            sequence.Children.Cast<YamlMappingNode>(),
        _ => throw new YamlException(value.Start, value.End,
            "a merge key (<<) takes an alias of names with values, or a list of such aliases"),
    };

    private static JsonTypeInfo? Chosen(JsonTypeInfo type, List<KeyValuePair<YamlScalarNode, YamlNode>> pairs)
    {
        if (type.PolymorphismOptions is not { } options)
            return type;
        var kind = pairs.Find(pair => pair.Key.Value == options.TypeDiscriminatorPropertyName).Value as YamlScalarNode;
        return JsonShape.Kinds(type).FirstOrDefault(candidate => candidate.Kind == kind?.Value).Type;
    }

    private static JsonTypeInfo? Item(JsonTypeInfo? type) =>
        type?.ElementType is { } item ? type.Options.GetTypeInfo(item) : null;

    private static JsonValue? Scalar(YamlScalarNode node, JsonTypeInfo? type)
    {
        var text = node.Value ?? "";
        if (node.Style != ScalarStyle.Plain)
            return JsonValue.Create(text);
        var wanted = type is null ? null : Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (wanted == typeof(bool) && text is "true" or "false")
            return JsonValue.Create(text == "true");
        if ((wanted == typeof(int) || wanted == typeof(long))
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return JsonValue.Create(number);
        return text is "" or "~" or "null" ? null : JsonValue.Create(text);
    }

    private static FilePosition At(YamlNode node) => new(node.Start.Line, node.Start.Column);
}
