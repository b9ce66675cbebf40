using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>Whose keys they are stands where the keys stand, and is signed with them.</summary>
public sealed class KeyNamesTests
{
    private readonly TestRepository _repository = new();

    private string Key => _repository.Root.Roles[Role.Root].KeyIds[0];

    [Theory]
    [InlineData("Ada Rossi, release engineering")]
    [InlineData("J\u00fcrgen M\u00fcller")]
    [InlineData("~ Jos\u00e9")]
    [InlineData("100 % \u4e2d\u6587 \"Q\" \\ A")]
    public void A_name_is_signed_in_ASCII_and_comes_back_as_it_was(string name)
    {
        var root = _repository.Root with { Names = Names(Key, name) };
        var file = MetadataWriter.Write(root, _repository.SignersOf(Role.Root).Values).Value;
        Assert.All(file.Canonical.ToArray(), one => Assert.InRange(one, 0x20, 0x7e));
        Assert.Equal(name, DraftMetadata.Read<RootMetadata>(file.Bytes, "root.json").Value.Metadata.Names[Key]);
        Assert.Empty(file.Unread);
    }

    [Fact]
    public void Without_names_the_file_says_nothing_of_them() =>
        Assert.DoesNotContain("x-patchkit-names",
            Encoding.ASCII.GetString(MetadataWriter.Write(_repository.Root, []).Value.Bytes.Span), StringComparison.Ordinal);

    [Theory]
    [InlineData("key 4cc3f338", "looks like a key id")]
    [InlineData("", "has no name")]
    [InlineData("Ada%E2%80%AEissoR", "cannot be printed")]
    [InlineData("Ada%0AQuality", "cannot be printed")]
    [InlineData("J%c3%bcrgen", "not ASCII with the bytes")]
    [InlineData("J\u00fcrgen", "not ASCII with the bytes")]
    [InlineData("%41da", "not ASCII with the bytes")]
    [InlineData("Ada %", "not ASCII with the bytes")]
    [InlineData("Ada %FF", "not ASCII with the bytes")]
    public void What_is_no_name_is_refused(string written, string reason) => Refused(json => Put(json, Key, written), reason);

    [Fact]
    public void A_name_for_a_key_that_is_not_there_is_refused() =>
        Refused(json => Put(json, new string('0', 64), "Ada"), "a key that is not there");

    [Fact]
    public void A_name_that_is_no_text_is_refused() =>
        Refused(json => json["signed"]!["x-patchkit-names"] = new JsonObject { [Key] = 7 }, "expected a string");

    [Fact]
    public void A_client_knows_who_signed_by_the_names_beside_the_keys_of_the_role()
    {
        _repository.Delegate(Role.Targets, "bundles", ["bundles/*"]);
        _repository.AddTarget("bundles", "bundles/x.zip", [1]);
        var bundles = _repository.SignersOf("bundles").Keys.Single();
        _repository.Targets = _repository.Targets with { Names = Names(bundles, "Rita, release engineering") };
        _repository.Root = _repository.Root with { Names = Names(Key, "Quinn, quality") };
        _repository.Publish(Role.Root);
        _repository.PublishTargets(Role.Targets, "bundles");
        var client = new Device(_repository).Client();
        Assert.Null(client.Refresh().Refusal);
        Assert.Null(client.FindTarget("bundles/x.zip").Refusal);
        Assert.Equal([new KeyHolder(bundles, "Rita, release engineering")], client.Trusted!.HoldersOf("bundles"));
        Assert.Contains(new KeyHolder(Key, "Quinn, quality"), client.Trusted.HoldersOf(Role.Root));
        Assert.All(client.Trusted.HoldersOf(Role.Timestamp), holder => Assert.Null(holder.Name));
    }

    private static ImmutableSortedDictionary<string, string> Names(string key, string name) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(key, name);

    private static void Put(JsonNode json, string key, string written) =>
        json["signed"]!["x-patchkit-names"] = new JsonObject { [key] = written };

    private void Refused(Action<JsonNode> alter, string reason)
    {
        var json = JsonNode.Parse(_repository.FirstRoot)!;
        alter(json);
        var refusal = DraftMetadata.Read<RootMetadata>(Encoding.UTF8.GetBytes(json.ToJsonString()), "root.json").Refusal;
        Assert.Equal(RefusalCode.FormatInvalid, refusal?.Code);
        Assert.Contains(reason, refusal!.Reason, StringComparison.Ordinal);
    }
}
