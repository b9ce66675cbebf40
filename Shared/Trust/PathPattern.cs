using System.Security.Cryptography;
using System.Text;

namespace PatchKit.Shared.Trust;

/// <summary>
/// The patterns by which a delegation names target paths. TUF 1.0.34 section 4.5, PATHPATTERN.
/// </summary>
/// <remarks>
/// <c>*</c> stands for any run of characters, <c>?</c> for one, neither for a slash; everything else stands for itself. A bracket
/// is an ordinary character: the specification names these two wildcards alone, and a pattern that a client reads more widely
/// than its author did would hand out more than was meant.
/// </remarks>
internal static class PathPattern
{
    /// <summary>Whether the pattern covers the path, segment by segment.</summary>
    public static bool Matches(string pattern, string path)
    {
        var patterns = pattern.Split('/');
        var segments = path.Split('/');
        return patterns.Length == segments.Length && patterns.Zip(segments).All(pair => MatchesSegment(pair.First, pair.Second));
    }

    /// <summary>SHA-256 of the path in UTF-8, as path_hash_prefixes compare it.</summary>
    public static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));

    // Goes back to the last star alone, so that no pattern takes longer than pattern length times path length.
    private static bool MatchesSegment(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
