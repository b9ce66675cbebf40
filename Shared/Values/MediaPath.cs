using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>
/// A relative path that means the same file on every file system this kit meets: FAT32, exFAT, NTFS, ext4, and inside a zip.
/// </summary>
/// <remarks>
/// Segments of printable ASCII joined by <c>/</c>. Refused: absolute paths, drive letters, <c>..</c>, <c>.</c>, empty segments,
/// backslashes, characters that Windows forbids (the colon of an alternate data stream among them), control characters, anything
/// beyond ASCII (so that no two names differ in Unicode form alone), trailing dots and spaces, DOS device names with any
/// extension, 8.3 short names (<c>PROGRA~1</c>), segments over 140 characters, paths over 240. Source: Windows, "Naming Files,
/// Paths, and Namespaces". Two paths that differ in case alone are one file on Windows: <see cref="CollisionKey"/> finds them.
/// </remarks>
[JsonConverter(typeof(Converter))]
public readonly record struct MediaPath
{
    /// <summary>Longest path, in characters: leaves room below Windows' 260 for the private staging folder.</summary>
    public const int MaxLength = 240;

    /// <summary>Longest segment, in characters.</summary>
    public const int MaxSegmentLength = 140;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"\\|?*");

    private static readonly HashSet<string> DeviceNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    private readonly string? _text;

    private MediaPath(string text) => _text = text;

    /// <summary>The path with forward slashes.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This path was never set.");

    /// <summary>The last segment.</summary>
    public string Name => Text[(Text.LastIndexOf('/') + 1)..];

    /// <summary>Equal for two paths that Windows holds to be the same file.</summary>
    public string CollisionKey => Text.ToUpperInvariant();

    /// <summary>Reads a path; a refusal says which rule it breaks.</summary>
    public static Result<MediaPath> Parse(string? text)
    {
        var reason = Fault(text);
        return reason is null
            ? new MediaPath(text!)
            : new Refusal(RefusalCode.PathUnsafe, Printable.Line(text), reason);
    }

    /// <summary>A path that stands in this program's own source.</summary>
    /// <exception cref="ArgumentException">It is not a media path: the caller's mistake.</exception>
    public static MediaPath Of(string text) =>
        Fault(text) is { } reason ? throw new ArgumentException($"'{text}': {reason}", nameof(text)) : new(text);

    /// <summary>This path with one more segment, or several joined by slashes.</summary>
    /// <exception cref="ArgumentException">The outcome is not a media path: the caller's mistake.</exception>
    public MediaPath Append(string segments) => Of($"{Text}/{segments}");

    /// <summary>The host's path of this file below <paramref name="root"/>.</summary>
    public string Under(string root) => Path.Combine(root, Text.Replace('/', Path.DirectorySeparatorChar));

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(no path)";

    private static string? Fault(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "the path is empty";
        if (text.Length > MaxLength)
            return $"the path is longer than {MaxLength} characters";
        if (text[0] is '/' or '\\')
            return "the path is absolute";
        foreach (var range in text.AsSpan().Split('/'))
        {
            if (SegmentFault(text.AsSpan(range)) is { } reason)
                return reason;
        }

        return null;
    }

    private static string? SegmentFault(ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty)
            return "a segment is empty";
        if (segment is "." or "..")
            return "a segment is '.' or '..'";
        if (segment.Length > MaxSegmentLength)
            return $"a segment is longer than {MaxSegmentLength} characters";
        if (segment.ContainsAny(Forbidden))
            return "it has a character that Windows forbids in names";
        if (segment.ContainsAnyExceptInRange(' ', '~'))
            return "it has a character that is not printable ASCII";
        if (segment[^1] is '.' or ' ' || segment[0] is ' ')
            return "a segment begins with a space or ends with a dot or a space";
        var dot = segment.IndexOf('.');
        var stem = (dot < 0 ? segment : segment[..dot]).TrimEnd(' ');
        if (DeviceNames.GetAlternateLookup<ReadOnlySpan<char>>().Contains(stem))
            return "a segment is a DOS device name";
        var tilde = stem.IndexOf('~');
        return tilde > 0 && stem.Length <= 8 && tilde < stem.Length - 1 && !stem[(tilde + 1)..].ContainsAnyExceptInRange('0', '9')
            ? "a segment looks like an 8.3 short name"
            : null;
    }

    /// <summary>Reads and writes it as JSON text. Public, since the JSON contexts of every project have to see it.</summary>
    public sealed class Converter : JsonConverter<MediaPath>
    {
        /// <inheritdoc/>
        public override MediaPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            return Fault(text) is { } reason ? throw new JsonException($"not a safe path: {reason}") : new(text!);
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, MediaPath value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}
