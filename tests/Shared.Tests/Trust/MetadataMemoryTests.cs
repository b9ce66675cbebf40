using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>
/// A metadata file of the greatest length takes a bounded amount of memory, whatever stands in it, and whether anybody signed it
/// or not.
/// </summary>
/// <remarks>
/// Counted is every byte that a read of one file allocates, collected again or not: more than it can hold at any one moment; of
/// a search through many, what it goes on holding.
/// </remarks>
public sealed class MetadataMemoryTests(ITestOutputHelper output)
{
    private const long MostMemory = 120_000_000;
    private const string Rest = "\"expires\":\"2030-01-01T00:00:00Z\",\"spec_version\":\"1.0.34\",\"version\":1";
    private const string Sha = "{\"sha256\":\"00\"}";

    private static readonly Dictionary<string, (string Before, Func<int, string> Item, string After)> Shapes = new()
    {
        ["empty objects"] = Anywhere("[{}", _ => ",{}", "]"),
        ["small objects"] = Anywhere("[0", _ => ",{\"\":0}", "]"),
        ["objects of two members"] = Anywhere("[0", _ => ",{\"b\":0,\"a\":0}", "]"),
        ["numbers"] = Anywhere("[0", _ => ",0", "]"),
        ["lists"] = Anywhere("[0", _ => ",[]", "]"),
        ["texts"] = Anywhere("[0", _ => ",\"\"", "]"),
        ["members of one object"] = Anywhere("{\"\":0", i => $",\"{Number(i)}\":0", "}"),
        ["members in the wrong order"] = Anywhere("{\"\":0", i => $",\"{Number(int.MaxValue - i)}\":0", "}"),
        ["one long text"] = Anywhere("\"", _ => "aaaaaaaa", "\""),
        ["escapes"] = Anywhere("\"", _ => "\\u0001", "\""),
        ["quotation marks"] = Anywhere("\"", _ => "\\\"", "\""),
        ["a long name over many objects"] = Anywhere($"{{\"{new string('a', 1 << 20)}\":[0", _ => ",{\"\":0}", "]}"),
        ["signatures"] = ("{\"signatures\":[{\"keyid\":\"\",\"sig\":\"\"}",
            i => $",{{\"keyid\":\"{Number(i)}\",\"sig\":\"\"}}",
            $"],\"signed\":{{\"_type\":\"targets\",{Rest},\"targets\":{{}}}}}}"),
        ["targets"] = Signed(Role.Targets, $"\"targets\":{{\"\":{{\"length\":1,\"hashes\":{Sha}}}",
            i => $",\"{Number(i)}\":{{\"length\":1,\"hashes\":{Sha}}}", "}"),
        ["hashes under a long name"] = Signed(Role.Targets,
            $"\"targets\":{{\"{new string('a', 1 << 20)}\":{{\"length\":1,\"hashes\":{{\"\":\"\"",
            i => $",\"{Number(i)}\":\"\"", "}}}"),
        ["delegated roles"] = Signed(Role.Targets,
            "\"targets\":{},\"delegations\":{\"keys\":{},\"roles\":[{\"name\":\"-\",\"keyids\":[],\"threshold\":1}",
            i => $",{{\"name\":\"{Number(i)}\",\"keyids\":[],\"threshold\":1}}", "]}"),
        ["delegated paths"] = Signed(Role.Targets,
            "\"targets\":{},\"delegations\":{\"keys\":{},"
                + "\"roles\":[{\"name\":\"a\",\"keyids\":[],\"threshold\":1,\"paths\":[\"\"",
            _ => ",\"\"", "]}]}"),
        ["keys"] = Signed(Role.Targets,
            "\"targets\":{},\"delegations\":{\"roles\":[],"
                + "\"keys\":{\"\":{\"keytype\":\"\",\"scheme\":\"\",\"keyval\":{\"public\":\"\"}}",
            i => $",\"{Number(i)}\":{{\"keytype\":\"\",\"scheme\":\"\",\"keyval\":{{\"public\":\"\"}}}}", "}}"),
        ["listed files"] = Signed(Role.Snapshot, "\"meta\":{\".json\":{\"version\":1}",
            i => $",\"{Number(i)}.json\":{{\"version\":1}}", "}"),
    };

    /// <summary>What a file may be full of.</summary>
    public static TheoryData<string> Names() => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_of_the_greatest_length_takes_less_than_120_MB(string shape)
    {
        var bytes = File(Shapes[shape]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var unsigned = SignedDocument.Read(bytes, "f").Then(document => SignedMetadata<RoleMetadata>.Verify(document, new([], 1),
            new Dictionary<string, PublicKey>())).Refusal;
        var scanned = GC.GetAllocatedBytesForCurrentThread() - before;
        var read = DraftMetadata.Read<RoleMetadata>(bytes, "f");
        var typed = GC.GetAllocatedBytesForCurrentThread() - before - scanned;

        output.WriteLine($"{shape}: {scanned:N0} without signatures, {typed:N0} as if signed");
        Assert.Equal(RefusalCode.SignatureInvalid, unsigned?.Code);
        Assert.Null(read.Refusal);
        Assert.InRange(scanned, bytes.Length, MostMemory);
        Assert.InRange(typed, bytes.Length, MostMemory);
    }

    [Fact]
    public void A_search_through_roles_that_are_all_full_holds_less_than_120_MB()
    {
        var repository = new TestRepository();
        var full = Enumerable.Range(0, 13_000).ToImmutableSortedDictionary(Number, i => new TargetFile(Number(i), 1,
            ImmutableSortedDictionary<string, string>.Empty.Add("sha256", "00")), StringComparer.Ordinal);
        string[] roles = [.. Enumerable.Range(0, 12).Select(i => $"role-{i}")];
        foreach (var role in roles)
        {
            repository.Delegate(Role.Targets, role, ["*"]);
            repository.Change(role, metadata => metadata with { Targets = full });
        }

        repository.PublishTargets([.. roles, Role.Targets]);
        var client = new Device(repository).Client();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var refusal = client.FindTarget("nowhere").Refusal;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        output.WriteLine($"{repository.MetadataFiles["1.role-0.json"].Length:N0} bytes each, {held:N0} held: {refusal}");
        GC.KeepAlive(client);
        Assert.Equal(RefusalCode.FileLength, refusal?.Code);
        Assert.True(held < MostMemory, $"{held:N0} bytes");
    }

    private static byte[] File((string Before, Func<int, string> Item, string After) shape)
    {
        var text = new StringBuilder(shape.Before, SignedDocument.MaxLength);
        for (var i = 0; ; i++)
        {
            var item = shape.Item(i);
            if (text.Length + item.Length + shape.After.Length > SignedDocument.MaxLength)
                break;
            text.Append(item);
        }

        text.Append(shape.After).Append(' ', SignedDocument.MaxLength - text.Length);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static (string Before, Func<int, string> Item, string After) Anywhere(
        string before, Func<int, string> item, string after) =>
        Signed(Role.Targets, "\"targets\":{},\"x\":" + before, item, after);

    private static (string Before, Func<int, string> Item, string After) Signed(
        string type, string before, Func<int, string> item, string after) =>
        ($"{{\"signatures\":[],\"signed\":{{\"_type\":\"{type}\",{Rest},{before}", item, after + "}}");

    // Short, so that many fit; each another one.
    private static string Number(int i) => i.ToString("x", CultureInfo.InvariantCulture);
}
