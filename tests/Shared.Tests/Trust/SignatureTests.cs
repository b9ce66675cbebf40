using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>How signatures are counted: TUF 1.0.34 sections 4.2.1, 4.3 and 5.4.2.</summary>
public sealed class SignatureTests
{
    private static readonly Ed25519Signer One = TestRepository.NewSigner();
    private static readonly Ed25519Signer Two = TestRepository.NewSigner();
    private static readonly TimestampMetadata Metadata = new(1, TestRepository.Later, new MetaFile(1));

    [Fact]
    public void No_signature_at_all_is_refused()
    {
        var repository = new TestRepository();
        repository.SignersOf(Role.Timestamp).Clear();
        repository.Publish(Role.Timestamp);
        var refusal = new Device(repository).Refused();
        Assert.Equal((RefusalCode.SignatureInvalid, "timestamp.json"), (refusal.Code, refusal.Place));
        Assert.Equal<Fact>([0, 1], refusal.Facts);
    }

    [Fact]
    public void No_signature_and_no_keys_is_refused_too() =>
        Assert.Equal(RefusalCode.SignatureInvalid, Count(new([], 1), [])?.Code);

    [Fact]
    public void A_key_of_another_role_does_not_count() =>
        Assert.Equal(RefusalCode.SignatureInvalid, Count(new([Two.Key.KeyId], 1), Keys(One.Key, Two.Key), One)?.Code);

    [Fact]
    public void A_key_that_the_metadata_do_not_carry_does_not_count() =>
        Assert.Equal(RefusalCode.SignatureInvalid, Count(new([One.Key.KeyId], 1), Keys(Two.Key), One)?.Code);

    [Fact]
    public void A_threshold_of_two_wants_two_keys()
    {
        var role = new Role([One.Key.KeyId, Two.Key.KeyId], 2);
        Assert.Equal<Fact>([1, 2], Count(role, Keys(One.Key, Two.Key), One)!.Facts);
        Assert.Null(Count(role, Keys(One.Key, Two.Key), One, Two));
    }

    [Fact]
    public void A_wrong_signature_beside_enough_good_ones_does_no_harm()
    {
        var file = MetadataWriter.Write(Metadata, One, Two).Value;
        var altered = file.Signatures.Single(s => s.KeyId == Two.Key.KeyId);
        var text = Encoding.UTF8.GetString(file.Bytes.Span);
        var bad = text.Replace(Convert.ToHexStringLower(altered.Value.Span), "", StringComparison.Ordinal);
        var read = DraftMetadata.Read<TimestampMetadata>(Encoding.UTF8.GetBytes(bad), "place").Value;
        var role = new Role([One.Key.KeyId, Two.Key.KeyId], 1);
        Assert.Equal([One.Key.KeyId], read.SignedBy(role, Keys(One.Key, Two.Key)).Value);
        Assert.NotNull(read.SignedBy(role with { Threshold = 2 }, Keys(One.Key, Two.Key)).Refusal);
    }

    [Theory]
    [InlineData("upper case")]
    [InlineData("unknown member")]
    public void One_key_under_two_key_ids_counts_once(string how)
    {
        var json = Encoding.UTF8.GetBytes(how == "upper case"
            ? One.Key.ToJson().GetRawText().Replace(One.Key.Value, One.Key.Value.ToUpperInvariant(), StringComparison.Ordinal)
            : One.Key.ToJson().GetRawText().Insert(1, "\"x\":1,"));
        var twin = new RenamedSigner(PublicKey.Parse(json, "twin").Value, One);
        Assert.NotEqual(One.Key.KeyId, twin.Key.KeyId);
        var role = new Role([One.Key.KeyId, twin.Key.KeyId], 2);

        Assert.Equal<Fact>([1, 2], Count(role, Keys(One.Key, twin.Key), One, twin)!.Facts);
        Assert.Null(Count(role with { Threshold = 1 }, Keys(One.Key, twin.Key), twin));
    }

    [Fact]
    public void A_key_under_an_id_that_is_not_its_hash_never_counts()
    {
        var keys = new Dictionary<string, PublicKey> { [Two.Key.KeyId] = One.Key };
        var file = MetadataWriter.Write(Metadata, One).Value;
        var text = Encoding.UTF8.GetString(file.Bytes.Span).Replace(One.Key.KeyId, Two.Key.KeyId, StringComparison.Ordinal);
        var read = DraftMetadata.Read<TimestampMetadata>(Encoding.UTF8.GetBytes(text), "place").Value;
        Assert.Equal(RefusalCode.SignatureInvalid, read.SignedBy(new([Two.Key.KeyId], 1), keys).Refusal?.Code);
    }

    private static Refusal? Count(Role role, Dictionary<string, PublicKey> keys, params ISigner[] signers) =>
        MetadataWriter.Write(Metadata, signers).Value.SignedBy(role, keys).Refusal;

    private static Dictionary<string, PublicKey> Keys(params PublicKey[] keys) => keys.ToDictionary(k => k.KeyId);

    private sealed class RenamedSigner(PublicKey key, ISigner signer) : ISigner
    {
        public PublicKey Key => key;

        public Result<byte[]> Sign(ReadOnlySpan<byte> bytes) => signer.Sign(bytes);
    }
}
