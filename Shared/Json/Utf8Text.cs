using System.Text;
using System.Text.Unicode;

namespace PatchKit.Shared.Json;

/// <summary>
/// Bytes that should be text as this kit takes it: UTF-8. What another encoding is called, so that whoever saved the file knows
/// what to change.
/// </summary>
public static class Utf8Text
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The text without the byte-order mark that some editors put in front.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes[(HasMark(bytes) ? Mark.Length : 0)..];

    /// <summary>Whether the text begins with UTF-8's byte-order mark.</summary>
    public static bool HasMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Mark);

    /// <summary>What keeps the bytes from being UTF-8 without a mark, and at which byte; or null.</summary>
    public static (string Message, int Offset)? Fault(ReadOnlySpan<byte> bytes)
    {
        if (HasMark(bytes))
            return ("it begins with a byte-order mark; save it as UTF-8 without one", 0);
        if (Wide(bytes) is { } name)
            return ($"it is {name}; save it as UTF-8", 0);
        return Utf8.IsValid(bytes) ? null : Broken(bytes);
    }

    // A mark, or the zero byte that half of each ASCII letter is.
    private static string? Wide(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => "UTF-32",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..] => "UTF-16",
        _ => null,
    };

    private static (string, int) Broken(ReadOnlySpan<byte> bytes)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var length) == System.Buffers.OperationStatus.Done)
            offset += length;
        return ($"the byte 0x{bytes[offset]:x2} is not UTF-8; the file was saved in another encoding", offset);
    }
}
