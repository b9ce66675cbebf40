using System.Globalization;
using System.Numerics;
using System.Text;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// A situation as it is read out on the telephone: two groups of four characters, <c>7K3M-0QXR</c>; a third one where it ended
/// with a receipt, <c>7K3M-0QXR-9VTA</c>, which binds it to the delivery and to that very receipt.
/// </summary>
/// <remarks>
/// Crockford's base 32 (no I, L, O, U). The last two characters check the others: the code is a word of a Reed-Solomon code over
/// GF(32) with x^5+x^2+1, so that any two wrong characters, and with them any two swapped ones, are always noticed. Format:
/// docs/formats/situation-code.md.
/// </remarks>
public readonly record struct SituationCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Checks = 2;
    private const int Short = 8;
    private const int Long = 12;

    // Ten bits each of what the receipt is bound to.
    private const int BondBits = 10;
    private readonly string? _text;

    private SituationCode(long value, int length, Situation situation) =>
        (_text, Situation, Bond) = (Spelled(value, length), situation, length == Long ? value & ((1 << (2 * BondBits)) - 1) : -1);

    /// <summary>The code with its hyphens.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This code was never set.");

    /// <summary>What it stands for.</summary>
    public Situation Situation { get; }

    /// <summary>Whether it stands for a receipt too.</summary>
    public bool HasReceipt => Bond >= 0;

    private long Bond { get; }

    /// <summary>The code of a situation that left no receipt.</summary>
    public static SituationCode Of(Situation situation) => new(situation.Number, Short, situation);

    /// <summary>The code of a receipt.</summary>
    /// <param name="receipt">What it says.</param>
    /// <param name="keyId">The key that signs it.</param>
    public static SituationCode Of(Receipt receipt, string keyId)
    {
        var situation = Situation.Of(receipt);
        var own = Bits(keyId, Number(receipt.Sequence), Number(receipt.Times.Finished.ToUnixTimeSeconds()));
        var delivered = BoundTo(receipt.Nonce, receipt.Instrument.Serial, receipt.Instrument.Mode, situation);
        return new((situation.Number << (2 * BondBits)) | (delivered << BondBits) | own, Long, situation);
    }

    /// <summary>Whether a receipt of this delivery, instrument and boot mode can have this code.</summary>
    /// <param name="nonce">The delivery's nonce.</param>
    /// <param name="serial">The instrument.</param>
    /// <param name="mode">The boot mode.</param>
    public bool IsBoundTo(string nonce, SerialNumber serial, ModeId mode) =>
        HasReceipt && Bond >> BondBits == BoundTo(nonce, serial, mode, Situation);

    /// <summary>
    /// Reads what a person wrote down: capitals or not, with or without hyphens and blanks, O for 0, I and L for 1. A mail
    /// program's dashes, blanks that do not break and marks without a width are hyphens and blanks too. False when the length, a
    /// character or the check characters are wrong.
    /// </summary>
    public static bool TryParse(string? text, out SituationCode code)
    {
        code = default;
        Span<int> values = stackalloc int[Long];
        var count = 0;
        foreach (var c in text ?? "")
        {
            if (IsSeparator(c))
                continue;
            var value = ValueOf(char.ToUpperInvariant(c));
            if (value < 0 || count == Long)
                return false;
            values[count++] = value;
        }

        if (count is not (Short or Long) || !IsWord(values[..count]))
            return false;
        var number = 0L;
        foreach (var value in values[..(count - Checks)])
            number = (number << 5) | (long)value;
        if (Situation.Of(count == Long ? number >> (2 * BondBits) : number) is not { } situation)
            return false;
        code = new(number, count, situation);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(SituationCode other) => _text == other._text;

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(no code)";

    private static long BoundTo(string nonce, SerialNumber serial, ModeId mode, Situation situation) =>
        Bits(nonce, serial.Key, mode.Text, Number(situation.Number));

    // The first bits of the digest of lines.
    private static long Bits(params string[] lines)
    {
        var digest = Convert.FromHexString(Sha256Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', lines))).Hex);
        return ((digest[0] << 8) | digest[1]) >> (16 - BondBits);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Spelled(long value, int length)
    {
        Span<int> values = stackalloc int[length];
        for (var at = 0; at < length - Checks; at++)
            values[at] = (int)(value >> (5 * (length - Checks - 1 - at))) & 31;
        // Two unknown characters, two sums: p + q = first and 2p + q = second, where + is exclusive or.
        var (first, second) = Sums(values);
        var p = Times(first ^ second, Inverse(3));
        (values[^2], values[^1]) = (p, first ^ p);
        var text = new StringBuilder();
        for (var at = 0; at < length; at++)
            text.Append(at > 0 && at % 4 == 0 ? "-" : "").Append(Alphabet[values[at]]);
        return text.ToString();
    }

    private static bool IsWord(ReadOnlySpan<int> values) => Sums(values) == (0, 0);

    // The sum of all characters, and the sum of all with their weights: the last has 1, each one before it the double. A long
    // code begins from other sums than a short one, so that none is a part of another.
    private static (int First, int Second) Sums(ReadOnlySpan<int> values)
    {
        var (first, second) = (values.Length, values.Length);
        foreach (var value in values)
            (first, second) = (first ^ value, Times(second, 2) ^ value);
        return (first, second);
    }

    private static int Times(int left, int right)
    {
        var product = 0;
        for (var bit = 0; bit < 5; bit++)
            product ^= ((right >> bit) & 1) * (left << bit);
        for (var bit = BitOperations.Log2((uint)product | 1); bit >= 5; bit--)
            product ^= ((product >> bit) & 1) * (0b100101 << (bit - 5));
        return product;
    }

    private static int Inverse(int value) => Enumerable.Range(1, 31).First(other => Times(value, other) == 1);

    private static bool IsSeparator(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is
        UnicodeCategory.DashPunctuation or UnicodeCategory.Format || c == '\u2212';

    private static int ValueOf(char c) =>
        Alphabet.IndexOf(c switch { 'O' => '0', 'I' or 'L' => '1', _ => c }, StringComparison.Ordinal);
}
