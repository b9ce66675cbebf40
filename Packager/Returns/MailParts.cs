using System.Text;
using System.Text.RegularExpressions;

namespace PatchKit.Packager.Returns;

/// <summary>
/// The parts of a mail as mail programs save it (<c>.eml</c>): attachments, and mails in mails. As much of RFC 2045, 2046 and
/// 2183 as attachments need. Whatever is read wrongly here is no receipt whose signature holds.
/// </summary>
internal static partial class MailParts
{
    private const int LongestHeader = 256 << 10;

    /// <summary>The parts with their names; null when the bytes are no mail.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)>? Of(byte[] bytes, string place)
    {
        var head = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, LongestHeader));
        if (!Beginning().IsMatch(head) || !HeaderOf(head).Contains("content-type:", StringComparison.OrdinalIgnoreCase))
            return null;
        return Parts(Encoding.Latin1.GetString(bytes), 0);
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Parts(string entity, int number)
    {
        var header = HeaderOf(entity);
        var body = entity[Math.Min(entity.Length, BodyOf(entity))..];
        if (Boundary().Match(header) is { Success: true } boundary)
        {
            var line = $"--{Value(boundary)}";
            foreach (var (index, part) in Split(body, line).Index())
            {
                foreach (var inner in Parts(part, index + 1))
                    yield return inner;
            }

            yield break;
        }

        var name = FileName().Match(header) is { Success: true } given ? Value(given) : $"part {number}";
        yield return (name, Decoded(body, Encoded().Match(header).Groups[1].Value));
    }

    // The text before the first boundary and behind the last is for programs that know none.
    private static IEnumerable<string> Split(string body, string line)
    {
        var pieces = $"\n{body}".Split($"\n{line}");
        return pieces.Skip(1).TakeWhile(piece => !piece.StartsWith("--", StringComparison.Ordinal))
            .Select(piece => piece[(piece.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
    }

    private static byte[] Decoded(string body, string encoding)
    {
        if (encoding.Equals("base64", StringComparison.OrdinalIgnoreCase))
        {
            var text = string.Concat(body.Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '='));
            var bytes = new byte[text.Length];
            return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : [];
        }

        return Encoding.Latin1.GetBytes(encoding.Equals("quoted-printable", StringComparison.OrdinalIgnoreCase)
            ? Quoted().Replace(body, match => match.Groups[1].Success
                ? $"{(char)Convert.ToByte(match.Groups[1].Value, 16)}"
                : "")
            : body);
    }

    // Continued lines are one (RFC 5322, 2.2.3).
    private static string HeaderOf(string entity) => Folded().Replace(entity[..Math.Min(entity.Length, BodyOf(entity))], " ");

    private static int BodyOf(string entity) =>
        entity.StartsWith("\r\n", StringComparison.Ordinal) || entity.StartsWith('\n') ? 0
            : EmptyLine().Match(entity) is { Success: true } empty ? empty.Index + empty.Length
            : entity.Length;

    private static string Value(Match match) => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;

    [GeneratedRegex(@"\A[!-9;-~]+:[ \t]")]
    private static partial Regex Beginning();

    [GeneratedRegex(@"\r?\n\r?\n")]
    private static partial Regex EmptyLine();

    [GeneratedRegex(@"\r?\n[ \t]+")]
    private static partial Regex Folded();

    [GeneratedRegex("""(?im)^content-type:[ \t]*multipart/[^\r\n]*;[ \t]*boundary=(?:"([^"\r\n]+)"|([^\s;]+))""")]
    private static partial Regex Boundary();

    [GeneratedRegex("""(?im)^content-(?:type|disposition):[^\r\n]*;[ \t]*(?:file)?name=(?:"([^"\r\n]+)"|([^\s;]+))""")]
    private static partial Regex FileName();

    [GeneratedRegex(@"(?im)^content-transfer-encoding:[ \t]*([\w-]+)")]
    private static partial Regex Encoded();

    [GeneratedRegex(@"=(?:([0-9A-Fa-f]{2})|[ \t]*\r?\n)")]
    private static partial Regex Quoted();
}
