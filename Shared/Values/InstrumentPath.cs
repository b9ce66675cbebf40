using System.Buffers;

namespace PatchKit.Shared.Values;

/// <summary>
/// The rule for full paths on an instrument: a drive letter, then segments joined by backslashes, as Windows writes them.
/// </summary>
public static class InstrumentPath
{
    /// <summary>Longest path, in characters (Windows: MAX_PATH less the terminator).</summary>
    public const int MaxLength = 259;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"/|?*");

    /// <summary>What is wrong with a path, or null.</summary>
    public static string? Fault(string path)
    {
        if (path.Length > MaxLength)
            return $"a path has at most {MaxLength} characters";
        if (path.Length < 4 || !char.IsAsciiLetterUpper(path[0]) || path[1] != ':' || path[2] != '\\')
            return $"'{path}' is not a full path on the instrument; it begins with a capital drive letter, for example " +
                $"C:\\ProgramData\\x.cfg";
        foreach (var range in path.AsSpan(3).Split('\\'))
        {
            var segment = path.AsSpan(3)[range];
            if (segment.IsEmpty || segment is "." or ".." || segment[^1] is '.' or ' ')
                return $"'{path}' has a segment that is empty, '.', '..', or ends with a dot or a blank";
            if (segment.ContainsAny(Forbidden) || segment.ContainsAnyInRange('\0', '\x1f'))
                return $"'{path}' has a character that Windows forbids in names";
        }

        return null;
    }
}
