using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>Bytes that python-tuf and securesystemslib computed, and not this program.</summary>
public sealed class InteroperabilityTests
{
    private const string KeyId = "74c181c7ad8a0855d4b55e44d2ba87aabdddb196832571f15f92fece332e4916";
    private static readonly DateTimeOffset Expires = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly StringComparer Names = StringComparer.Ordinal;
    private static readonly ImmutableSortedDictionary<string, PublicKey> Keys =
        ImmutableSortedDictionary.Create<string, PublicKey>(Names).Add(KeyId, Vectors.Rfc8032.Key);

    private static RootMetadata Root => new(
        3, Expires, true, Keys, Role.TopLevel.ToImmutableSortedDictionary(name => name, _ => new Role([KeyId], 1), Names));

    [Fact]
    public void The_key_id_of_a_known_key_is_the_one_that_others_compute() => Assert.Equal(KeyId, Vectors.Rfc8032.Key.KeyId);

    [Fact]
    public void A_root_of_python_tuf_verifies_with_every_kind_of_key()
    {
        var file = DraftMetadata.Read<RootMetadata>(Vectors.PythonTufRoot, "root.json").Value;

        Assert.Equal(
            "9545731ff5d479dc362b6ae2eb50cb3373ba9feed351b1fb5576c2902a9dccef",
            Convert.ToHexStringLower(SHA256.HashData(file.Canonical.Span)));
        Assert.All(file.Metadata.Keys, pair => Assert.Equal(pair.Key, pair.Value.KeyId));
        var signers = file.SignedBy(file.Metadata.Roles[Role.Root], file.Metadata.Keys).Value;
        Assert.Equal(["ecdsa", "ed25519", "rsa"], signers.Select(id => file.Metadata.Keys[id].KeyType).Order());
    }

    [Fact]
    public void What_is_written_for_a_root_is_what_others_sign()
    {
        var file = MetadataWriter.Write(Root, Vectors.Rfc8032).Value;

        Assert.Equal("137181fc9d6e3b1ba1f94a903ba4114783b4ce0aed34eb5c427088b7bbb0d604", Hash(file));
        Assert.Equal(
            "e58644e5e1d5caa3e94b95d7e612adf3784e69655a5500dda476c019ab1fe8e8"
                + "063aa22df5bea7fb5b191b053db1e1b35e0078ef5b72d185557f95bacc483f0d",
            Convert.ToHexStringLower(file.Signatures.Single().Value.Span));
    }

    [Fact]
    public void What_is_written_for_targets_is_what_others_sign()
    {
        var target = new TargetFile(
            "bundles/a.zip",
            12,
            ImmutableSortedDictionary<string, string>.Empty.Add("sha256", new('0', 64)).Add("sha512", new('1', 128)),
            JsonElement.Parse("""{"b":[1,{"z":true,"a":null}],"a":"q\"\\"}"""));
        var targets = new TargetsMetadata(
            7,
            Expires,
            ImmutableSortedDictionary<string, TargetFile>.Empty.Add(target.Path, target),
            new(Keys, [new("bins", [KeyId], 1, true, [], ["0a", "ff"]), new("bundles", [KeyId], 1, false, ["bundles/*"], [])]));

        Assert.Equal("fa140cf31ea25123aed3a9c19fbcae6b1edb4fbda4de5e2615a6bb9db90d5b39",
            Hash(MetadataWriter.Write(targets).Value));
    }

    [Fact]
    public void What_is_written_for_snapshot_and_timestamp_is_what_others_sign()
    {
        var listed = new MetaFile(1, 100, ImmutableSortedDictionary<string, string>.Empty.Add("sha256", new('2', 64)));
        var snapshot = new SnapshotMetadata(
            2, Expires, ImmutableSortedDictionary<string, MetaFile>.Empty.Add("targets.json", new(7))
                .Add("bundles.json", listed));
        var timestamp = new TimestampMetadata(9, Expires, listed with { Version = 2 });

        Assert.Equal("30bd51faf38176e1453bd61c9632390697b0d81f05c1ae0c09e381a3d8a00038",
            Hash(MetadataWriter.Write(snapshot).Value));
        Assert.Equal("1a74a09a120843c8ec1beb0077855dced89e3748d1bcc50fbb3a7f6caa32525b",
            Hash(MetadataWriter.Write(timestamp).Value));
    }

    private static string Hash<T>(DraftMetadata<T> file)
        where T : RoleMetadata => Convert.ToHexStringLower(SHA256.HashData(file.Canonical.Span));
}
