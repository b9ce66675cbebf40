using System.Globalization;
using System.Text;

namespace PatchKit.Shared;

/// <summary>
/// Text from outside, fit for a screen, a log and a receipt: what would move the cursor, turn the direction of writing around or
/// hide letters is shown as its number (<c>\u001b</c>) and does nothing. The one definition of it in the kit.
/// </summary>
/// <remarks>
/// Names on a stick, members of a file, values of the registry, what scripts and exceptions say: nobody vouched for any of it
/// when it is shown. Replaced are the categories Cc, Cf, Zl, Zp, Co, Cs (a lone surrogate) and Cn of the Unicode Standard, and
/// what is invisible in other categories (fillers, joiners, variation selectors). A text that is printable comes back as it is.
/// </remarks>
public static class Printable
{
    /// <summary>Most characters of a name or value on one line.</summary>
    public const int LineLength = 400;

    /// <summary>Most characters of a text of several lines.</summary>
    public const int TextLength = 8000;

    /// <summary>One line: line breaks and tabs become blanks, and what is too long ends with an ellipsis.</summary>
    /// <param name="text">Anything; null is empty.</param>
    /// <param name="most">Most characters of the outcome.</param>
    public static string Line(string? text, int most = LineLength) => Clean(text, most, lines: false);

    /// <summary>As <see cref="Line"/>, and line feeds stay: for a reason that lists several things.</summary>
    public static string Lines(string? text, int most = TextLength) =>
        Clean(text?.Replace("\r\n", "\n", StringComparison.Ordinal), most, lines: true);

    /// <summary>Whether <see cref="Line"/> would leave the text as it is, its length aside.</summary>
    public static bool Is(string text)
    {
        var replaced = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsPrintable(rune))
                return false;
            replaced |= rune == Rune.ReplacementChar;
        }

        // A lone surrogate is enumerated as the replacement character, which a text may hold in its own right.
        return !replaced || !HasLoneSurrogate(text);
    }

    private static string Clean(string? text, int most, bool lines)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        if (text.Length <= most && Is(text))
            return text;
        var clean = new StringBuilder(Math.Min(text.Length, most) + 16);
        for (var at = 0; at < text.Length;)
        {
            if (clean.Length > most)
                break;
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var taken) != System.Buffers.OperationStatus.Done)
                clean.Append(Number(text[at]));
            else if (IsPrintable(rune) || (lines && rune.Value == '\n'))
                clean.Append(text, at, taken);
            else if (rune.Value is '\n' or '\r' or '\t')
                clean.Append(' ');
            else
                clean.Append(Number(rune.Value));
            at += taken;
        }

        return clean.Length > most ? Cut(clean, most) : clean.ToString();
    }

    private static string Cut(StringBuilder text, int most)
    {
        var end = most - 1;
        if (end > 0 && char.IsHighSurrogate(text[end - 1]))
            end--;
        return text.ToString(0, end) + "…";
    }

    private static string Number(int character) => character > char.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"\\U{character:x8}")
        : string.Create(CultureInfo.InvariantCulture, $"\\u{character:x4}");

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => false,
        _ => !IsInvisible(rune.Value),
    };

    // Default_Ignorable_Code_Point outside the categories above. Source: Unicode Character Database, DerivedCoreProperties.txt.
    private static bool IsInvisible(int rune) => rune is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5
        or (>= 0x180b and <= 0x180f) or 0x3164 or (>= 0xfe00 and <= 0xfe0f) or 0xffa0 or (>= 0xe0100 and <= 0xe01ef);

    private static bool HasLoneSurrogate(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                at++;
            else if (char.IsSurrogate(text[at]))
                return true;
        }

        return false;
    }
}
