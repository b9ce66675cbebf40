using System.Globalization;
using System.Text;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// How a record stands in the journal: one line <c>LENGTH CHECK CHAIN JSON</c>. LENGTH is the JSON's bytes in eight digits, CHECK
/// the first 16 hexadecimal digits of its SHA-256, CHAIN the SHA-256 of the previous chain's 64 digits followed by the JSON.
/// </summary>
internal static class JournalFrame
{
    /// <summary>Bytes before the JSON.</summary>
    public const int HeaderBytes = LengthDigits + 1 + CheckDigits + 1 + ChainDigits + 1;

    /// <summary>Longest JSON of one record, in bytes.</summary>
    public const int MaxPayloadBytes = 8 * 1024 * 1024;

    private const int LengthDigits = 8;
    private const int CheckDigits = 16;
    private const int ChainDigits = 64;

    /// <summary>The chain before the first record: none. It is hashed as 64 zeros.</summary>
    public static Sha256Digest Beginning => default;

    /// <summary>The line of a record, and the chain after it.</summary>
    public static (byte[] Line, Sha256Digest Chain) Write(JournalRecord record, Sha256Digest previous)
    {
        var payload = JournalRecord.Format.Write(record);
        if (payload.Length > MaxPayloadBytes)
            throw new IOException($"a journal record of {payload.Length} bytes is longer than {MaxPayloadBytes}");
        var chain = Chain(previous, payload);
        var header = string.Create(CultureInfo.InvariantCulture, $"{payload.Length:D8} {Check(payload)} {chain} ");
        return ([.. Encoding.ASCII.GetBytes(header), .. payload, (byte)'\n'], chain);
    }

    /// <summary>
    /// The JSON of the whole, unharmed record that begins here; null when none does. The chain is not looked at.
    /// </summary>
    public static ReadOnlyMemory<byte>? Payload(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length <= HeaderBytes || span[LengthDigits] != ' ' || span[LengthDigits + 1 + CheckDigits] != ' '
            || span[HeaderBytes - 1] != ' '
            || !int.TryParse(span[..LengthDigits], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > MaxPayloadBytes || span.Length < HeaderBytes + length + 1 || span[HeaderBytes + length] != '\n')
            return null;
        var payload = bytes.Slice(HeaderBytes, length);
        return Encoding.ASCII.GetString(span.Slice(LengthDigits + 1, CheckDigits)) == Check(payload.Span) ? payload : null;
    }

    /// <summary>The chain after a record that begins here; null when it does not continue <paramref name="previous"/>.</summary>
    public static Sha256Digest? Continues(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload, Sha256Digest previous)
    {
        var chain = Chain(previous, payload.Span);
        return Encoding.ASCII.GetString(bytes.Span.Slice(HeaderBytes - 1 - ChainDigits, ChainDigits)) == chain.Hex ? chain : null;
    }

    private static string Check(ReadOnlySpan<byte> payload) => Sha256Digest.Of(payload).Hex[..CheckDigits];

    private static Sha256Digest Chain(Sha256Digest previous, ReadOnlySpan<byte> payload) =>
        Sha256Digest.Of(
            [.. Encoding.ASCII.GetBytes(previous == Beginning ? new string('0', ChainDigits) : previous.Hex), .. payload]);
}
