using System.Text;
using CsCheck;
using NSec.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Shared.Receipts;

public sealed class ReceiptReaderTests : IDisposable
{
    private readonly Key _key = Receipts.NewKey();

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_receipt_reads_back_as_it_was_written()
    {
        var receipt = Receipts.Applied();
        var bytes = ReceiptWriter.Write(receipt, _key);

        var read = ReceiptReader.Read(bytes, "r").Value;

        Assert.Equal(bytes, read.Envelope);
        Assert.Equal(ReceiptWriter.KeyIdOf(_key.PublicKey), read.KeyId);
        Assert.Equivalent(Receipts.Applied(_key), read.Receipt, strict: true);
    }

    [Fact]
    public void Every_receipt_that_the_format_can_hold_reads_back() => GenReceipt.Receipt.Sample(
        receipt =>
        {
            var bytes = ReceiptWriter.Write(receipt, _key);
            var read = ReceiptReader.Read(bytes, "r").Value.Receipt;
            return bytes.SequenceEqual(ReceiptWriter.Write(read, _key))
                && read.Contradiction() == receipt.Contradiction()
                && !Payload(bytes).Contains("null", StringComparison.Ordinal);
        },
        iter: 500);

    [Fact]
    public void A_text_or_a_list_without_end_is_refused()
    {
        var step = Receipts.Applied().Phases[0].Steps[0];
        Receipt With(int texts, int length) => Receipts.Applied() with
        {
            Phases = [Receipts.Applied().Phases[0] with { Steps = [step with
            {
                After = [.. Enumerable.Repeat(new UnreadableObservation(new string('x', length)), texts)],
            }] }],
        };

        Assert.Null(ReceiptReader.Read(ReceiptWriter.Write(With(1000, 1024), _key), "r").Refusal);
        foreach (var (texts, length) in new[] { (1001, 1), (1, 1025) })
            Assert.Equal(RefusalCode.FormatInvalid,
                ReceiptReader.Read(ReceiptWriter.Write(With(texts, length), _key), "r").Refusal?.Code);
    }

    [Fact]
    public void A_refused_receipt_keeps_its_refusal()
    {
        var receipt = Receipts.Applied() with
        {
            Verdict = Verdict.Refused,
            Refusal = new(RefusalCode.NotIdle, [ReceiptFact.Withheld]) { Check = CheckId.Idle },
            Phases = [],
            Backup = null,
            Journal = null,
            Operator = null,
        };

        var bytes = ReceiptWriter.Write(receipt, _key);

        var read = ReceiptReader.Read(bytes, "r").Value;
        Assert.Equivalent(receipt with { Situation = read.Code.Text }, read.Receipt, strict: true);
        Assert.Contains("\"not-idle\"", Payload(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_flipped_bit_of_the_file_is_refused()
    {
        var bytes = ReceiptWriter.Write(Receipts.Applied(), _key);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));

            var refusal = ReceiptReader.Read(bytes, "r").Refusal;

            Assert.True(
                refusal?.Code is RefusalCode.SignatureInvalid or RefusalCode.FormatInvalid,
                $"bit {bit} of byte '{(char)bytes[bit / 8]}' gave {refusal?.ToString() ?? "a receipt"}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Null(ReceiptReader.Read(bytes, "r").Refusal);
    }

    [Fact]
    public void Every_shortened_file_is_refused()
    {
        var bytes = ReceiptWriter.Write(Receipts.Applied(), _key);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Equal(RefusalCode.FormatInvalid, ReceiptReader.Read(bytes.AsSpan(0, length), "r").Refusal?.Code);
    }

    [Theory]
    [InlineData("{\"payload\"", "{ \"payload\"")]
    [InlineData("\"payload\"", "\"p\\u0061yload\"")]
    [InlineData("application/vnd", "application\\/vnd")]
    [InlineData("in-toto+json", "in-toto\\u002Bjson")]
    [InlineData("\"}]}", "\"}]}\n")]
    [InlineData("\"}]}", "\"}]}{}")]
    [InlineData("\"}]}", "\"}],\"more\":1}")]
    [InlineData("{\"payload\":", "{\"payload\":\"AAAA\",\"payload\":")]
    [InlineData("{\"payload\":", "\ufeff{\"payload\":")]
    public void Another_spelling_of_the_same_envelope_is_refused(string written, string changed)
    {
        var text = Encoding.UTF8.GetString(ReceiptWriter.Write(Receipts.Applied(), _key));
        Assert.Contains(written, text, StringComparison.Ordinal);

        var refusal = ReceiptReader.Read(Encoding.UTF8.GetBytes(text.Replace(written, changed, StringComparison.Ordinal)),
            "r").Refusal;

        Assert.Equal(RefusalCode.FormatInvalid, refusal?.Code);
    }

    [Fact]
    public void A_signature_of_another_key_is_refused()
    {
        using var other = Receipts.NewKey();
        var envelope = DsseEnvelope.Read(ReceiptWriter.Write(Receipts.Applied(), _key), "r").Value;
        var claimed = envelope with
        { Signatures = [envelope.Signatures[0] with { KeyId = ReceiptWriter.KeyIdOf(other.PublicKey) }] };

        Assert.Equal(RefusalCode.SignatureInvalid, ReceiptReader.Read(claimed.Write(), "r").Refusal?.Code);
    }

    [Fact]
    public void An_unsigned_or_twice_signed_envelope_is_refused()
    {
        var envelope = DsseEnvelope.Read(ReceiptWriter.Write(Receipts.Applied(), _key), "r").Value;

        Assert.Equal(RefusalCode.FormatInvalid,
            ReceiptReader.Read((envelope with { Signatures = [] }).Write(), "r").Refusal?.Code);
        Assert.Equal(
            RefusalCode.FormatInvalid,
            ReceiptReader.Read((envelope with { Signatures = [envelope.Signatures[0], envelope.Signatures[0]] })
                .Write(), "r").Refusal?.Code);
    }

    [Fact]
    public void A_file_above_the_limit_is_refused_before_it_is_parsed() =>
        Assert.Equal(RefusalCode.FileLength, ReceiptReader.Read(new byte[DsseEnvelope.MaxLength + 1], "r").Refusal?.Code);

    [Theory]
    [InlineData("\"rehearsal\":false", "\"rehearsal\":null", RefusalCode.FormatInvalid)]
    [InlineData("\"rehearsal\":false", "\"rehearsal\":false,\"patient\":\"x\"", RefusalCode.FormatInvalid)]
    [InlineData("\"rehearsal\":false", "\"rehearsal\":false,\"rehearsal\":true", RefusalCode.FormatInvalid)]
    [InlineData("\"rehearsal\":false,", "", RefusalCode.FormatInvalid)]
    [InlineData("\"verdict\":\"applied\"", "\"verdict\":1", RefusalCode.FormatInvalid)]
    [InlineData("\"verdict\":\"applied\"", "\"verdict\":\"fine\"", RefusalCode.FormatInvalid)]
    [InlineData("\"kind\":\"enable-firewall\"", "\"kind\":\"\\ud800\"", RefusalCode.FormatInvalid)]
    [InlineData("\"kind\":\"enable-firewall\"", "\"kind\":null", RefusalCode.FormatInvalid)]
    [InlineData("\"localIt\":{", "\"refusal\":null,\"localIt\":{", RefusalCode.FormatInvalid)]
    [InlineData("\"of\":\"firewall\"", "\"of\":\"diary\"", RefusalCode.FormatInvalid)]
    [InlineData("\"of\":\"firewall\"", "\"of\":\"firewall\",\"user\":\"x\"", RefusalCode.FormatInvalid)]
    [InlineData("{\"bytes\":1048576}", "{\"bytes\":1048576,\"count\":1}", RefusalCode.FormatInvalid)]
    [InlineData("{\"bytes\":1048576}", "null", RefusalCode.FormatInvalid)]
    [InlineData("\"serialTyped\":\"503\"", "\"serialTyped\":\"5 03\"", RefusalCode.FormatInvalid)]
    [InlineData("\"code\":\"00816270020002\"", "\"code\":\"8162\"", RefusalCode.FormatInvalid)]
    [InlineData("\"boot\":\"b7f1\"", "\"boot\":\"B7F1\"", RefusalCode.FormatInvalid)]
    [InlineData("\"offsetMinutes\":120", "\"offsetMinutes\":-2147483648", RefusalCode.FormatInvalid)]
    [InlineData("\"verdict\":\"applied\"", "\"verdict\":\"applied\",\"situation\":\"7K3M0QXR\"", RefusalCode.FormatInvalid)]
    [InlineData("\"phases\":[", "\"phases\":null,\"x\":[", RefusalCode.FormatInvalid)]
    [InlineData("\"sequence\":2", "\"sequence\":0", RefusalCode.FormatInvalid)]
    [InlineData("00112233445566778899aabbccddeeff", "00112233445566778899AABBCCDDEEFF", RefusalCode.FormatInvalid)]
    [InlineData("\"finished\":\"2026-05-04T12:09:00+00:00\"", "\"finished\":\"2026-05-04T12:09:00+02:00\"",
        RefusalCode.FormatInvalid)]
    [InlineData("\"name\":\"bundles/fsn2023-1338-1.0.0.zip\"", "\"name\":\"bundles/other.zip\"", RefusalCode.FormatInvalid)]
    [InlineData("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v2", RefusalCode.FormatInvalid)]
    [InlineData("\"schema\":\"1.0\"", "\"schema\":\"1\"", RefusalCode.FormatInvalid)]
    [InlineData("urn:patchkit:receipt:v1", "urn:patchkit:receipt:v2", RefusalCode.FormatUnknownVersion)]
    public void A_well_signed_statement_that_breaks_a_rule_is_refused(string written, string changed, RefusalCode code)
    {
        var payload = Payload(ReceiptWriter.Write(Receipts.Applied(), _key));
        Assert.Contains(written, payload, StringComparison.Ordinal);

        var bytes = Receipts.Sign(payload.Replace(written, changed, StringComparison.Ordinal), _key);

        Assert.Equal(code, ReceiptReader.Read(bytes, "r").Refusal?.Code);
    }

    [Theory]
    [InlineData(ReceiptRules.MaxTextBytes, true)]
    [InlineData(ReceiptRules.MaxTextBytes + 1, false)]
    public void A_text_has_at_most_so_many_bytes(int length, bool read)
    {
        var reason = Read("\"user\"", $"\"{new string('u', length)}\"").Refusal!.Reason;

        Assert.Equal(!read, reason.Contains("the text has more than 1024 bytes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ReceiptRules.MaxElements, true)]
    [InlineData(ReceiptRules.MaxElements + 1, false)]
    public void A_list_has_at_most_so_many_elements(int count, bool read)
    {
        var reason = Read("\"user\"", $"\"user\":[{string.Join(',', Enumerable.Repeat(1, count))}],\"x\"").Refusal!.Reason;

        Assert.Equal(!read, reason.Contains("more than 1000 elements", StringComparison.Ordinal));
    }

    [Fact]
    public void A_newer_receipt_is_called_newer_whatever_else_it_brings()
    {
        var payload = Payload(ReceiptWriter.Write(Receipts.Applied(), _key))
            .Replace("receipt:v1", "receipt:v2", StringComparison.Ordinal)
            .Replace("\"predicate\":", $"\"future\":\"{new string('x', 5000)}\",\"predicate\":", StringComparison.Ordinal);

        Assert.Equal(RefusalCode.FormatUnknownVersion, ReceiptReader.Read(Receipts.Sign(payload, _key), "r").Refusal?.Code);
    }

    // A member that no receipt has stands where "user" is written.
    private Result<VerifiedReceipt> Read(string user, string instead)
    {
        var payload = Payload(ReceiptWriter.Write(Receipts.Applied(), _key)).Replace("\"rehearsal\":false",
            "\"rehearsal\":false,\"user\":0", StringComparison.Ordinal);
        return ReceiptReader.Read(Receipts.Sign(payload.Replace(user, instead, StringComparison.Ordinal), _key), "r");
    }

    [Fact]
    public void A_well_signed_payload_of_another_type_is_refused()
    {
        var payload = Payload(ReceiptWriter.Write(Receipts.Applied(), _key));

        Assert.Equal(RefusalCode.FormatInvalid,
            ReceiptReader.Read(Receipts.Sign(payload, _key, "text/plain"), "r").Refusal?.Code);
    }

    [Fact]
    public void A_missing_member_never_gives_a_default()
    {
        var payload = Payload(ReceiptWriter.Write(Receipts.Applied(), _key));
        Assert.Equal(RefusalCode.FormatInvalid, ReceiptReader.Read(Receipts.Sign("{}", _key), "r").Refusal?.Code);
        Assert.Equal(RefusalCode.FormatInvalid, ReceiptReader.Read(Receipts.Sign("", _key), "r").Refusal?.Code);
        Assert.Equal(RefusalCode.FormatInvalid, ReceiptReader.Read(Receipts.Sign(payload + "x", _key), "r").Refusal?.Code);
    }

    private static string Payload(byte[] envelope) =>
        Encoding.UTF8.GetString([.. DsseEnvelope.Read(envelope, "r").Value.Payload]);
}
