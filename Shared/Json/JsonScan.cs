using System.Globalization;
using System.Text.Json;

namespace PatchKit.Shared.Json;

/// <summary>
/// Goes over untrusted bytes once, before anything is built from them: encoding, syntax, depth, null, half characters, numbers
/// that no machine holds. What passes here can be parsed by any reader without surprise.
/// </summary>
internal static class JsonScan
{
    // Enough for every 64-bit number and any sane fraction.
    private const int LongestNumber = 40;

    /// <summary>The first fault with its offset in bytes, or null.</summary>
    /// <param name="bytes">The whole text.</param>
    /// <param name="limits">What may stand in it.</param>
    public static (FormatFault Fault, int Offset)? Fault(ReadOnlySpan<byte> bytes, Limits limits)
    {
        if (Utf8Text.Fault(bytes) is { } encoding)
            return (new("$", encoding.Message), encoding.Offset);
        var walk = new JsonWalk(bytes, limits.Depth);
        try
        {
            while (walk.Read())
            {
                if (TokenFault(ref walk, limits) is { } message)
                    return (new(walk.Path, message), walk.Offset);
            }

            return null;
        }
        catch (JsonException wrong)
        {
            return (new(walk.Path, $"it is not JSON: {Sentence(wrong.Message)}"), Offset(bytes, wrong));
        }
    }

    private static string? TokenFault(ref JsonWalk walk, in Limits limits) => walk.Token switch
    {
        JsonTokenType.String or JsonTokenType.PropertyName when walk.Raw.Length > limits.LongestText =>
            $"the text has more than {limits.LongestText} bytes",
        not (JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject)
            when walk.Element > limits.MostElements => $"a list or an object has more than {limits.MostElements} elements",
        JsonTokenType.Null when !limits.Nulls => "null is not allowed here; leave the member out instead",
        JsonTokenType.Number => NumberFault(walk.Raw),
        JsonTokenType.String or JsonTokenType.PropertyName when walk.IsEscaped && !walk.IsText =>
            "the text holds half a character: an escape of one surrogate without the other",
        _ => null,
    };

    private static string? NumberFault(ReadOnlySpan<byte> raw)
    {
        var fits = raw.Length <= LongestNumber && double.TryParse(raw, NumberStyles.Float,
            CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        return fits ? null : "the number is too long or too large for any member of this kit";
    }

    // The framework's sentence for people; what it appends speaks of bytes and of a program's options.
    private static string Sentence(string thrown)
    {
        var end = thrown.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return (end < 0 ? thrown : thrown[..end]).Replace(" Change the reader options.", "", StringComparison.Ordinal);
    }

    private static int Offset(ReadOnlySpan<byte> bytes, JsonException wrong)
    {
        var start = 0;
        for (var line = wrong.LineNumber ?? 0; line > 0; line--)
            start += bytes[start..].IndexOf((byte)'\n') + 1;
        return (int)Math.Min(bytes.Length, start + (wrong.BytePositionInLine ?? 0));
    }

    /// <summary>What may stand in a text.</summary>
    /// <param name="Depth">Deepest nesting.</param>
    /// <param name="Nulls">Whether null may stand, because whoever reads on judges it.</param>
    /// <param name="LongestText">Longest text or name, in bytes as they stand there.</param>
    /// <param name="MostElements">Most elements of a list, or members of an object.</param>
    public readonly record struct Limits(
        int Depth, bool Nulls, int LongestText = int.MaxValue, int MostElements = int.MaxValue);
}
