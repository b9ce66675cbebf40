using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CsCheck;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

public sealed class MetadataWriterTests
{
    private static readonly TimestampMetadata Timestamp = new(1, TestRepository.Later, new MetaFile(1));

    [Fact]
    public void The_same_records_and_signers_give_the_same_bytes()
    {
        var (one, two) = (TestRepository.NewSigner(), TestRepository.NewSigner());
        var first = MetadataWriter.Write(Timestamp, one, two).Value;
        var second = MetadataWriter.Write(Timestamp, two, one).Value;
        Assert.Equal(first.Bytes.ToArray(), second.Bytes.ToArray());
        Assert.Equal((byte)'\n', first.Bytes.Span[^1]);
        Assert.DoesNotContain((byte)'\r', first.Bytes.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_root_says_whether_it_is_for_rehearsals_alone(bool rehearsal)
    {
        var root = new TestRepository().Root with { Rehearsal = rehearsal };
        var written = MetadataWriter.Write(root).Value;
        Assert.Equal(rehearsal, DraftMetadata.Read<RootMetadata>(written.Bytes, "root.json").Value.Metadata.Rehearsal);
        Assert.Equal(rehearsal, Encoding.UTF8.GetString(written.Bytes.Span).Contains("rehearsal", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_holders_sign_one_after_the_other_each_from_a_file()
    {
        var (one, two) = (TestRepository.NewSigner(), TestRepository.NewSigner());
        var unsigned = MetadataWriter.Write(Timestamp).Value;
        Assert.Empty(unsigned.Signatures);

        var half = MetadataWriter.Sign(DraftMetadata.Read<TimestampMetadata>(unsigned.Bytes, "t").Value, one).Value;
        var whole = MetadataWriter.Sign(DraftMetadata.Read<RoleMetadata>(half.Bytes, "t").Value, two).Value;

        var role = new Role([one.Key.KeyId, two.Key.KeyId], 2);
        var keys = new[] { one.Key, two.Key }.ToDictionary(k => k.KeyId);
        Assert.Equal(RefusalCode.SignatureInvalid, half.SignedBy(role, keys).Refusal?.Code);
        Assert.Equal(2, whole.SignedBy(role, keys).Value.Length);
        Assert.Equal(unsigned.Canonical.ToArray(), whole.Canonical.ToArray());
    }

    [Fact]
    public void Signing_again_replaces_the_signers_earlier_signature()
    {
        var signer = TestRepository.NewSigner();
        var once = MetadataWriter.Write(Timestamp, signer).Value;
        Assert.Equal(once.Bytes.ToArray(), MetadataWriter.Sign(once, signer).Value.Bytes.ToArray());
    }

    [Fact]
    public void A_signature_that_does_not_verify_is_not_written()
    {
        var refusal = MetadataWriter.Write(Timestamp, new WrongSigner()).Refusal;
        Assert.Equal(RefusalCode.KeyUnusable, refusal?.Code);
    }

    [Fact]
    public void A_signer_that_refuses_is_passed_on() =>
        Assert.Equal(RefusalCode.Declined, MetadataWriter.Write(Timestamp, new UnwillingSigner()).Refusal?.Code);

    [Theory]
    [InlineData("""{"a":"é"}""", "ASCII")]
    [InlineData("""{"é":1}""", "ASCII")]
    [InlineData("""{"a":"\u007f"}""", "ASCII")]
    [InlineData("""{"a":0.5}""", "integer")]
    public void Only_ascii_and_integers_are_written(string custom, string reason)
    {
        var refusal = MetadataWriter.Write(WithCustom(custom)).Refusal;
        Assert.Equal((RefusalCode.FormatInvalid, "targets.json"), (refusal?.Code, refusal?.Place));
        Assert.Contains(reason, refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_reader_would_refuse_is_not_written() =>
        Assert.Equal(RefusalCode.FormatInvalid, MetadataWriter.Write(Timestamp with { Version = 0 }).Refusal?.Code);

    [Fact]
    public void Times_are_written_in_utc_and_whole_seconds()
    {
        var expires = new DateTimeOffset(2030, 1, 2, 5, 4, 5, 678, TimeSpan.FromHours(2));
        var file = MetadataWriter.Write(Timestamp with { Expires = expires }).Value;
        Assert.Contains("\"2030-01-02T03:04:05Z\"", Encoding.UTF8.GetString(file.Bytes.Span), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, file.Metadata.Expires.Offset);
    }

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Gen.Select(
            Gen.Long[1, RoleMetadata.MaxInteger],
            Gen.Int[0, 2_000_000_000],
            Gen.Dictionary(Gen.String[Gen.Char[' ', '~'], 1, 20],
                Gen.Select(Gen.Long[0, RoleMetadata.MaxInteger], Gen.Byte.Array[32]))[0, 10])
        .Sample((version, seconds, targets) =>
        {
            var metadata = new TargetsMetadata(
                version,
                DateTimeOffset.FromUnixTimeSeconds(seconds),
                targets.ToImmutableSortedDictionary(
                    t => t.Key,
                    t => new TargetFile(t.Key, t.Value.Item1,
                        ImmutableSortedDictionary<string, string>.Empty.Add("sha256", Convert.ToHexStringLower(t.Value.Item2))),
                    StringComparer.Ordinal));
            var file = MetadataWriter.Write(metadata, Vectors.Rfc8032).Value;
            var read = DraftMetadata.Read<TargetsMetadata>(file.Bytes, "targets.json").Value;
            Assert.Equal((metadata.Version, metadata.Expires), (read.Metadata.Version, read.Metadata.Expires));
            Assert.Equal(
                metadata.Targets.Select(t => (t.Key, t.Value.Path, t.Value.Length, t.Value.Hashes["sha256"])),
                read.Metadata.Targets.Select(t => (t.Key, t.Value.Path, t.Value.Length, t.Value.Hashes["sha256"])));
            Assert.Equal(file.Bytes.ToArray(), MetadataWriter.Write(read.Metadata, Vectors.Rfc8032).Value.Bytes.ToArray());
        });

    private static TargetsMetadata WithCustom(string custom)
    {
        var target = new TargetFile("a", 1, ImmutableSortedDictionary<string, string>.Empty.Add("sha256", new('0', 64)),
            JsonElement.Parse(custom));
        return new(1, TestRepository.Later, ImmutableSortedDictionary<string, TargetFile>.Empty.Add("a", target));
    }

    private sealed class WrongSigner : ISigner
    {
        public PublicKey Key { get; } = TestRepository.NewSigner().Key;

        public Result<byte[]> Sign(ReadOnlySpan<byte> bytes) => TestRepository.NewSigner().Sign(bytes);
    }

    private sealed class UnwillingSigner : ISigner
    {
        public PublicKey Key { get; } = TestRepository.NewSigner().Key;

        public Result<byte[]> Sign(ReadOnlySpan<byte> bytes) => new Refusal(RefusalCode.Declined, "", "no");
    }
}
