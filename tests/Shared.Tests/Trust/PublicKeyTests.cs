using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

public sealed class PublicKeyTests
{
    private static readonly byte[] Data = Encoding.ASCII.GetBytes("what is signed");

    [Fact]
    public void An_ed25519_signature_verifies_and_an_altered_one_does_not()
    {
        var signer = TestRepository.NewSigner();
        Holds(signer.Key, signer.Sign(Data).Value);
    }

    [Fact]
    public void An_ecdsa_signature_in_der_verifies_and_an_altered_one_does_not()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Holds(PublicKey.Of(key), key.SignData(Data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.False(PublicKey.Of(key)
            .Verify(Data, key.SignData(Data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
    }

    [Fact]
    public void An_rsa_pss_signature_verifies_and_an_altered_one_does_not()
    {
        using var key = RSA.Create(2048);
        Holds(PublicKey.Of(key), key.SignData(Data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        Assert.False(PublicKey.Of(key).Verify(Data, key.SignData(Data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    }

    [Fact]
    public void The_older_spelling_of_the_ecdsa_type_verifies_too()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var older = Parsed("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", key.ExportSubjectPublicKeyInfoPem());
        Holds(older, key.SignData(Data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    [Fact]
    public void A_key_on_another_curve_verifies_nothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.False(PublicKey.Of(key)
            .Verify(Data, key.SignData(Data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
    }

    [Fact]
    public void An_rsa_key_that_is_too_short_verifies_nothing()
    {
        using var key = RSA.Create(1024);
        Assert.False(PublicKey.Of(key).Verify(Data, key.SignData(Data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)));
    }

    [Theory]
    [InlineData("ed25519", "ecdsa-sha2-nistp256")]
    [InlineData("ed448", "ed448")]
    [InlineData("rsa", "rsa-pkcs1v15-sha256")]
    [InlineData("ecdsa", "ed25519")]
    public void A_kind_that_is_not_known_can_be_carried_and_verifies_nothing(string keyType, string scheme)
    {
        var signer = TestRepository.NewSigner();
        Assert.False(Parsed(keyType, scheme, signer.Key.Value).Verify(Data, signer.Sign(Data).Value));
    }

    [Theory]
    [InlineData("ed25519", "ed25519", "")]
    [InlineData("ed25519", "ed25519", "zz5a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")]
    [InlineData("ed25519", "ed25519", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751")]
    [InlineData("ed25519", "ed25519", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a00")]
    [InlineData("ed25519", "ed25519", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", "no PEM")]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    [InlineData("rsa", "rsassa-pss-sha256", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    public void A_value_that_is_no_key_verifies_nothing(string keyType, string scheme, string value) =>
        Assert.False(Parsed(keyType, scheme, value).Verify(Data, new byte[64]));

    [Fact]
    public void The_key_id_is_over_unknown_members_too()
    {
        var key = Vectors.Rfc8032.Key;
        var marked = PublicKey.Parse(Encoding.UTF8.GetBytes(key.ToJson().GetRawText().Insert(1, "\"x-owner\":\"@a\",")),
            "key.json").Value;
        Assert.NotEqual(key.KeyId, marked.KeyId);
        Assert.Equal("@a", marked.ToJson().GetProperty("x-owner").GetString());
    }

    [Fact]
    public void A_key_object_reads_back_as_it_was_written()
    {
        var key = TestRepository.NewSigner().Key;
        var read = PublicKey.Parse(Encoding.UTF8.GetBytes(key.ToJson().GetRawText()), "key.json").Value;
        Assert.Equal((key.KeyId, key.KeyType, key.Scheme, key.Value), (read.KeyId, read.KeyType, read.Scheme, read.Value));
        Assert.Equal($"ed25519 {key.KeyId[..8]}", read.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"keytype":"ed25519","scheme":"ed25519"}""")]
    [InlineData("""{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":1}}""")]
    [InlineData("""{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":""},"keytype":"rsa"}""")]
    [InlineData("""{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":""},"n":0.5}""")]
    public void What_is_no_key_object_is_refused(string json)
    {
        var refusal = PublicKey.Parse(Encoding.UTF8.GetBytes(json), "key.json").Refusal;
        Assert.Equal((RefusalCode.FormatInvalid, "key.json"), (refusal?.Code, refusal?.Place));
    }

    private static PublicKey Parsed(string keyType, string scheme, string value) => PublicKey.Parse(
        JsonSerializer.SerializeToUtf8Bytes(new { keytype = keyType, scheme, keyval = new { @public = value } }),
            "key.json").Value;

    private static void Holds(PublicKey key, byte[] signature)
    {
        Assert.True(key.Verify(Data, signature));
        Assert.False(key.Verify([.. Data, 0], signature));
        Assert.False(key.Verify(Data, []));
        Assert.False(key.Verify(Data, signature.AsSpan(0, signature.Length - 1)));
        for (var at = 0; at < signature.Length; at++)
        {
            var bad = (byte[])signature.Clone();
            bad[at] ^= 1;
            Assert.False(key.Verify(Data, bad), $"byte {at}");
        }
    }
}
