using System.Globalization;
using System.Numerics;
using System.Text;

namespace PatchKit.Shared.Values;

/// <summary>
/// Text that a person reads off paper, types, or reads out on the telephone: Crockford's base 32 (no I, L, O, U) in groups of
/// four, whose last two characters check the others.
/// </summary>
/// <remarks>
/// It is a word of a Reed-Solomon code over GF(32) with x^5+x^2+1, so that any two wrong characters, and with them any two
/// swapped ones, are always noticed. Texts of different lengths begin from different sums, so that none is a part of another.
/// </remarks>
internal static class CheckedText
{
    /// <summary>How many characters check the others.</summary>
    public const int Checks = 2;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Group = 4;

    /// <summary>Spells values of five bits each, with their check characters and hyphens.</summary>
    public static string Write(ReadOnlySpan<int> data)
    {
        Span<int> values = stackalloc int[data.Length + Checks];
        data.CopyTo(values);
        // Two unknown characters, two sums: p + q = first and 2p + q = second, where + is exclusive or.
        var (first, second) = Sums(values);
        var p = Times(first ^ second, Inverse(3));
        (values[^2], values[^1]) = (p, first ^ p);
        var text = new StringBuilder();
        for (var at = 0; at < values.Length; at++)
            text.Append(at > 0 && at % Group == 0 ? "-" : "").Append(Alphabet[values[at]]);
        return text.ToString();
    }

    /// <summary>
    /// The values of what a person wrote down: capitals or not, with or without hyphens and blanks, O for 0, I and L for 1. A
    /// mail program's dashes, blanks that do not break and marks without a width are hyphens and blanks too.
    /// </summary>
    /// <param name="text">What they wrote.</param>
    /// <param name="values">Takes the values.</param>
    /// <returns>How many there are; -1 where a character is none of them, or there are more than fit.</returns>
    public static int Read(string? text, Span<int> values)
    {
        var count = 0;
        foreach (var c in text ?? "")
        {
            if (IsSeparator(c))
                continue;
            var value = ValueOf(char.ToUpperInvariant(c));
            if (value < 0 || count == values.Length)
                return -1;
            values[count++] = value;
        }

        return count;
    }

    /// <summary>Whether the last characters check the others.</summary>
    public static bool Holds(ReadOnlySpan<int> values) => Sums(values) == (0, 0);

    // The sum of all characters, and the sum of all with their weights: the last has 1, each one before it the double.
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
