using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>Edges that mutation testing found untested: docs/mutation-testing.md.</summary>
public sealed class SurvivorTests
{
    [Theory]
    [InlineData("\"\\ud800\"", "a string is not well-formed Unicode")]
    [InlineData("{\"\\ud800\": 1}", "a member's name is not well-formed Unicode")]
    public void Text_without_a_canonical_form_is_named(string json, string reason)
    {
        var refusal = CanonicalJson.Of(JsonElement.Parse(json)).Refusal;
        Assert.Equal((RefusalCode.FormatInvalid, "", reason), (refusal!.Code, refusal.Place, refusal.Reason));
    }

    [Fact]
    public void A_value_that_was_never_set_has_no_canonical_form() =>
        Assert.Equal("a value that is not set has no canonical form", CanonicalJson.Of(default(JsonElement)).Refusal?.Reason);

    [Fact]
    public void An_unknown_hash_function_is_a_difference_that_names_what_is_known()
    {
        using var hashes = new FileHashes(ImmutableSortedDictionary<string, string>.Empty.Add("md5", "00"));
        Assert.Equal(new HashDifference("sha256 or sha512", "md5"), hashes.Difference());
    }

    [Fact]
    public void Of_two_wrong_digests_the_sha256_is_told()
    {
        using var hashes = new FileHashes(ImmutableSortedDictionary<string, string>.Empty.Add("sha256", "00")
            .Add("sha512", "00"));
        Assert.Equal("sha256 00", hashes.Difference()?.Expected);
    }

    [Fact]
    public void A_link_and_a_folder_are_told_apart()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links want a privilege on Windows");
        var folder = Directory.CreateTempSubdirectory("patchkit-transport-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "targets", "folder"));
            File.CreateSymbolicLink(Path.Combine(folder, "targets", "link"), "folder");
            var transport = new FolderTransport(new System.IO.Abstractions.FileSystem(), folder);
            Assert.Equal("it is a folder, not a file", transport.OpenTarget("folder").Refusal?.Reason);
            Assert.Equal("it is a link or a device, not a file or folder", transport.OpenTarget("link").Refusal?.Reason);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Signatures_and_members_stand_in_ascending_order_one_a_line()
    {
        var signers = Enumerable.Range(0, 6).Select(_ => (ISigner)TestRepository.NewSigner()).ToArray();
        var file = MetadataWriter.Write(new TestRepository().Root, signers).Value;
        Assert.Equal(signers.Select(signer => signer.Key.KeyId)
            .Order(StringComparer.Ordinal), file.Signatures.Select(signature => signature.KeyId));
        var text = Encoding.UTF8.GetString(file.Bytes.Span);
        Assert.StartsWith("{\n \"signatures\": [\n", text, StringComparison.Ordinal);
        var roles = JsonElement.Parse(text).GetProperty("signed").GetProperty("roles").EnumerateObject()
            .Select(member => member.Name);
        Assert.Equal(["root", "snapshot", "targets", "timestamp"], roles);
    }

    [Fact]
    public void A_delegation_is_written_with_paths_or_with_prefixes_and_never_with_both()
    {
        Assert.Equal(["paths"], Written(["a/*"], []));
        Assert.Equal(["path_hash_prefixes"], Written([], ["00"]));
        Assert.Equal(["paths"], Written([], []));
        var both = MetadataWriter.Write(Delegating(["a/*"], ["00"]));
        Assert.Contains("side by side", both.Refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signer_that_signs_wrongly_is_named_with_the_reason()
    {
        var (one, other) = (TestRepository.NewSigner(), TestRepository.NewSigner());
        var refusal = MetadataWriter.Write(new TestRepository().Timestamp, new Mixed(one.Key, other)).Refusal;
        Assert.Equal("the signer's signature does not verify with the signer's own public key", refusal?.Reason);
    }

    [Fact]
    public void A_pem_key_ends_with_a_line_feed_as_other_implementations_write_it()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        Assert.EndsWith("-----END PUBLIC KEY-----\n", PublicKey.Of(ecdsa).Value, StringComparison.Ordinal);
        Assert.EndsWith("-----END PUBLIC KEY-----\n", PublicKey.Of(rsa).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_timestamp_of_the_same_snapshot_is_accepted()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        device.Accepts();
        repository.Publish(Role.Timestamp);
        device.Accepts();
        Assert.Equal(2, device.Version(Role.Timestamp));
    }

    [Fact]
    public void A_given_root_of_the_version_that_is_kept_replaces_nothing()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        var other = MetadataWriter.Write(repository.Root with
        { Expires = TestRepository.Later.AddDays(1) }, repository.SignersOf(Role.Root).Values).Value;
        Assert.Equal(RefusalCode.RootForeign, device.Client().TrustRoot(other.Bytes).Refusal?.Code);
        Assert.Equal(repository.FirstRoot, device.Store.Read("root.json").Value.ToArray());
    }

    [Fact]
    public void The_first_expiry_of_all_roles_counts()
    {
        var repository = new TestRepository { Timestamp = new(0, TestRepository.Now.AddDays(1), new MetaFile(1)) };
        repository.Publish(Role.Snapshot, Role.Timestamp);
        Assert.Equal(TestRepository.Now.AddDays(1), new Device(repository).Refresh().Value.FirstExpiry);
    }

    [Fact]
    public void A_fingerprint_says_its_roots_version()
    {
        var fingerprint = RootFingerprint.Of("x"u8, 7);
        Assert.Equal($"root 7: {fingerprint.Text}", fingerprint.ToString());
    }

    private static TargetsMetadata Delegating(ImmutableArray<string> paths, ImmutableArray<string> prefixes)
    {
        var signer = TestRepository.NewSigner();
        var keys = ImmutableSortedDictionary<string, PublicKey>.Empty.Add(signer.Key.KeyId, signer.Key);
        return new(
            1, TestRepository.Later, ImmutableSortedDictionary<string, TargetFile>.Empty,
                new(keys, [new("one", [signer.Key.KeyId], 1, false, paths, prefixes)]));
    }

    private static IEnumerable<string> Written(ImmutableArray<string> paths, ImmutableArray<string> prefixes) =>
        JsonElement.Parse(MetadataWriter.Write(Delegating(paths, prefixes)).Value.Bytes.Span)
            .GetProperty("signed").GetProperty("delegations").GetProperty("roles")[0].EnumerateObject()
            .Select(member => member.Name).Where(name => name.StartsWith("path", StringComparison.Ordinal));

    private sealed class Mixed(PublicKey key, ISigner other) : ISigner
    {
        public PublicKey Key => key;

        public Result<byte[]> Sign(ReadOnlySpan<byte> bytes) => other.Sign(bytes);
    }
}
