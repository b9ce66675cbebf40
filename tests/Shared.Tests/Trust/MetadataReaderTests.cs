using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

public sealed partial class MetadataReaderTests
{
    private static readonly TestRepository Repository = Made();

    [Theory]
    [InlineData("root", "signed", "signatures")]
    [InlineData("root", "signed._type", "signed.version", "signed.expires", "signed.spec_version", "signed.keys", "signed.roles")]
    [InlineData("root", "signed.roles.root", "signed.roles.timestamp", "signed.roles.snapshot", "signed.roles.targets")]
    [InlineData("root", "signed.roles.root.keyids", "signed.roles.root.threshold", "signatures.0.keyid", "signatures.0.sig")]
    [InlineData("timestamp", "signed.meta", "signed.meta.snapshot~json", "signed.meta.snapshot~json.version")]
    [InlineData("snapshot", "signed.meta", "signed.meta.targets~json.version")]
    [InlineData("targets", "signed.targets", "signed.targets.a.length", "signed.targets.a.hashes")]
    [InlineData("targets", "signed.delegations.keys", "signed.delegations.roles", "signed.delegations.roles.0.name")]
    [InlineData("targets", "signed.delegations.roles.0.keyids", "signed.delegations.roles.0.threshold")]
    public void A_member_that_is_missing_is_named(string role, params string[] paths)
    {
        foreach (var path in paths)
        {
            var refusal = Read(role, json => Parent(json, path).AsObject().Remove(Last(path)));
            Assert.Equal(RefusalCode.FormatInvalid, refusal?.Code);
            Assert.Contains(Last(path), refusal!.Reason, StringComparison.Ordinal);
            Assert.Contains("missing", refusal.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("root", "signed.consistent_snapshot")]
    [InlineData("timestamp", "signed.meta.snapshot~json.length")]
    [InlineData("timestamp", "signed.meta.snapshot~json.hashes")]
    [InlineData("targets", "signed.delegations")]
    [InlineData("targets", "signed.delegations.roles.0.terminating")]
    [InlineData("targets", "signed.delegations.roles.0.paths")]
    [InlineData("targets", "signed.targets.a.custom")]
    public void A_member_that_is_optional_may_be_missing(string role, string path) =>
        Assert.Null(Read(role, json => Parent(json, path).AsObject().Remove(Last(path))));

    [Theory]
    [InlineData("root", "signed", "[]")]
    [InlineData("root", "signatures", "{}")]
    [InlineData("root", "signatures.0", "1")]
    [InlineData("root", "signatures.0.sig", "\"0\"")]
    [InlineData("root", "signatures.0.sig", "\"0g\"")]
    [InlineData("root", "signatures.0.sig", "7")]
    [InlineData("root", "signed._type", "\"mirrors\"")]
    [InlineData("root", "signed._type", "\"timestamp\"")]
    [InlineData("root", "signed.version", "0")]
    [InlineData("root", "signed.version", "-1")]
    [InlineData("root", "signed.version", "1.0")]
    [InlineData("root", "signed.version", "\"1\"")]
    [InlineData("root", "signed.version", "9007199254740992")]
    [InlineData("root", "signed.expires", "\"2030-01-01\"")]
    [InlineData("root", "signed.expires", "\"2030-01-01T00:00:00\"")]
    [InlineData("root", "signed.expires", "\"2030-01-01T00:00:00+01:00\"")]
    [InlineData("root", "signed.expires", "\"2030-01-01T00:00:00.5Z\"")]
    [InlineData("root", "signed.expires", "\"2030-02-30T00:00:00Z\"")]
    [InlineData("root", "signed.expires", "7")]
    [InlineData("root", "signed.spec_version", "\"1\"")]
    [InlineData("root", "signed.spec_version", "\"1.0.0.0\"")]
    [InlineData("root", "signed.spec_version", "\"1.0.x\"")]
    [InlineData("root", "signed.spec_version", "\"1..0\"")]
    [InlineData("root", "signed.spec_version", "1")]
    [InlineData("root", "signed.consistent_snapshot", "\"true\"")]
    [InlineData("root", "signed.consistent_snapshot", "1")]
    [InlineData("root", "signed.keys", "[]")]
    [InlineData("root", "signed.roles.root.threshold", "0")]
    [InlineData("root", "signed.roles.root.threshold", "2147483648")]
    [InlineData("root", "signed.roles.root.keyids", "[\"a\",\"b\",\"a\"]")]
    [InlineData("root", "signed.roles.root.keyids", "[1]")]
    [InlineData("root", "signed.roles.root.keyids", "{}")]
    [InlineData("root", "signed.anything", "0.5")]
    [InlineData("timestamp", "signed.meta", "{\"snapshot.json\":{\"version\":1},\"targets.json\":{\"version\":1}}")]
    [InlineData("timestamp", "signed.meta.snapshot~json.length", "0")]
    [InlineData("timestamp", "signed.meta.snapshot~json.length", "16777217")]
    [InlineData("timestamp", "signed.meta.snapshot~json.hashes", "{}")]
    [InlineData("timestamp", "signed.meta.snapshot~json.hashes", "{\"sha256\":\"xy\"}")]
    [InlineData("snapshot", "signed.meta.targets", "{\"version\":1}")]
    [InlineData("snapshot", "signed.meta.targets~json.version", "0")]
    [InlineData("targets", "signed.targets.a.length", "-1")]
    [InlineData("targets", "signed.targets.a.length", "9007199254740992")]
    [InlineData("targets", "signed.targets.a.hashes", "{}")]
    [InlineData("targets", "signed.targets.a.custom", "[]")]
    [InlineData("targets", "signed.delegations.roles.0.terminating", "0")]
    [InlineData("targets", "signed.delegations.roles.0.name", "\"\"")]
    [InlineData("targets", "signed.delegations.roles.0.name", "\"Root\"")]
    [InlineData("targets", "signed.delegations.roles.0.name", "\"targets\"")]
    [InlineData("targets", "signed.delegations.roles.0.path_hash_prefixes", "[\"00\"]")]
    [InlineData("targets", "signed.delegations.roles.0.threshold", "0")]
    public void A_member_of_the_wrong_kind_or_value_is_refused(string role, string path, string value)
    {
        var refusal = Read(role, json => Set(json, path, value));
        Assert.Equal(RefusalCode.FormatInvalid, refusal?.Code);
        Assert.Equal($"{role}.json", refusal!.Place);
    }

    [Theory]
    [InlineData("1.0.34", null)]
    [InlineData("1.0", null)]
    [InlineData("1.99.0", null)]
    [InlineData("2.0.0", RefusalCode.FormatUnknownVersion)]
    [InlineData("0.9.0", RefusalCode.FormatUnknownVersion)]
    [InlineData("10.0.0", RefusalCode.FormatUnknownVersion)]
    public void Only_the_major_version_that_this_program_knows_is_read(string version, RefusalCode? expected) =>
        Assert.Equal(expected, Read("root", json => Set(json, "signed.spec_version", $"\"{version}\""))?.Code);

    [Theory]
    [InlineData("""{"signatures":[],"signed":{"a":1,"a":1}}""")]
    [InlineData("""{"signatures":[],"signed":{"a":1,"\u0061":1}}""")]
    [InlineData("""{"signatures":[],"signed":{},"signed":{}}""")]
    public void A_member_twice_is_refused(string json) =>
        Assert.Contains("uplicate", DraftMetadata.Read<RootMetadata>(Encoding.UTF8.GetBytes(json), "x").Refusal?.Reason,
            StringComparison.Ordinal);

    [Fact]
    public void A_member_twice_deep_inside_a_good_file_is_refused()
    {
        var text = Encoding.UTF8.GetString(Repository.MetadataFiles["timestamp.json"]);
        var twice = text.Replace("\"version\": 2", "\"version\": 2, \"version\": 2", StringComparison.Ordinal);
        Assert.NotEqual(text, twice);
        Assert.Equal(RefusalCode.FormatInvalid,
            DraftMetadata.Read<TimestampMetadata>(Encoding.UTF8.GetBytes(twice), "x").Refusal?.Code);
    }

    [Fact]
    public void Text_that_is_not_well_formed_is_refused()
    {
        var good = Encoding.UTF8.GetString(Repository.MetadataFiles["timestamp.json"]);
        foreach (var member in (string[])["\"x\": \"\\ud800\",", "\"\\udc00\": 1,"])
        {
            var bad = good.Replace("\"_type\"", member + "\"_type\"", StringComparison.Ordinal);
            Assert.Equal(RefusalCode.FormatInvalid,
                DraftMetadata.Read<TimestampMetadata>(Encoding.UTF8.GetBytes(bad), "x").Refusal?.Code);
        }

        var latin1 = good.Replace("\"_type\"", "\"x\": \"\u00e8\", \"_type\"", StringComparison.Ordinal);
        Assert.Equal(RefusalCode.FormatInvalid,
            DraftMetadata.Read<TimestampMetadata>(Encoding.Latin1.GetBytes(latin1), "x").Refusal?.Code);
    }

    [Fact]
    public void A_second_signature_of_the_same_key_is_refused() =>
        Assert.Contains("a second signature", Read("root", json =>
        {
            var signatures = json["signatures"]!.AsArray();
            signatures.Add(signatures[0]!.DeepClone());
        })?.Reason, StringComparison.Ordinal);

    [Fact]
    public void A_second_role_of_the_same_name_is_refused() =>
        Assert.Contains("a second role 'bundles'", Read("targets", json =>
        {
            var roles = json["signed"]!["delegations"]!["roles"]!.AsArray();
            roles.Add(roles[0]!.DeepClone());
        })?.Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("{\"signed\":{},}")]
    [InlineData("/* */ {}")]
    [InlineData("\uFEFF{}")]
    public void What_is_no_metadata_file_is_refused(string text) =>
        Assert.Equal(RefusalCode.FormatInvalid,
            DraftMetadata.Read<RoleMetadata>(Encoding.UTF8.GetBytes(text), "x").Refusal?.Code);

    [Theory]
    [InlineData(29, null)]
    [InlineData(33, RefusalCode.FormatInvalid)]
    public void Nesting_has_a_limit(int depth, RefusalCode? expected) =>
        Assert.Equal(expected,
            Read("root", json => Set(json, "signed.deep", new string('[', depth) + new string(']', depth)))?.Code);

    [Fact]
    public void A_file_beyond_the_limit_is_not_parsed() =>
        Assert.Equal(RefusalCode.FileLength,
            DraftMetadata.Read<RootMetadata>(new byte[SignedDocument.MaxLength + 1], "x").Refusal?.Code);

    [Fact]
    public void Unknown_members_are_kept_and_signed()
    {
        var signer = Repository.SignersOf(Role.Root).Values.Single();
        var json = Json("root");
        Set(json, "signed.x-unknown", "{\"b\":1,\"a\":[]}");
        var file = DraftMetadata.Read<RootMetadata>(Bytes(json), "root.json").Value;

        var signed = MetadataWriter.Sign(file, signer).Value;

        Assert.Contains("\"x-unknown\":{\"a\":[],\"b\":1}", Encoding.UTF8.GetString(signed.Canonical.Span),
            StringComparison.Ordinal);
        var again = DraftMetadata.Read<RootMetadata>(signed.Bytes, "root.json").Value;
        Assert.Equal([signer.Key.KeyId], again.SignedBy(again.Metadata.Roles[Role.Root], again.Metadata.Keys).Value);
    }

    [Fact]
    public void Damaged_files_are_read_or_refused_and_never_thrown_over()
    {
        var files = Repository.MetadataFiles.Values.Append(Vectors.PythonTufRoot).ToArray();
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 3], Gen.Byte).Array[1, 4])
            .Sample((which, damages) =>
        {
            var bytes = damages.Aggregate(files[which].ToList(), (now, damage) =>
            {
                var (at, kind, value) = damage;
                at = now.Count == 0 ? 0 : at % now.Count;
                now = kind switch
                {
                    0 => [.. now[..at], value, .. now.Skip(at + 1)],
                    1 => [.. now[..at], value, .. now[at..]],
                    2 => [.. now[..at], .. now.Skip(at + 1)],
                    _ => now[..at],
                };
                return now;
            }).ToArray();
            var read = DraftMetadata.Read<RoleMetadata>(bytes, "damaged.json");
            return read.Refusal is null or { Place: "damaged.json", Reason.Length: > 0 };
        });
    }

    [Fact]
    public void The_bytes_are_kept_as_received_and_nobody_can_change_them_afterwards()
    {
        var bytes = Repository.MetadataFiles["timestamp.json"].Append((byte)' ').ToArray();
        var file = DraftMetadata.Read<TimestampMetadata>(bytes, "timestamp.json").Value;
        var before = (byte[])bytes.Clone();
        bytes[0] = 0;
        Assert.Equal(before, file.Bytes.ToArray());
    }

    private static TestRepository Made()
    {
        var repository = new TestRepository();
        repository.Delegate(Role.Targets, "bundles", ["bundles/*"]);
        repository.AddTarget(Role.Targets, "a", [1]);
        repository.Change(Role.Targets, t => t with
        { Targets = t.Targets.SetItem("a", t.Targets["a"] with { Custom = System.Text.Json.JsonElement.Parse("{}") }) });
        repository.PublishTargets("bundles", Role.Targets);
        return repository;
    }

    private static Refusal? Read(string role, Action<JsonNode> change)
    {
        var json = Json(role);
        change(json);
        return role switch
        {
            "root" => DraftMetadata.Read<RootMetadata>(Bytes(json), "root.json").Refusal,
            "timestamp" => DraftMetadata.Read<TimestampMetadata>(Bytes(json), "timestamp.json").Refusal,
            "snapshot" => DraftMetadata.Read<SnapshotMetadata>(Bytes(json), "snapshot.json").Refusal,
            _ => DraftMetadata.Read<TargetsMetadata>(Bytes(json), "targets.json").Refusal,
        };
    }

    private static JsonNode Json(string role) =>
        JsonNode.Parse(
            Repository.MetadataFiles[role switch
            {
                "root" => "1.root.json",
                "timestamp" => "timestamp.json",
                _ => $"2.{role}.json"
            }])!;

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static void Set(JsonNode json, string path, string value)
    {
        var parent = Parent(json, path);
        if (parent is JsonArray array)
            array[int.Parse(Last(path), null)] = JsonNode.Parse(value);
        else
            parent[Last(path)] = JsonNode.Parse(value);
    }

    private static JsonNode Parent(JsonNode json, string path) =>
        path.Split('.')[..^1]
            .Aggregate(json, (node, step) => node is JsonArray array ? array[int.Parse(step, null)]! : node[Name(step)]!);

    private static string Last(string path) => Name(path.Split('.')[^1]);

    private static string Name(string step) => step.Replace('~', '.');
}
