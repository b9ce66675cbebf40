using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        var output = new ArrayBufferWriter<byte>();
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
                WriteText(TextOf(value), output);
                break;
            case JsonValueKind.Number:
                output.Write(Encoding.UTF8.GetBytes(IntegerOf(value)));
                break;
            default:
                output.Write(value.ValueKind switch
                {
                    JsonValueKind.True => "true"u8,
                    JsonValueKind.False => "false"u8,
                    JsonValueKind.Null => "null"u8,
                    _ => throw new FormatException("a value that is not set has no canonical form"),
                });
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        // UTF-8 bytes sort as code points do; UTF-16 units would not, beyond U+FFFF.
        var members = new SortedDictionary<byte[], JsonElement>(ByteOrder);
        foreach (var member in value.EnumerateObject())
        {
            if (!members.TryAdd(Encoding.UTF8.GetBytes(NameOf(member)), member.Value))
                throw new FormatException($"the member '{NameOf(member)}' stands there twice");
        }

        var separator = "{"u8;
        foreach (var (name, member) in members)
        {
            output.Write(separator);
            WriteText(Encoding.UTF8.GetString(name), output);
            output.Write(":"u8);
            Write(member, output);
            separator = ","u8;
        }

        output.Write(members.Count == 0 ? "{}"u8 : "}"u8);
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

    private static void WriteText(string text, ArrayBufferWriter<byte> output)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        output.Write("\""u8);
        output.Write(Encoding.UTF8.GetBytes(escaped));
        output.Write("\""u8);
    }

    private static string IntegerOf(JsonElement value)
    {
        var text = value.GetRawText();
        if (text.AsSpan().ContainsAny(".eE"))
            throw new FormatException($"{text} is not an integer, and only integers have a canonical form");
        return text == "-0" ? "0" : text;
    }

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

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("a member's name is not well-formed Unicode");
        }
    }

    private static readonly Comparer<byte[]> ByteOrder =
        Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));
}
