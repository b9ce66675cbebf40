using System.Text;
using System.Text.Json.Nodes;

namespace PatchKit.Tests.Shared.Json;

/// <summary>Structural mutants of a good file: something dropped, null, twice, of another type, or stretched.</summary>
internal static class Mutants
{
    /// <summary>One mutant; the same random numbers give the same one.</summary>
    public static byte[] Of(string good, Random random)
    {
        var root = JsonNode.Parse(good)!;
        var nodes = All(root).Where(node => node.Parent is not null).ToList();
        var at = nodes[random.Next(nodes.Count)];
        var other = random.Next(8) switch
        {
            0 => null,
            1 => Marker,
            2 => nodes[random.Next(nodes.Count)].DeepClone(),
            3 => JsonValue.Create(random.Next(2) == 0 ? int.MinValue : long.MaxValue),
            4 => JsonValue.Create(new string('x', 1 << random.Next(20))),
            5 => new JsonArray([.. Enumerable.Range(0, 1 << random.Next(12)).Select(_ => (JsonNode?)null)]),
            6 => JsonValue.Create(true),
            _ => new JsonObject { ["x"] = at.DeepClone() },
        };
        Replace(at, other, drop: other is null && random.Next(2) == 0);
        // Written afterwards as text: what no object model would hold.
        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace("\"\\u0001\"", Odd(random, at), StringComparison.Ordinal));
    }

    private static JsonValue Marker => JsonValue.Create("\u0001");

    private static string Odd(Random random, JsonNode at) => random.Next(7) switch
    {
        0 => new string('[', 1 << random.Next(16)),
        1 => "1e999",
        2 => new string('9', 1 << random.Next(14)),
        3 => "\"\\ud800\"",
        4 => "{\"a\":1,\"a\":2}",
        5 => string.Join("", Enumerable.Repeat("{\"a\":", 40)) + at.ToJsonString() + new string('}', 40),
        _ => "-0.0",
    };

    private static void Replace(JsonNode at, JsonNode? other, bool drop)
    {
        if (at.Parent is JsonObject owner)
        {
            var name = owner.Single(member => ReferenceEquals(member.Value, at)).Key;
            owner.Remove(name);
            if (!drop)
                owner[name] = other;
        }
        else
        {
            var list = (JsonArray)at.Parent!;
            list[list.IndexOf(at)] = other;
        }
    }

    private static IEnumerable<JsonNode> All(JsonNode node) => node switch
    {
        JsonObject owner => owner.Select(member => member.Value).OfType<JsonNode>().SelectMany(All).Prepend(node),
        JsonArray list => list.OfType<JsonNode>().SelectMany(All).Prepend(node),
        _ => [node],
    };
}
