using System.Text;
using CsCheck;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Shared.Receipts;

public class DsseEnvelopeTests
{
    [Fact]
    public void The_signed_bytes_are_those_of_the_specification() =>
        // DSSE 1.0.2, protocol.md, "Test vectors".
        Assert.Equal(
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
            Encoding.UTF8.GetString(DsseEnvelope.SignedBytes("http://example.com/HelloWorld", "hello world"u8)));

    [Fact]
    public void Lengths_are_counted_in_bytes() =>
        Assert.Equal("DSSEv1 2 \u00e8 3 \u20ac", Encoding.UTF8.GetString(DsseEnvelope.SignedBytes("\u00e8", "\u20ac"u8)));

    [Fact]
    public void Every_envelope_reads_back_and_has_one_spelling() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.String[0, 40], Gen.Byte.Array[1, 80])
            .Where((_, type, _) => !type.Any(char.IsSurrogate))
            .Sample((payload, type, signature) =>
            {
                var written = new DsseEnvelope([.. payload], type, [new("key", [.. signature])]).Write();
                var read = DsseEnvelope.Read(written, "e").Value;
                return read.Payload.SequenceEqual(payload) && read.PayloadType == type
                    && read.Signatures[0].Signature.SequenceEqual(signature) && read.Write().SequenceEqual(written);
            });

    [Fact]
    public void Base64_stands_unescaped_so_that_other_tools_can_cut_it_out() =>
        Assert.Contains("\"payload\":\"++//\"", Encoding.UTF8.GetString(
            new DsseEnvelope([0xfb, 0xef, 0xff], "t", [new("k", [1])]).Write()), StringComparison.Ordinal);
}
