using System.Text;

namespace PatchKit.Shared.Values;

/// <summary>
/// The name of whoever holds a key, for people: in key files, in what is signed, on an instrument's screen. The one rule for all.
/// </summary>
public static class HolderName
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 100;

    /// <summary>Why <paramref name="holder"/> is no name for a holder; null when it is one.</summary>
    public static string? FaultOf(string? holder) => holder switch
    {
        null or "" => "the holder has no name",
        { Length: > MaxLength } => $"the holder's name is longer than {MaxLength} characters",
        _ when !Printable.Is(holder) || holder.Any(char.IsSurrogate) =>
            "the holder's name has a character that cannot be printed",
        _ when LooksLikeKeyId(holder) => "the holder's name looks like a key id, which is what tells keys apart",
        _ when holder.Trim().Length != holder.Length => "the holder's name begins or ends with a space",
        _ => null,
    };

    // Eight digits of a key id are what people compare. Composed first, and letters of other alphabets count as the digits that
    // they imitate: a name with either is a name that nobody has.
    private static bool LooksLikeKeyId(string name)
    {
        var (run, figures) = (0, 0);
        foreach (var letter in name.Normalize(NormalizationForm.FormKC))
        {
            var fits = char.IsAscii(letter) ? char.IsAsciiHexDigit(letter) : char.IsLetterOrDigit(letter);
            (run, figures) = fits ? (run + 1, figures + (char.IsDigit(letter) ? 1 : 0)) : (0, 0);
            if (run >= 8 && figures > 0)
                return true;
        }

        return false;
    }
}
