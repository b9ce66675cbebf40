using System.Runtime.InteropServices;
using System.Text.Json;

namespace PatchKit.Shared.Json;

/// <summary>Finds the byte at which a JSON path stands in the text that a document was parsed from.</summary>
internal static class JsonPlace
{
    /// <summary>
    /// The offset of a value, or of a member's name; of the nearest value above it when the path is not there.
    /// </summary>
    /// <param name="root">The whole document.</param>
    /// <param name="path">As <see cref="FormatFault.Path"/>.</param>
    /// <param name="atName">Whether the name is the mistake.</param>
    public static int Find(JsonElement root, string path, bool atName)
    {
        var whole = JsonMarshal.GetRawUtf8Value(root);
        var rest = path.AsSpan(1);
        var (at, name) = (root, default(JsonProperty?));
        while (!rest.IsEmpty)
        {
            if (rest[0] == '[' && at.ValueKind == JsonValueKind.Array && Item(at, rest, out var item) is var read and > 0)
            {
                (at, name) = (item, null);
                rest = rest[read..];
            }
            else if (rest[0] == '.' && at.ValueKind == JsonValueKind.Object && Member(at, rest[1..]) is { } member)
            {
                (at, name) = (member.Value, member);
                rest = rest[(member.Name.Length + 1)..];
            }
            else
            {
                return Offset(whole, JsonMarshal.GetRawUtf8Value(at));
            }
        }

        return atName && name is { } found
            ? Offset(whole, JsonMarshal.GetRawUtf8PropertyName(found)) - 1
            : Offset(whole, JsonMarshal.GetRawUtf8Value(at));
    }

    private static int Item(JsonElement list, ReadOnlySpan<char> rest, out JsonElement item)
    {
        var end = rest.IndexOf(']');
        item = default;
        if (end < 0 || !int.TryParse(rest[1..end], out var index) || index >= list.GetArrayLength())
            return 0;
        item = list[index];
        return end + 1;
    }

    // Names may hold dots and brackets themselves: the longest name that fits is the one that was meant.
    private static JsonProperty? Member(JsonElement owner, ReadOnlySpan<char> rest)
    {
        JsonProperty? longest = null;
        foreach (var member in owner.EnumerateObject())
        {
            var fits = rest.StartsWith(member.Name, StringComparison.Ordinal)
                && (rest.Length == member.Name.Length || rest[member.Name.Length] is '.' or '[');
            if (fits && member.Name.Length >= (longest?.Name.Length ?? 0))
                longest = member;
        }

        return longest;
    }

    private static int Offset(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part) =>
        whole.Overlaps(part, out var offset) ? offset : 0;
}
