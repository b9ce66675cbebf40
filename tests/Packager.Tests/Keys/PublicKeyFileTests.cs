using System.Security.Cryptography;
using System.Text;
using PatchKit.Packager.Keys;
using PatchKit.Shared;
using PublicKey = PatchKit.Shared.Trust.PublicKey;

namespace PatchKit.Tests.Packager.Keys;

public class PublicKeyFileTests
{
    [Fact]
    public void The_public_file_of_a_key_reads_back()
    {
        using var bench = new KeyBench();
        var file = PublicKeyFile.Of(bench.Make("ada.key"));
        var again = PublicKeyFile.Read(file.ToBytes(), "ada.key.pub").Value;
        Assert.Equal((file.Holder, file.Use, file.Key.KeyId), (again.Holder, again.Use, again.Key.KeyId));
    }

    [Fact]
    public void The_public_file_of_a_token_with_P256_reads_back()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = new PublicKeyFile("Token 7", KeyUse.Ceremony, PublicKey.Of(key));
        Assert.Equal(file.Key.KeyId, PublicKeyFile.Read(file.ToBytes(), "t").Value.Key.KeyId);
    }

    [Theory]
    [InlineData("\"keyId\": \"", "\"keyId\": \"0", "key id")]
    [InlineData("\"1.0\"", "\"one\"", "MAJOR.MINOR")]
    [InlineData("\"schema\": \"1.0\",", "", "the first member is not 'schema'")]
    [InlineData("\"ed25519\"", "\"dsa\"", "Ed25519")]
    [InlineData("\"public\": \"", "\"public\": \"00", "Ed25519")]
    [InlineData("\"rehearsal\": true,", "\"rehearsal\": true, \"note\": 1,", "note")]
    public void What_is_not_a_public_key_file_is_refused_with_the_reason(string was, string becomes, string reason)
    {
        using var bench = new KeyBench();
        var text = Encoding.UTF8.GetString(PublicKeyFile.Of(bench.Make("ada.key")).ToBytes());
        Assert.Contains(was, text, StringComparison.Ordinal);
        var refusal = PublicKeyFile.Read(Encoding.UTF8.GetBytes(text.Replace(was, becomes, StringComparison.Ordinal)),
            "p").Refusal;
        Assert.Equal(RefusalCode.FormatInvalid, refusal?.Code);
        Assert.Contains(reason, refusal?.Reason, StringComparison.Ordinal);
    }
}
