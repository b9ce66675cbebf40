namespace PatchKit.Applier.Applying.Editing;

/// <summary>Sets and removes keys in the text of an INI file. Errors are <see cref="FormatException"/>.</summary>
internal static class IniText
{
    /// <summary>The text with the key set, or removed when the value is null.</summary>
    public static string Set(string text, (string Section, string Key) at, string? value)
    {
        var lines = Lines(text).ToList();
        var own = lines.Where(line => line.IsKeyOf(at.Section)).ToList();
        var found = own.Where(line => Same(line.Key, at.Key)).ToList();
        if (found.Count > 1)
            throw new FormatException("the key stands there twice");
        if (found is [var line])
            return value is null ? text.Remove(line.Start, line.End - line.Start) : line.With(text, value);
        if (value is null)
            return text;

        var end = ConfigEditor.LineEnd(text);
        var last = lines.FindLast(line => Same(line.Section, at.Section) && line.IsContent);
        if (last is null && at.Section.Length > 0)
            return $"{Ended(text, end)}{(text.Length == 0 ? "" : end)}[{at.Section}]{end}{at.Key}={value}{end}";
        var made = $"{at.Key}{own.LastOrDefault()?.Sign(text) ?? "="}{value}{end}";
        if (last is null)
            return made + text;
        return last.HasEnd(text)
            ? text.Insert(last.End, made)
            : $"{text[..last.End]}{end}{made[..^end.Length]}{text[last.End..]}";
    }

    private static string Ended(string text, string end) => text.Length == 0 || text[^1] is '\n' or '\r' ? text : text + end;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Line> Lines(string text)
    {
        var section = "";
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOfAny(['\r', '\n'], start);
            end = end < 0 ? text.Length : end + (text.AsSpan(end).StartsWith("\r\n") ? 2 : 1);
            var words = text[start..end].Trim();
            if (words.StartsWith('[') && words.IndexOf(']', StringComparison.Ordinal) is > 0 and var close)
                section = words[1..close].Trim();
            var sign = words.Length > 0 && words[0] is not ('[' or ';' or '#') ? text.IndexOf('=', start, end - start) : -1;
            yield return new(start, end, section, sign, sign < 0 ? "" : text[start..sign].Trim(), words.Length > 0);
            start = end;
        }
    }

    /// <summary>One line.</summary>
    /// <param name="Start">Its first character.</param>
    /// <param name="End">After its line end.</param>
    /// <param name="Section">The section it stands in; its own when it begins one.</param>
    /// <param name="Equal">Where its sign <c>=</c> stands; -1 when it is no key.</param>
    /// <param name="Key">Its key.</param>
    /// <param name="IsContent">Whether it is more than blanks.</param>
    private sealed record Line(int Start, int End, string Section, int Equal, string Key, bool IsContent)
    {
        public bool IsKeyOf(string section) => Equal >= 0 && Same(Section, section);

        public bool HasEnd(string text) => text[End - 1] is '\n' or '\r';

        /// <summary>The sign with the blanks around it.</summary>
        public string Sign(string text)
        {
            var from = Equal;
            while (from > Start && text[from - 1] is ' ' or '\t')
                from--;
            return text[from..ValueStart(text)];
        }

        public string With(string text, string value)
        {
            var from = ValueStart(text);
            var to = End;
            while (to > from && char.IsWhiteSpace(text[to - 1]))
                to--;
            return string.Concat(text.AsSpan(0, from), value, text.AsSpan(to));
        }

        private int ValueStart(string text)
        {
            var from = Equal + 1;
            while (from < End && text[from] is ' ' or '\t')
                from++;
            return from;
        }
    }
}
