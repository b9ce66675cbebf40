using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Shared.Json;

namespace PatchKit.Tests;

/// <summary>
/// Structural mutants of a good file: something dropped, null, twice, of another type, or stretched. Whatever stands in a file, a
/// reader gives a value or a refusal, and takes little memory for it.
/// </summary>
internal static class Mutants
{
    // Some thirty formats: together more than 30,000 in every run.
    private const int Count = 1100;
    private const long MostMemory = 120_000_000;

    /// <summary>Reads by a format; a value has to be whole, so that it can be written again.</summary>
    public static Func<byte[], Refusal?> Read<T>(JsonFormat<T> format)
        where T : notnull => bytes => format.Read(bytes, "f").Then<byte[]>(value => format.Write(value)).Refusal;

    /// <summary>Feeds the mutants of a good file to its reader.</summary>
    public static void Feed(string good, Func<byte[], Refusal?> read, ITestOutputHelper output)
    {
        Assert.Null(read(Encoding.UTF8.GetBytes(good)));
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < Count; i++)
        {
            var mutant = Of(good, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                refused += read(mutant) is null ? 0 : 1;
            }
            catch (Exception wrong)
            {
                var begin = Encoding.UTF8.GetString(mutant.AsSpan(0, Math.Min(mutant.Length, 2000)));
                Assert.Fail($"seed {seed}, mutant {i}: {wrong}\n{begin}");
            }

            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken < MostMemory, $"seed {seed}, mutant {i} of {mutant.Length} bytes took {taken} bytes");
        }

        output.WriteLine($"{refused} of {Count} refused");
        // Nearly all of them break something; a reader that takes them all looks at nothing.
        Assert.True(refused > Count / 2, $"seed {seed}: {refused} of {Count} refused");
    }

    /// <summary>One mutant; the same random numbers give the same one.</summary>
    private static byte[] Of(string good, Random random)
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
