using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Editing;

/// <summary>
/// Sets and removes members in the text of a JSON file, comments and trailing commas allowed. Errors are
/// <see cref="FormatException"/>.
/// </summary>
internal sealed class JsonText
{
    private const int Deepest = 64;

    private readonly string _text;
    private int _at;

    private JsonText(string text) => _text = text;

    /// <summary>The text with the member set, or removed when the edit has no value.</summary>
    public static string Set(string text, ImmutableArray<string> names, ConfigEdit edit)
    {
        var json = new JsonText(text);
        var parent = json.Root();
        foreach (var name in names[..^1])
            parent = parent.Find(name)?.Value
                ?? (edit.Value is null ? Part.Nothing : throw new FormatException($"there is no '{name}' to put it into"));
        var found = parent.Find(names[^1]);
        if (edit.Value is not { } value)
            return found is null ? text : json.Without(parent, found);
        var literal = edit.Type == ConfigType.Text ? Literal(value) : value;
        return found is not null
            ? string.Concat(text.AsSpan(0, found.Value.Start), literal, text.AsSpan(found.Value.End))
            : json.With(parent, $"{Literal(names[^1])}: {literal}");
    }

    // ASCII alone, so that the file's encoding does not matter.
    private static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var letter in JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text))
        {
            if (letter < '\x7f')
                literal.Append(letter);
            else
                literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
        }

        return literal.Append('"').ToString();
    }

    private string With(Part parent, string member)
    {
        if (parent.Open != '{')
            throw new FormatException("it would become an item of a list or of a value; only objects get new members");
        var close = parent.End - 1;
        if (parent.Members is not [.., var last])
        {
            var isBlank = string.IsNullOrWhiteSpace(_text[(parent.Start + 1)..close]);
            return $"{_text[..(parent.Start + 1)]} {member} {(isBlank ? "" : _text[(parent.Start + 1)..close])}{_text[close..]}";
        }

        // The comma follows the last member; the new one comes after the comments behind it, with the indentation of its
        // neighbours.
        var tail = close;
        while (char.IsWhiteSpace(_text[tail - 1]))
            tail--;
        var before = last.NameStart;
        while (char.IsWhiteSpace(_text[before - 1]))
            before--;
        var blank = _text[before..last.NameStart];
        if (blank.Length == 0)
            blank = " ";
        var between = _text[(last.Comma ?? last.Value.End)..tail];
        if (between.Contains("//", StringComparison.Ordinal) && !blank.Contains('\n', StringComparison.Ordinal))
            blank = ConfigEditor.LineEnd(_text) + blank;
        var comma = last.Comma is null ? "," : "";
        return $"{_text[..last.Value.End]}{comma}{_text[last.Value.End..tail]}{blank}{member}{_text[tail..]}";
    }

    private string Without(Part parent, Member member)
    {
        if (parent.Open != '{')
            throw new FormatException("items of a list are not removed");
        var index = parent.Members.IndexOf(member);
        if (member.Comma is { } comma)
        {
            // What follows moves up to where the member began.
            var next = comma + 1;
            while (_text[next] is ' ' or '\t')
                next++;
            if (_text[next] is '\r' or '\n')
            {
                while (char.IsWhiteSpace(_text[next]))
                    next++;
                if (_text[next] == '}')
                    return _text[..Back(member.NameStart)] + _text[Back(next)..];
            }

            return _text[..member.NameStart] + _text[next..];
        }

        var start = Back(member.NameStart);
        if (index == 0)
            return _text[..start] + _text[member.Value.End..];
        var before = parent.Members[index - 1].Comma!.Value;
        return _text[..before] + _text[(before + 1)..Math.Max(before + 1, start)] + _text[member.Value.End..];
    }

    private int Back(int at)
    {
        while (char.IsWhiteSpace(_text[at - 1]))
            at--;
        return at;
    }

    private Part Root()
    {
        var root = Value(0);
        Blank();
        return _at == _text.Length ? root : throw Wrong();
    }

    private Part Value(int depth)
    {
        Blank();
        var start = _at;
        if (depth > Deepest || _at == _text.Length)
            throw Wrong();
        return _text[_at] switch
        {
            '{' => List(start, '}', depth),
            '[' => List(start, ']', depth),
            '"' => Text(start),
            _ => Plain(start),
        };
    }

    private Part List(int start, char close, int depth)
    {
        var open = _text[_at++];
        var members = new List<Member>();
        for (; ; )
        {
            Blank();
            if (Peek() == close)
            {
                _at++;
                return new(open, start, _at, members);
            }

            if (members.Count > 0 && members[^1].Comma is null)
                throw Wrong();
            var (nameStart, name) = (_at, members.Count.ToString(CultureInfo.InvariantCulture));
            if (open == '{')
            {
                if (Peek() != '"')
                    throw Wrong();
                Text(_at);
                name = Unescaped(_text[(nameStart + 1)..(_at - 1)]);
                Blank();
                if (Peek() != ':')
                    throw Wrong();
                _at++;
            }

            var value = Value(depth + 1);
            Blank();
            int? comma = null;
            if (Peek() == ',')
                comma = _at++;
            members.Add(new(name, nameStart, value, comma));
        }
    }

    private Part Text(int start)
    {
        for (_at++; Peek() != '"'; _at++)
        {
            if (Peek() == '\\')
                _at++;
            if (Peek() < ' ')
                throw Wrong();
        }

        _at++;
        return new('"', start, _at, []);
    }

    private Part Plain(int start)
    {
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '+' or '.'))
            _at++;
        return _at > start ? new('0', start, _at, []) : throw Wrong();
    }

    private void Blank()
    {
        for (; _at < _text.Length; _at++)
        {
            if (char.IsWhiteSpace(_text[_at]))
                continue;
            var rest = _text.AsSpan(_at);
            if (rest.StartsWith("//"))
                _at += Length(rest, rest.IndexOfAny('\r', '\n'), 0) - 1;
            else if (rest.StartsWith("/*"))
                _at += Length(rest, rest[2..].IndexOf("*/"), 4) - 1;
            else
                return;
        }
    }

    private static int Length(ReadOnlySpan<char> rest, int found, int more) => found < 0 ? rest.Length : found + more;

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private static string Unescaped(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] != 'u')
                plain.Append("bfnrt".IndexOf(text[i], StringComparison.Ordinal) is >= 0 and var at ? "\b\f\n\r\t"[at] : text[i]);
            else if (i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture, out var code))
                (_, i) = (plain.Append((char)code), i + 4);
            else
                throw new FormatException("the file is not JSON: an escape is not closed");
        }

        return plain.ToString();
    }

    private FormatException Wrong() => new($"the file is not JSON at character {_at + 1}");

    /// <summary>A value and where it stands.</summary>
    /// <param name="Open">Its first character, or 0 for a number or word.</param>
    /// <param name="Start">Its first character.</param>
    /// <param name="End">After its last one.</param>
    /// <param name="Members">Of an object or a list.</param>
    private sealed record Part(char Open, int Start, int End, List<Member> Members)
    {
        public static Part Nothing { get; } = new('0', 0, 0, []);

        public Member? Find(string name)
        {
            var found = Members.Where(member => member.Name == name).Take(2).ToList();
            return found.Count < 2 ? found.FirstOrDefault() : throw new FormatException($"'{name}' stands there twice");
        }
    }

    /// <summary>A member of an object, or an item of a list, named by its number.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="NameStart">Where it begins.</param>
    /// <param name="Value">Its value.</param>
    /// <param name="Comma">Where the comma behind it stands.</param>
    private sealed record Member(string Name, int NameStart, Part Value, int? Comma);
}
