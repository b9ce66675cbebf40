using System.Buffers.Binary;
using System.Globalization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// A short name of a receipt that is read out on the telephone: three groups of four and a check character,
/// <c>7K3M-0QXR-9VTA-H</c>.
/// </summary>
/// <remarks>
/// The first 60 bits of the SHA-256 of the receipt's file in Crockford's base 32 (no I, L, O, U). The check character is the sum
/// of the characters, each multiplied by another power of 2 in GF(32) with x^5+x^2+1: one wrong character and any two swapped are
/// always noticed, and it needs no characters beyond the 32. Support can compare it with the receipt when it arrives; alone it
/// proves nothing.
/// </remarks>
public readonly record struct TelephoneCode
{
    /// <summary>Crockford's base 32.</summary>
    internal const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Characters = 12;
    private readonly string? _text;

    private TelephoneCode(string text) => _text = text;

    /// <summary>The code with its hyphens.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This code was never set.");

    /// <summary>The code of the receipt whose file has this digest.</summary>
    public static TelephoneCode Of(Sha256Digest receipt)
    {
        var bits = BinaryPrimitives.ReadUInt64BigEndian(Convert.FromHexString(receipt.Hex)) >> 4;
        Span<int> values = stackalloc int[Characters];
        for (var i = 0; i < Characters; i++)
            values[i] = (int)(bits >> (5 * (Characters - 1 - i))) & 31;
        return Of(values);
    }

    /// <summary>
    /// Reads what a person wrote down: capitals or not, with or without hyphens and blanks, O for 0, I and L for 1. A mail
    /// program's dashes, blanks that do not break and marks without a width are hyphens and blanks too. False when the length, a
    /// character or the check character is wrong.
    /// </summary>
    public static bool TryParse(string? text, out TelephoneCode code)
    {
        code = default;
        Span<int> values = stackalloc int[Characters + 1];
        var count = 0;
        foreach (var c in text ?? "")
        {
            if (IsSeparator(c))
                continue;
            var value = ValueOf(char.ToUpperInvariant(c));
            if (value < 0 || count > Characters)
                return false;
            values[count++] = value;
        }

        if (count != Characters + 1 || CheckOf(values[..Characters]) != values[Characters])
            return false;
        code = Of(values[..Characters]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(no code)";

    private static TelephoneCode Of(ReadOnlySpan<int> values)
    {
        var text = "";
        for (var i = 0; i < Characters; i++)
            text += i > 0 && i % 4 == 0 ? $"-{Alphabet[values[i]]}" : $"{Alphabet[values[i]]}";
        return new($"{text}-{Alphabet[CheckOf(values)]}");
    }

    private static bool IsSeparator(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is
        UnicodeCategory.DashPunctuation or UnicodeCategory.Format || c == '\u2212';

    private static int ValueOf(char c) =>
        Alphabet.IndexOf(c switch { 'O' => '0', 'I' or 'L' => '1', _ => c }, StringComparison.Ordinal);

    private static int CheckOf(ReadOnlySpan<int> values)
    {
        // Horner's rule in GF(32): double what there is, add the next one.
        var sum = 0;
        foreach (var value in values)
            sum = Double(sum ^ value);
        return sum;
    }

    private static int Double(int value) => (value & 16) == 0 ? value << 1 : ((value << 1) ^ 0b100101) & 31;
}
