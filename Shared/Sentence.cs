using System.Globalization;
using System.Text;

namespace PatchKit.Shared;

/// <summary>
/// A sentence of the texts with places for values: <c>{0}</c>, <c>{1}</c>, … A part in square brackets is left out when one of
/// its values is missing or blank, so that the sentence reads well with few facts too: <c>A file is missing[: {0}].</c>
/// </summary>
/// <remarks>
/// There is no escape: a text that wants to show a bracket or brace does not exist. A value is put in cleaned by
/// <see cref="Printable"/> and never read again.
/// </remarks>
public static class Sentence
{
    /// <summary>Fills the sentence.</summary>
    public static string Fill(string template, params ReadOnlySpan<string> values)
    {
        var sentence = new StringBuilder(template.Length + 32);
        for (var at = 0; at < template.Length;)
        {
            var close = template[at] == '[' ? template.IndexOf(']', at) : -1;
            if (close > at)
            {
                if (TryFill(template.AsSpan(at + 1, close - at - 1), values, out var part))
                    sentence.Append(part);
                at = close + 1;
            }
            else
            {
                var open = template.IndexOf('[', at + 1);
                var end = open < 0 ? template.Length : open;
                TryFill(template.AsSpan(at, end - at), values, out var part);
                sentence.Append(part);
                at = end;
            }
        }

        return sentence.ToString();
    }

    /// <summary>Puts the values in; false when one is missing or blank, which then reads as a dash.</summary>
    private static bool TryFill(ReadOnlySpan<char> part, ReadOnlySpan<string> values, out string filled)
    {
        var text = new StringBuilder(part.Length + 32);
        var whole = true;
        for (var at = 0; at < part.Length; at++)
        {
            var close = part[at] == '{' ? part[at..].IndexOf('}') : -1;
            if (close > 1
                && int.TryParse(part.Slice(at + 1, close - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                var known = number < values.Length && !string.IsNullOrWhiteSpace(values[number]);
                text.Append(known ? Printable.Lines(values[number]) : "-");
                whole &= known;
                at += close;
            }
            else
            {
                text.Append(part[at]);
            }
        }

        filled = text.ToString();
        return whole;
    }
}
