using System.Text.Json;
using System.Text.Json.Nodes;

namespace PatchKit.Shared.Json;

/// <summary>
/// JSON of another standard, whose members somebody else judges: The Update Framework's metadata, a package list.
/// </summary>
public static class JsonTree
{
    /// <summary>A value that this program made.</summary>
    public static JsonElement Of(JsonNode value) => JsonElement.Parse(value.ToJsonString());

    /// <summary>A file that passed <see cref="Read"/> before.</summary>
    public static JsonElement Of(ReadOnlyMemory<byte> good) => JsonElement.Parse(good.Span);

    /// <summary>A value that was read, to be written again among others.</summary>
    public static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());

    /// <summary>
    /// Reads untrusted bytes: length, encoding, depth, numbers and duplicate members are checked; null may stand.
    /// </summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="place">Its name, for the refusal.</param>
    /// <param name="longest">Longest file, in bytes.</param>
    /// <param name="depth">Deepest nesting.</param>
    public static Result<JsonElement> Read(ReadOnlySpan<byte> bytes, string place, int longest, int depth = JsonStrictness.Depth)
    {
        if (bytes.Length > longest)
            return JsonRefusals.TooLong(bytes.Length, longest, place);
        if (JsonScan.Fault(bytes, new(depth, Nulls: true)) is { } broken)
            return FormatFault.Refuse([broken.Fault], place);
        try
        {
            return JsonElement.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = depth });
        }
        catch (JsonException wrong)
        {
            return FormatFault.Refuse([JsonLeaf.Fault(wrong)], place);
        }
    }
}
