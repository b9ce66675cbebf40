using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Trust;

/// <summary>
/// The bytes that are hashed and signed: OLPC canonical JSON, which The Update Framework 1.0.34 names in section 4.1.
/// </summary>
/// <remarks>
/// UTF-8; no white space; members sorted by the code points of their names; in strings only the quotation mark and the backslash
/// are escaped, so that the outcome need not be JSON; numbers are integers.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>The canonical form of a value that was read; refuses fractions, exponents and ill-formed text.</summary>
    public static Result<byte[]> Of(JsonElement value)
    {
        try
        {
            return Write(value);
        }
        catch (FormatException e)
        {
            return new Refusal(RefusalCode.FormatInvalid, "", e.Message);
        }
    }

    /// <summary>The canonical form of a value that this program made.</summary>
    public static Result<byte[]> Of(JsonNode value) => Of(JsonTree.Of(value));

    /// <exception cref="FormatException">There is no canonical form.</exception>
    internal static byte[] Write(JsonElement value)
    {
        // Never longer than what was read: white space goes, escapes shrink or stay.
        var output = new ArrayBufferWriter<byte>(Math.Max(1, Raw(value).Length));
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                WriteText(value, output);
                break;
            case JsonValueKind.Number:
                WriteInteger(Raw(value), output);
                break;
            default:
                output.Write(Raw(value)); // true, false, null
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        // A list of members, and no dictionary: a hostile file may hold a million small objects.
        var members = new Member[value.GetPropertyCount()];
        var count = 0;
        foreach (var member in value.EnumerateObject())
            members[count++] = new(member);
        Array.Sort(members);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0 && members[i].CompareTo(members[i - 1]) == 0)
                throw new FormatException($"the member '{members[i].Property.Name}' stands there twice");
            output.Write(i == 0 ? "{"u8 : ","u8);
            members[i].WriteName(output);
            output.Write(":"u8);
            Write(members[i].Property.Value, output);
        }

        output.Write(members.Length == 0 ? "{}"u8 : "}"u8);
    }

    private static void WriteArray(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            output.Write(first ? ""u8 : ","u8);
            Write(item, output);
            first = false;
        }

        output.Write("]"u8);
    }

    private static void WriteText(JsonElement value, ArrayBufferWriter<byte> output)
    {
        var raw = Raw(value);
        if (!IsPlain(raw))
            raw = Encoding.UTF8.GetBytes($"\"{Escaped(TextOf(value))}\"");
        output.Write(raw);
    }

    // What has no escape and is well-formed stands in the canonical form as it stands in the file.
    private static bool IsPlain(ReadOnlySpan<byte> raw) => !raw.Contains((byte)'\\') && Utf8.IsValid(raw);

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static void WriteInteger(ReadOnlySpan<byte> raw, ArrayBufferWriter<byte> output)
    {
        if (raw.ContainsAny(".eE"u8))
            throw new FormatException(
                $"{Encoding.UTF8.GetString(raw)} is not an integer, and only integers have a canonical form");
        output.Write(raw.SequenceEqual("-0"u8) ? "0"u8 : raw);
    }

    private static ReadOnlySpan<byte> Raw(JsonElement value) => value.ValueKind == JsonValueKind.Undefined
        ? throw new FormatException("a value that is not set has no canonical form")
        : JsonMarshal.GetRawUtf8Value(value);

    // The framework finds bad UTF-8 and lone surrogates only when the text is asked for.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("a string is not well-formed Unicode");
        }
    }

    /// <summary>
    /// A member, in the order of its name: UTF-8 bytes sort as code points do, UTF-16 units beyond U+FFFF would not.
    /// </summary>
    private readonly struct Member : IComparable<Member>
    {
        private readonly byte[]? _unescaped;

        public Member(JsonProperty property)
        {
            Property = property;
            if (!IsPlain(JsonMarshal.GetRawUtf8PropertyName(property)))
                _unescaped = Encoding.UTF8.GetBytes(NameOf(property));
        }

        public JsonProperty Property { get; }

        private ReadOnlySpan<byte> Name => _unescaped ?? JsonMarshal.GetRawUtf8PropertyName(Property);

        public int CompareTo(Member other) => Name.SequenceCompareTo(other.Name);

        public void WriteName(ArrayBufferWriter<byte> output)
        {
            output.Write("\""u8);
            output.Write(_unescaped is null ? Name : Encoding.UTF8.GetBytes(Escaped(Property.Name)));
            output.Write("\""u8);
        }

        private static string NameOf(JsonProperty property)
        {
            try
            {
                return property.Name;
            }
            catch (InvalidOperationException)
            {
                throw new FormatException("a member's name is not well-formed Unicode");
            }
        }
    }
}
