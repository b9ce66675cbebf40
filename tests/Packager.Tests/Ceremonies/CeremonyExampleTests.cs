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
            Assert.Equal(Sha256Digest.Of(canonical), one.Sha256);
            Assert.True(request.State.Keys[signatures.KeyId].Verify(canonical, Convert.FromHexString(one.Sig)));
        }

        Assert.Equal(Text(Example("signatures.json")), Text(signatures.ToBytes()));
    }

    [Theory]
    [InlineData("signing-request.json", "\"schema\": \"1.0\"", "\"schema\": \"2.0\"", "knows 1.x")]
    [InlineData("signing-request.json", "\"purpose\"", "\"wish\"", "'wish' is not known here")]
    [InlineData("signing-request.json", "The first release", "The first\\nrelease", "$.purpose: the text has a line break")]
    [InlineData("signing-request.json", "09:30:00+00:00", "09:30:00+01:00", "$.created: the time is not in UTC")]
    [InlineData("signing-request.json", "\"version\": 1,", "\"version\": 1, \"version\": 1,", "version")]
    [InlineData("signing-request.json", "\"version\": 1", "\"version\": 2", "does not follow")]
    [InlineData("signing-request.json", "\"_type\": \"root\"", "\"_type\": \"targets\"", "targets")]
    [InlineData("signing-request.json", "\"threshold\": 2", "\"threshold\": null", "null is not allowed here")]
    [InlineData("signing-request.json", "\"holders\": [", "\"holders\": [null,", "$.holders[0]: null is not allowed here")]
    [InlineData("signing-request.json", "\"root\": {", "\"root\": null, \"x\": {", "null is not allowed here")]
    [InlineData("signing-request.json", "\"bundles\": {", "\"parcels\": {", "$.drafts.parcels: this is not a role")]
    [InlineData("signatures.json", "\"schema\": \"1.0\"", "\"schema\": \"2.0\"", "knows 1.x")]
    [InlineData("signatures.json", "\"sig\": \"", "\"sig\": \"x", "$.signatures[0].sig: a signature in hexadecimal")]
    [InlineData("signatures.json", "\"role\": \"targets\"", "\"role\": \"root\"",
        "$.signatures[1].role: the role 'root' is there twice")]
    [InlineData("signatures.json", "\"signatures\": [", "\"signatures\": [null,", "$.signatures[0]: null is not allowed here")]
    [InlineData("signatures.json", "\"keyId\"", "\"keyid\"", "Did you mean 'keyId'?")]
    [InlineData("holders.json", "\"schema\": \"1.0\"", "\"schema\": \"2.0\"", "write \"1.0\"")]
    [InlineData("holders.json", "\"holder\": \"ann\"", "\"holder\": \"\"",
        "holders.json:46:17: $.holders[4].holder: the holder has no name")]
    [InlineData("holders.json", "\"holders\": [", "\"holders\": [null,",
        "holders.json:3:15: $.holders[0]: null is not allowed here")]
    [InlineData("holders.json", "\"scheme\"", "\"sheme\"", "Did you mean 'scheme'?")]
    [InlineData("public-key.json", "\"key\": {", "\"key\": null, \"x\": {", "$.key: null is not allowed here")]
    public void An_altered_example_is_refused_with_the_reason(string name, string was, string becomes, string reason)
    {
        var text = Text(Example(name));
        Assert.Contains(was, text, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(text.Replace(was, becomes, StringComparison.Ordinal));
        var refusal = name switch
        {
            "signing-request.json" => SigningRequest.Read(bytes, name).Refusal,
            "signatures.json" => SignatureFile.Read(bytes, name).Refusal,
            "public-key.json" => PublicKeyFile.Read(bytes, name).Refusal,
            _ => Holders.Read(bytes, name).Refusal,
        };
        Assert.Contains(reason, $"{refusal?.Place}: {refusal?.Reason}", StringComparison.Ordinal);
    }

    [Fact]
    public void Holders_saved_by_an_editor_that_puts_a_mark_in_front_are_read() =>
        Assert.Equal(5, Holders.Read([0xEF, 0xBB, 0xBF, .. Example("holders.json")], "h").Value.ById.Count);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    internal static byte[] Example(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder!.FullName, "PatchKit.slnx")))
            folder = folder.Parent;
        return System.IO.File.ReadAllBytes(Path.Combine(folder.FullName, "docs", "formats", "examples", name));
    }
}
