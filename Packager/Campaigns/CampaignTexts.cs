using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// What the texts that a campaign brings must keep, looked at as bytes: a decoded text would hide a byte-order mark, another
/// encoding, and every byte that is no character.
/// </summary>
internal static class CampaignTexts
{
    private static readonly string[] Verbs = ["check", "apply", "undo"];

    /// <summary>Whether an operating system, a word processor or a version control leaves files of this name behind.</summary>
    public static bool IsLitter(string name) =>
        SystemLitter.Is(name) || name.StartsWith("~$", StringComparison.Ordinal)
        || name.Equals(".git", StringComparison.OrdinalIgnoreCase);

    /// <summary>The mistakes of a notice: the operator reads it before agreeing, so that every character must be one.</summary>
    public static IEnumerable<AuthoredMistake> InNotice(byte[] bytes, string place)
    {
        if (Utf8Text.Fault(bytes) is { } fault)
            return [Encoded(bytes, place, fault)];
        if (string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(bytes)))
            return [new($"{place}:1:1", "the notice is empty")];
        return Unprintable(bytes) is { } offset
            ? [new(FilePosition.Of(bytes, offset).In(place),
                "a control or bidirectional character stands here; the operator's screen would not show what the file says")]
            : [];
    }

    /// <summary>The mistakes of a script: a shell reads bytes, in a code page that nobody knows here.</summary>
    public static IEnumerable<AuthoredMistake> InScript(byte[] bytes, string place)
    {
        if (Utf8Text.Fault(bytes) is { } fault)
            return [Encoded(bytes, place, fault)];
        var mistakes = new List<AuthoredMistake>();
        var beyond = bytes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)'~');
        if (beyond >= 0)
            mistakes.Add(new(FilePosition.Of(bytes, beyond).In(place),
                "a script is plain ASCII: the code page of the instrument is not known"));
        var text = Encoding.UTF8.GetString(bytes);
        if (place.EndsWith(".sh", StringComparison.Ordinal)
            && (text.Contains('\r', StringComparison.Ordinal) || !text.StartsWith("#!/bin/sh\n", StringComparison.Ordinal)))
            mistakes.Add(new($"{place}:1:1", "a .sh script begins with '#!/bin/sh' and ends its lines with LF alone"));
        if (place.EndsWith(".cmd", StringComparison.Ordinal)
            && text.Split('\n').SkipLast(1).Any(line => !line.EndsWith('\r')))
            mistakes.Add(new($"{place}:1:1", "a .cmd script ends every line with CR LF; with LF alone Windows loses its labels"));
        return mistakes;
    }

    /// <summary>The words of the contract that a script never says: it is called with each of them.</summary>
    public static IEnumerable<string> MissingVerbs(byte[] bytes) => Verbs
        .Where(verb => !Encoding.UTF8.GetString(bytes).Contains(verb, StringComparison.Ordinal));

    private static AuthoredMistake Encoded(byte[] bytes, string place, (string Message, int Offset) fault) =>
        new(FilePosition.Of(bytes, fault.Offset).In(place), $"{fault.Message} (byte {fault.Offset + 1} of the file)");

    private static int? Unprintable(ReadOnlySpan<byte> bytes)
    {
        for (var offset = 0; offset < bytes.Length;)
        {
            Rune.DecodeFromUtf8(bytes[offset..], out var rune, out var length);
            if (rune.Value is not ('\n' or '\r' or '\t') && !Printable.Is(rune.ToString()))
                return offset;
            offset += length;
        }

        return null;
    }
}
