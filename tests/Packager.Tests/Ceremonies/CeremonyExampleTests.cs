using System.Text;
using PatchKit.Packager.Ceremonies;
using PatchKit.Packager.Keys;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Ceremonies;

/// <summary>
/// The examples of docs/formats/signing-request.md are files that the readers take and the writers would write.
/// </summary>
public class CeremonyExampleTests
{
    [Fact]
    public void The_public_key_file_reads_and_is_written_the_same()
    {
        var file = PublicKeyFile.Read(Example("public-key.json"), "example").Value;
        Assert.Equal("ann", file.Holder);
        Assert.Equal(Text(Example("public-key.json")), Text(file.ToBytes()));
    }

    [Fact]
    public void The_holders_read_and_are_written_the_same()
    {
        var holders = Holders.Read(Example("holders.json"), "example").Value;
        Assert.Equal(5, holders.ById.Count);
        Assert.Equal(Text(Example("holders.json")), Text(holders.ToBytes()));
    }

    [Fact]
    public void The_request_reads_and_is_written_the_same()
    {
        var request = SigningRequest.Read(Example("signing-request.json"), "example").Value;
        Assert.Equal(["bundles", "deliveries", "root", "targets"], request.State.Drafts.Keys);
        Assert.Equal(Text(Example("signing-request.json")), Text(request.ToBytes()));
    }

    [Fact]
    public void The_signature_file_fits_the_request_and_verifies()
    {
        var request = SigningRequest.Read(Example("signing-request.json"), "example").Value;
        var signatures = SignatureFile.Read(Example("signatures.json"), "example").Value;
        Assert.Equal(["root", "targets"], signatures.Signatures.Select(one => one.Role));
        foreach (var one in signatures.Signatures)
        {
            var canonical = request.State.Drafts[one.Role].File.Canonical.Span;
            Assert.Equal(Sha256Digest.Of(canonical).Hex, one.Sha256);
            Assert.True(request.State.Keys[signatures.KeyId].Verify(canonical, Convert.FromHexString(one.Sig)));
        }

        Assert.Equal(Text(Example("signatures.json")), Text(signatures.ToBytes()));
    }

    [Theory]
    [InlineData("signing-request.json", "patchkit.signing-request/1", "patchkit.signing-request/2")]
    [InlineData("signing-request.json", "\"purpose\"", "\"wish\"")]
    [InlineData("signing-request.json", "\"version\": 1,", "\"version\": 1, \"version\": 1,")]
    [InlineData("signing-request.json", "\"version\": 1", "\"version\": 2")]
    [InlineData("signing-request.json", "\"_type\": \"root\"", "\"_type\": \"targets\"")]
    [InlineData("signatures.json", "patchkit.signatures/1", "patchkit.signatures/2")]
    [InlineData("signatures.json", "\"sig\": \"", "\"sig\": \"x")]
    [InlineData("holders.json", "patchkit.holders/1", "patchkit.holders/2")]
    [InlineData("holders.json", "\"holder\": \"ann\"", "\"holder\": \"\"")]
    public void An_altered_example_is_refused(string name, string was, string becomes)
    {
        var text = Text(Example(name));
        Assert.Contains(was, text, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(text.Replace(was, becomes, StringComparison.Ordinal));
        Assert.NotNull(name switch
        {
            "signing-request.json" => SigningRequest.Read(bytes, name).Refusal,
            "signatures.json" => SignatureFile.Read(bytes, name).Refusal,
            _ => Holders.Read(bytes, name).Refusal,
        });
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static byte[] Example(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder!.FullName, "PatchKit.slnx")))
            folder = folder.Parent;
        return System.IO.File.ReadAllBytes(Path.Combine(folder.FullName, "docs", "formats", "examples", name));
    }
}
