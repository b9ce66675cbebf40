using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>What a refusal tells a person: the place in the file, what is there, what should be.</summary>
public sealed partial class MetadataReaderTests
{
    [Theory]
    [InlineData("root", "signed", "[]", "$.signed: expected an object, found Array")]
    [InlineData("root", "signatures", "{}", "$.signatures: expected an array, found Object")]
    [InlineData("root", "signatures.0", "1", "$.signatures[0]: expected an object, found Number")]
    [InlineData("root", "signatures.0.sig", "\"0\"", "$.signatures[0].sig: not an even number of lower-case hexadecimal digits")]
    [InlineData("root", "signatures.0.sig", "\"0g\"", "$.signatures[0].sig: not an even number of lower-case hexadecimal digits")]
    [InlineData("root", "signatures.0.sig", "\"0A\"", "$.signatures[0].sig: not an even number of lower-case hexadecimal digits")]
    [InlineData("root", "signed.keys", "[]", "$.signed.keys: expected an object, found Array")]
    [InlineData("root", "signed.version", "\"1\"", "$.signed.version: expected an integer, found String")]
    [InlineData("root", "signed.version", "0", "$.signed.version: 0 is not an integer from 1 to 9007199254740991")]
    [InlineData("root", "signed.expires", "7", "$.signed.expires: expected a string, found Number")]
    [InlineData("root", "signed.expires", "\"2030-01-01\"",
        "$.signed.expires: '2030-01-01' is not a time such as 2030-01-01T00:00:00Z")]
    [InlineData("root", "signed.consistent_snapshot", "1", "$.signed.consistent_snapshot: not true or false")]
    [InlineData("root", "signed.roles.root.keyids", "[\"a\",\"b\",\"a\"]",
        "$.signed.roles.root.keyids[2]: 'a' stands there twice")]
    [InlineData("root", "signed.roles.root.keyids", "[1]", "$.signed.roles.root.keyids[0]: expected a string, found Number")]
    [InlineData("root", "signed._type", "\"mirrors\"", "$.signed._type: 'mirrors' is not a kind of metadata")]
    [InlineData("root", "signed.spec_version", "\"1\"", "$.signed.spec_version: '1' is not a version such as 1.0.34")]
    [InlineData("root", "signed.spec_version", "\"1.0.3x\"", "$.signed.spec_version: '1.0.3x' is not a version such as 1.0.34")]
    [InlineData("timestamp", "signed.meta", "{\"snapshot.json\":{\"version\":1},\"targets.json\":{\"version\":1}}",
        "$.signed.meta: a timestamp lists snapshot.json and nothing else")]
    [InlineData("timestamp", "signed.meta.snapshot~json.hashes", "{}", "$.signed.meta.snapshot.json.hashes: no hash is listed")]
    [InlineData("snapshot", "signed.meta.targets", "{\"version\":1}",
        "$.signed.meta.targets: the name of a metadata file ends in .json")]
    [InlineData("targets", "signed.targets.a.custom", "[]", "$.signed.targets.a.custom: not an object")]
    [InlineData("targets", "signed.delegations.roles.0.name", "\"Root\"",
        "$.signed.delegations.roles[0]: 'Root' cannot be the name of a delegated role")]
    [InlineData("targets", "signed.delegations.roles.0.path_hash_prefixes", "[\"00\"]",
        "$.signed.delegations.roles[0]: paths and path_hash_prefixes stand side by side")]
    public void A_refusal_says_where_and_what(string role, string path, string value, string reason) =>
        Assert.Equal(reason, Read(role, json => Set(json, path, value))?.Reason);

    [Fact]
    public void A_good_file_of_another_kind_is_said_not_to_belong_there() => Assert.Equal(
        "$.signed._type: 'timestamp' is not the kind that belongs here",
        DraftMetadata.Read<RootMetadata>(Repository.MetadataFiles["timestamp.json"], "root.json").Refusal?.Reason);

    [Fact]
    public void What_is_optional_and_missing_is_the_weaker_claim()
    {
        var root = Json("root");
        root["signed"]!.AsObject().Remove("consistent_snapshot");
        Assert.False(DraftMetadata.Read<RootMetadata>(Bytes(root), "x").Value.Metadata.ConsistentSnapshot);

        var targets = Json("targets");
        targets["signed"]!["delegations"]!["roles"]![0]!.AsObject().Remove("terminating");
        Assert.False(DraftMetadata.Read<TargetsMetadata>(Bytes(targets), "x").Value.Metadata.Delegations!.Roles[0].Terminating);
    }

    [Fact]
    public void The_highest_version_is_read() =>
        Assert.Null(Read("root", json => Set(json, "signed.version", "9007199254740991")));

    [Fact]
    public void A_file_of_the_greatest_length_is_read_and_one_byte_more_is_not()
    {
        var file = Repository.MetadataFiles["timestamp.json"];
        var full = Encoding.ASCII.GetBytes(new string(' ', SignedDocument.MaxLength));
        file.CopyTo(full, 0);
        Assert.Null(DraftMetadata.Read<TimestampMetadata>(full, "x").Refusal);
        Assert.Equal(RefusalCode.FileLength,
            DraftMetadata.Read<TimestampMetadata>(full.Append((byte)0x20).ToArray(), "x").Refusal?.Code);
    }
}
