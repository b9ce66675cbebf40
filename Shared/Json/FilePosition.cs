using System.Text;

namespace PatchKit.Shared.Json;

/// <summary>A place in a file that a person wrote.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters; a tab is one.</param>
public readonly record struct FilePosition(long Line, long Column)
{
    /// <summary>Where a byte of a text stands.</summary>
    /// <param name="text">UTF-8, byte-order mark removed; what lies behind the offset may be anything.</param>
    /// <param name="offset">In bytes.</param>
    public static FilePosition Of(ReadOnlySpan<byte> text, int offset)
    {
        var before = text[..offset];
        var line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        return new(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(line) + 1);
    }

    /// <summary>The place as an editor jumps to it: <c>file:line:column</c>.</summary>
    public string In(string file) => $"{file}:{Line}:{Column}";
}
