namespace PatchKit.Shared.Json;

/// <summary>How far two names are apart, to suggest the one that was meant.</summary>
internal static class Spelling
{
    /// <summary>
    /// The number of letters to insert, remove or change, case ignored (Levenshtein); long names count as far apart.
    /// </summary>
    public static int Distance(string left, string right)
    {
        const int longest = 64;
        if (left.Length > longest || right.Length > longest)
            return int.MaxValue;
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                var cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[^1];
    }
}
