using System.Net;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Editing;

/// <summary>
/// Finds where elements and attributes stand in the text of an XML file. Checks no more than it needs: whether the file is XML is
/// for <see cref="ConfigReader"/> to say, before and after.
/// </summary>
internal sealed class XmlScan
{
    private readonly string _text;
    private int _at;

    private XmlScan(string text) => _text = text;

    /// <summary>The root element.</summary>
    /// <exception cref="FormatException">The text is not XML, or has a document type.</exception>
    public static XmlPart Read(string text)
    {
        var scan = new XmlScan(text);
        XmlPart? root = null;
        var open = new Stack<XmlPart>();
        while (scan.Next() is { } part)
        {
            if (part.IsEnd)
            {
                if (!open.TryPop(out var begun) || begun.Name != part.Name)
                    throw scan.Wrong();
                (begun.ContentEnd, begun.End) = (part.Start, part.End);
                continue;
            }

            if (part.IsComment)
            {
                if (open.TryPeek(out var around))
                    around.HasComment = true;
                continue;
            }

            if (open.TryPeek(out var parent))
                parent.Children.Add(part);
            else if (root is null)
                root = part;
            else
                throw scan.Wrong();
            if (!part.IsClosed)
                open.Push(part);
        }

        return root is not null && open.Count == 0 ? root : throw scan.Wrong();
    }

    // The next tag or comment; null at the end.
    private XmlPart? Next()
    {
        for (; ; )
        {
            var start = _text.IndexOf('<', _at);
            if (start < 0)
                return null;
            var rest = _text.AsSpan(start);
            if (rest.StartsWith("<![CDATA["))
            {
                _at = After("]]>", start);
                continue;
            }

            if (rest.StartsWith("<!--") || rest.StartsWith("<?"))
            {
                _at = After(rest[1] == '!' ? "-->" : "?>", start + 2);
                return new("", start) { End = _at, IsComment = true };
            }

            if (rest.StartsWith("<!"))
                throw new FormatException("the file has a document type, which is not handled");
            return Tag(start);
        }
    }

    private XmlPart Tag(int start)
    {
        var isEnd = _text.AsSpan(start).StartsWith("</");
        _at = start + (isEnd ? 2 : 1);
        var part = new XmlPart(Name(), start) { IsEnd = isEnd };
        part.AttributesEnd = _at;
        for (; ; )
        {
            var before = _at;
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
                _at++;
            if (Peek() == '/' && !isEnd)
                (part.IsClosed, _at) = (true, _at + 1);
            if (Peek() == '>')
            {
                _at++;
                (part.ContentStart, part.ContentEnd, part.End) = (_at, _at, _at);
                return part;
            }

            if (part.IsClosed || isEnd)
                throw Wrong();
            part.Attributes.Add(Attribute(before));
            part.AttributesEnd = _at;
        }
    }

    private XmlAttributePart Attribute(int before)
    {
        var name = Name();
        while (char.IsWhiteSpace(Peek()))
            _at++;
        if (Peek() != '=')
            throw Wrong();
        _at++;
        while (char.IsWhiteSpace(Peek()))
            _at++;
        var quote = Peek();
        if (quote is not ('"' or '\''))
            throw Wrong();
        var start = ++_at;
        while (Peek() != quote)
            _at = Peek() == '\0' ? throw Wrong() : _at + 1;
        var end = _at++;
        return new(name, before, _at, start, end, WebUtility.HtmlDecode(_text[start..end]));
    }

    private string Name()
    {
        var start = _at;
        while (Peek() is not ('\0' or '=' or '>' or '/' or '<' or '"' or '\'') && !char.IsWhiteSpace(Peek()))
            _at++;
        return _at > start ? _text[start.._at] : throw Wrong();
    }

    private int After(string mark, int from) =>
        _text.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var found ? found + mark.Length : throw Wrong();

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private FormatException Wrong() => new($"the file is not XML at character {_at + 1}");
}

/// <summary>An element, an end tag or a comment, and where it stands.</summary>
/// <param name="name">Its name with its prefix.</param>
/// <param name="start">Its first character.</param>
internal sealed class XmlPart(string name, int start)
{
    /// <summary>Its name with its prefix.</summary>
    public string Name => name;

    /// <summary>Its name without its prefix.</summary>
    public string LocalName { get; } = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>Its first character.</summary>
    public int Start => start;

    /// <summary>After its last one, its end tag included.</summary>
    public int End { get; set; }

    /// <summary>After its name and attributes.</summary>
    public int AttributesEnd { get; set; }

    /// <summary>After its start tag.</summary>
    public int ContentStart { get; set; }

    /// <summary>Before its end tag.</summary>
    public int ContentEnd { get; set; }

    /// <summary>Whether it has no content and no end tag.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether it is an end tag.</summary>
    public bool IsEnd { get; init; }

    /// <summary>Whether it is a comment or an instruction.</summary>
    public bool IsComment { get; init; }

    /// <summary>Whether a comment or an instruction stands directly in it.</summary>
    public bool HasComment { get; set; }

    /// <summary>Its attributes.</summary>
    public List<XmlAttributePart> Attributes { get; } = [];

    /// <summary>The elements in it.</summary>
    public List<XmlPart> Children { get; } = [];

    /// <summary>The one element in it that a step names; null when there is none.</summary>
    /// <exception cref="FormatException">There are several.</exception>
    public XmlPart? Child(XmlStep step)
    {
        var found = Children.Where(child => child.LocalName == step.Name && child.Fits(step)).Take(2).ToList();
        return found.Count < 2 ? found.FirstOrDefault() : throw new FormatException($"'{step.Name}' stands there twice");
    }

    /// <summary>Whether it has the attribute that a step asks for.</summary>
    public bool Fits(XmlStep step) => step.Key is null
        || Attributes.Exists(attribute => attribute.LocalName == step.Key && attribute.Value == step.Value);
}

/// <summary>An attribute and where it stands.</summary>
/// <param name="Name">Its name with its prefix.</param>
/// <param name="Start">The blank before it.</param>
/// <param name="End">After its closing quote.</param>
/// <param name="ValueStart">After its opening quote.</param>
/// <param name="ValueEnd">Before its closing quote.</param>
/// <param name="Value">What it says.</param>
internal sealed record XmlAttributePart(string Name, int Start, int End, int ValueStart, int ValueEnd, string Value)
{
    /// <summary>Its name without its prefix; that of a namespace's declaration is none.</summary>
    public string LocalName { get; } = Name.StartsWith("xmlns", StringComparison.Ordinal)
        ? ""
        : Name[(Name.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
