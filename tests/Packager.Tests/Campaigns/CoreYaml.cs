using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>
/// YAML as an editor sees it, which knows nothing of a campaign: plain values by the core schema of YAML 1.2, so that 1.10 is a
/// number and lost its zero.
/// </summary>
internal static partial class CoreYaml
{
    public static JsonNode? Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return Node(stream.Documents.Single().RootNode);
    }

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(Pairs(mapping).Select(pair => KeyValuePair.Create(pair.Key, Node(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value ?? ""),
        YamlScalarNode quoted => JsonValue.Create(quoted.Value),
        _ => throw new InvalidOperationException($"{node.Start}: {node.NodeType}"),
    };

    private static Dictionary<string, YamlNode> Pairs(YamlMappingNode mapping)
    {
        var merged = new Dictionary<string, YamlNode>();
        foreach (var (key, value) in mapping.Children)
        {
            if (((YamlScalarNode)key).Value is var name && name != "<<")
                merged[name!] = value;
            else
                foreach (var (inherited, theirs) in Pairs((YamlMappingNode)value))
                    merged.TryAdd(inherited, theirs);
        }

        return merged;
    }

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when Whole().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var whole) => JsonValue.Create(whole),
        _ when Hexadecimal().IsMatch(text) =>
            JsonValue.Create(long.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        _ when Broken().IsMatch(text) =>
            JsonValue.Create(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"\A[-+]?[0-9]+\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A0x[0-9a-fA-F]+\z")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"\A[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z")]
    private static partial Regex Broken();
}
