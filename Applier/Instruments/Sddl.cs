using System.Text;

namespace PatchKit.Applier.Instruments;

/// <summary>
/// Security descriptors as Windows writes them in text: <c>O:BAG:SYD:PAI(A;;FA;;;SY)</c>. Source: Windows, "Security Descriptor
/// String Format", "ACE Strings".
/// </summary>
internal static class Sddl
{
    /// <summary>
    /// What is a file's own: owner, group, whether its folder's rights are kept out (<c>P</c>), and the entries that were not
    /// inherited. Two files with the same rights of their own have the same text, whatever folder they lie in.
    /// </summary>
    /// <param name="text">With owner, group and rights (DACL); auditing (SACL) is left out.</param>
    public static string Own(string text)
    {
        var rights = Part(text, "D:");
        var own = new StringBuilder(text.Length);
        foreach (var part in new[] { "O:", "G:" })
        {
            if (Part(text, part) is { Length: > 0 } one)
                own.Append(part).Append(one);
        }

        if (rights is null)
            return own.ToString();
        own.Append("D:");
        var entries = rights.IndexOf('(', StringComparison.Ordinal);
        var flags = entries < 0 ? rights : rights[..entries];
        // No list at all is not the same as an empty one: it lets everybody in.
        if (flags.Contains("NO_ACCESS_CONTROL", StringComparison.Ordinal))
            return own.Append("NO_ACCESS_CONTROL").ToString();
        // AI and AR say how the list came about.
        if (flags.Contains('P', StringComparison.Ordinal))
            own.Append('P');
        foreach (var entry in Entries(entries < 0 ? "" : rights[entries..]))
        {
            if (!IsInherited(entry))
                own.Append(entry);
        }

        return own.ToString();
    }

    // Where a part ends the next one begins: a letter and a colon outside of parentheses. SIDs have no colon.
    private static string? Part(string text, string name)
    {
        for (var at = Next(text, 0); at >= 0;)
        {
            var end = Next(text, at + 2);
            if (text.AsSpan(at).StartsWith(name, StringComparison.Ordinal))
                return text[(at + 2)..(end < 0 ? text.Length : end)];
            at = end;
        }

        return null;
    }

    private static int Next(string text, int from)
    {
        var depth = 0;
        for (var i = from; i < text.Length - 1; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0 && text[i + 1] == ':' && text[i] is 'O' or 'G' or 'D' or 'S')
                return i;
        }

        return -1;
    }

    // A condition in an entry has parentheses of its own.
    private static IEnumerable<string> Entries(string list)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < list.Length; i++)
        {
            if (list[i] == '(' && depth++ == 0)
                start = i;
            else if (list[i] == ')' && --depth == 0)
                yield return list[start..(i + 1)];
        }
    }

    // Kind, flags, rights, …: the flags are pairs of letters.
    private static bool IsInherited(string entry) =>
        entry.Split(';') is [_, var flags, ..] && flags.Chunk(2).Any(pair => pair is ['I', 'D']);
}
