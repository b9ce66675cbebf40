using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Editing;

/// <summary>
/// Sets and removes elements' texts and attributes in the text of an XML file without a document type. Errors are
/// <see cref="FormatException"/>.
/// </summary>
internal static class XmlText
{
    /// <summary>The text with the member set, or removed when the value is null.</summary>
    public static string Set(string text, (ImmutableArray<XmlStep> Elements, string? Attribute) at, string? value)
    {
        var root = XmlScan.Read(text);
        if (root.LocalName != at.Elements[0].Name || !root.Fits(at.Elements[0]))
            throw new FormatException($"the root is '{root.LocalName}'");
        var element = root;
        for (var i = 1; i < at.Elements.Length; i++)
        {
            if (element.Child(at.Elements[i]) is { } child)
            {
                element = child;
                continue;
            }

            if (value is null)
                return text;
            return i == at.Elements.Length - 1
                ? With(text, element, at.Elements[i], at.Attribute, value)
                : throw new FormatException($"there is no '{at.Elements[i].Name}' to put it into");
        }

        return at.Attribute is { } attribute
            ? Attribute(text, element, attribute, value)
            : value is null ? Without(text, element, isRoot: element == root) : Content(text, element, value);
    }

    private static string Attribute(string text, XmlPart element, string name, string? value)
    {
        var found = element.Attributes.Find(attribute => attribute.LocalName == name);
        if (found is not null)
            return value is null
                ? text.Remove(found.Start, found.End - found.Start)
                : string.Concat(text.AsSpan(0, found.ValueStart), Escaped(value), text.AsSpan(found.ValueEnd));
        return value is null ? text : text.Insert(element.AttributesEnd, $" {name}=\"{Escaped(value)}\"");
    }

    private static string Content(string text, XmlPart element, string value)
    {
        if (element.Children.Count > 0 || element.HasComment)
            throw new FormatException("the element holds elements or comments, and only a text can be replaced");
        return element.IsClosed
            ? $"{text[..element.AttributesEnd]}>{Escaped(value)}</{element.Name}>{text[element.End..]}"
            : string.Concat(text.AsSpan(0, element.ContentStart), Escaped(value), text.AsSpan(element.ContentEnd));
    }

    private static string Without(string text, XmlPart element, bool isRoot)
    {
        if (isRoot)
            throw new FormatException("the root is not removed");
        // A line of its own goes with it.
        var (start, end) = (element.Start, element.End);
        while (text[start - 1] is ' ' or '\t')
            start--;
        var isLine = text[start - 1] is '\n' or '\r' && text[end..].TrimStart(' ', '\t') is ['\r' or '\n', ..];
        if (!isLine)
            return text.Remove(element.Start, end - element.Start);
        start--;
        if (start > 0 && text[start] == '\n' && text[start - 1] == '\r')
            start--;
        return text.Remove(start, end - start);
    }

    private static string With(string text, XmlPart parent, XmlStep step, string? attribute, string value)
    {
        var prefix = parent.Name[..^parent.LocalName.Length];
        var made = new StringBuilder($"<{prefix}{step.Name}");
        if (step.Key is not null && step.Key != attribute)
            made.Append(CultureInfo.InvariantCulture, $" {step.Key}=\"{Escaped(step.Value)}\"");
        made.Append(
            attribute is null
                ? $">{Escaped(value)}</{prefix}{step.Name}>"
                : $" {attribute}=\"{Escaped(value)}\" />");
        if (parent.Children is [.., var last])
            return text.Insert(last.End, LineBefore(text, last.Start) + made);
        var end = LineBefore(text, parent.Start) is { Length: > 0 } line ? line : ConfigEditor.LineEnd(text);
        if (parent.IsClosed)
            return $"{text[..parent.AttributesEnd]}>{end}  {made}{end}</{parent.Name}>{text[parent.End..]}";
        var content = text[parent.ContentStart..parent.ContentEnd];
        return $"{text[..parent.ContentStart]}{content.TrimEnd()}{end}  {made}{end}{text[parent.ContentEnd..]}";
    }

    // The line end and the indentation before a place; empty when something else stands before it.
    private static string LineBefore(string text, int at)
    {
        var start = at;
        while (start > 0 && text[start - 1] is ' ' or '\t')
            start--;
        if (start == 0 || text[start - 1] is not ('\n' or '\r'))
            return "";
        return ConfigEditor.LineEnd(text) + text[start..at];
    }

    // Plain letters alone, so that the declared encoding does not matter.
    private static string Escaped(string value)
    {
        var text = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is '&' or '<' or '>' or '"' or '\'')
                text.Append(WebUtility.HtmlEncode(rune.ToString()));
            else if (rune.Value is >= ' ' and < 0x7f)
                text.Append(rune);
            else
                text.Append(CultureInfo.InvariantCulture, $"&#x{rune.Value:X};");
        }

        return text.ToString();
    }
}
