using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>What a file says is looked at after enough keys have signed it, and never before.</summary>
public sealed class SignatureFirstTests
{
    private const string Delegated = "bundles";

    /// <summary>Each file of a repository, and a way to spoil the structure of its signed part.</summary>
    public static TheoryData<string, string, string> Spoilt()
    {
        var all = new TheoryData<string, string, string>();
        foreach (var role in (string[])[Role.Root, Role.Timestamp, Role.Snapshot, Role.Targets, Delegated])
        {
            all.Add(role, "version", "\"x\"");
            all.Add(role, "expires", "7");
            all.Add(role, "_type", "\"mirrors\"");
            all.Add(role, role switch
            {
                Role.Root => "roles",
                Role.Timestamp or Role.Snapshot => "meta",
                _ => "targets",
            }, "[]");
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void A_spoilt_file_that_nobody_signed_is_refused_for_its_signatures(string role, string member, string value)
    {
        var refusal = Refused(role, signed => signed[member] = JsonNode.Parse(value), signs: false);
        Assert.Equal((RefusalCode.SignatureInvalid, FileOf(role)), (refusal.Code, refusal.Place));
        Assert.Equal<Fact>([0, 1], refusal.Facts);
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void A_spoilt_file_that_enough_have_signed_is_refused_for_its_structure(string role, string member, string value)
    {
        var refusal = Refused(role, signed => signed[member] = JsonNode.Parse(value), signs: true);
        Assert.Equal((RefusalCode.FormatInvalid, FileOf(role)), (refusal.Code, refusal.Place));
        Assert.StartsWith($"$.signed.{member}: ", refusal.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, RefusalCode.SignatureInvalid)]
    [InlineData(true, RefusalCode.FormatUnknownVersion)]
    public void Another_version_of_the_specification_counts_when_it_is_signed(bool signs, RefusalCode expected) =>
        Assert.Equal(expected, Refused(Role.Timestamp, signed => signed["spec_version"] = "2.0.0", signs).Code);

    [Fact]
    public void A_new_root_needs_the_keys_before_it_first_and_its_own_then()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        var before = repository.SignersOf(Role.Root).Values.Single();
        var own = repository.Rotate(Role.Root);
        repository.Publish(Role.Root);
        var root = repository.Root;

        repository.MetadataFiles["2.root.json"] = MetadataWriter.Write(root, own).Value.Bytes.ToArray();
        Assert.Equal(RefusalCode.SignatureInvalid, device.Refused().Code);

        repository.MetadataFiles["2.root.json"] = MetadataWriter.Write(root, before).Value.Bytes.ToArray();
        Assert.Equal(RefusalCode.SignatureInvalid, device.Refused().Code);

        repository.MetadataFiles["2.root.json"] = MetadataWriter.Write(root, before, own).Value.Bytes.ToArray();
        Assert.Null(device.Refresh().Refusal);
    }

    private static Refusal Refused(string role, Action<JsonNode> spoil, bool signs)
    {
        var repository = new TestRepository { ListsHashes = false };
        repository.Delegate(Role.Targets, Delegated, ["bundles/*"]);
        repository.PublishTargets(Delegated, Role.Targets);
        var device = new Device(repository);
        repository.Publish(Role.Root);
        var file = JsonNode.Parse(repository.MetadataFiles[FileOf(role)])!;
        spoil(file["signed"]!);
        var signer = repository.SignersOf(role).Values.Single();
        var canonical = CanonicalJson.Of(file["signed"]!).Value;
        if (signs)
            file["signatures"]![0]!["sig"] = Convert.ToHexStringLower(signer.Sign(canonical).Value);
        repository.MetadataFiles[FileOf(role)] = Encoding.UTF8.GetBytes(file.ToJsonString());
        return Assert.IsType<Refusal>(device.Client().ListTargets().Refusal);
    }

    private static string FileOf(string role) => role switch
    {
        Role.Timestamp => "timestamp.json",
        Delegated => "1.bundles.json",
        _ => $"2.{role}.json",
    };
}
