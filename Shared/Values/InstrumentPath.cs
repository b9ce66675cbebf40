using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>
/// A full path on an instrument that can only be made valid: a capital drive letter, then segments joined by backslashes, as
/// Windows writes them, for example <c>C:\ProgramData\x.cfg</c>. In a campaign it may begin with a folder's variable instead,
/// <c>${InstallDir}\x.cfg</c>: such a path has no place on any disk before the folder is put in.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct InstrumentPath
{
    /// <summary>Longest path, in characters (Windows: MAX_PATH less the terminator).</summary>
    public const int MaxLength = 259;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"/|?*");

    private readonly string? _text;

    private InstrumentPath(string text) => _text = text;

    /// <summary>The path with backslashes.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This path was never set.");

    /// <summary>Equal for two paths that Windows holds to be the same file.</summary>
    public string CollisionKey => Text.ToUpperInvariant();

    /// <summary>A path that stands in this program's own source.</summary>
    /// <exception cref="ArgumentException">It is not a full path on an instrument: the caller's mistake.</exception>
    public static InstrumentPath Of(string text) =>
        Fault(text) is { } reason ? throw new ArgumentException(reason, nameof(text)) : new(text);

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(no path)";

    /// <summary>The variable that it begins with, <c>${InstallDir}</c>; null when it is a path as it stands.</summary>
    public string? Variable => VariableOf(Text);

    /// <summary>Reads a path as a machine writes it: a small drive letter and a backslash at the end are fine.</summary>
    /// <returns>Null when it is no full path.</returns>
    public static InstrumentPath? OfMachine(string text)
    {
        text = text.TrimEnd('\\');
        text = text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
        return Fault(text) is null && VariableOf(text) is null ? new(text) : null;
    }

    /// <summary>Whether it is a folder or lies in it, letters' case aside.</summary>
    public bool IsIn(InstrumentPath folder) => CollisionKey == folder.CollisionKey
        || CollisionKey.StartsWith(folder.CollisionKey + '\\', StringComparison.Ordinal);

    private static string? VariableOf(string path) =>
        path.StartsWith("${", StringComparison.Ordinal) && path.IndexOf('}', StringComparison.Ordinal) is > 0 and var end
            && (path.Length == end + 1 || path[end + 1] == '\\')
            ? path[..(end + 1)]
            : null;

    private static string? Fault(string path)
    {
        // The name in it is for the rules of the product that declares it.
        if (VariableOf(path) is { } variable)
            return path.Length == variable.Length ? null : Fault(@"C:" + path[variable.Length..]);
        if (path.Length > MaxLength)
            return $"a path has at most {MaxLength} characters";
        if (path.AsSpan().ContainsAnyInRange('\0', '\x1f'))
            return $"'{Printable.Line(path)}' has a control character; in quotation marks like \"…\" a backslash and a letter "
                + "are one: leave them away, or take '…'";
        if (path.Contains('/', StringComparison.Ordinal))
            return $"'{path}' is written with slashes; a path on the instrument has backslashes, for example " +
                $"C:\\ProgramData\\x.cfg";
        if (path.StartsWith('%'))
            return $"'{path}' has a variable of Windows, which differs from account to account; write the folder itself, or "
                + "name it under the product's 'folders'";
        if (path.Length < 4 || !char.IsAsciiLetterUpper(path[0]) || path[1] != ':' || path[2] != '\\')
            return $"'{path}' is not a full path on the instrument; it begins with a capital drive letter, for example " +
                $"C:\\ProgramData\\x.cfg";
        foreach (var range in path.AsSpan(3).Split('\\'))
        {
            var segment = path.AsSpan(3)[range];
            if (segment.IsEmpty && range.End.Value == path.Length - 3)
                return $"'{path}' ends with a backslash; leave it away";
            if (segment.IsEmpty || segment is "." or ".." || segment[^1] is '.' or ' ')
                return $"'{path}' has a segment that is empty, '.', '..', or ends with a dot or a blank";
            if (segment.ContainsAny(Forbidden))
                return $"'{path}' has a character that Windows forbids in names";
        }

        return null;
    }

    /// <summary>Reads and writes it as JSON text. Public, since the JSON contexts of every project have to see it.</summary>
    public sealed class Converter : JsonConverter<InstrumentPath>
    {
        /// <inheritdoc/>
        public override InstrumentPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            return Fault(text) is { } reason ? throw new JsonException(reason) : new(text);
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, InstrumentPath value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}
