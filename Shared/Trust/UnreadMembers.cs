using System.Text.Json;
using System.Text.Json.Nodes;

namespace PatchKit.Shared.Trust;

/// <summary>
/// What stands in the signed part of a file beside what this program knows: it is signed too, and whoever signs is to see it.
/// </summary>
internal static class UnreadMembers
{
    private static readonly string[] KeyMembers = ["keytype", "scheme", "keyval"];

    /// <summary>Each such member with its value, as <c>$.path = value</c>, in the order of the file.</summary>
    /// <param name="source">The signed part as it was received.</param>
    /// <param name="metadata">What was read of it.</param>
    public static IEnumerable<string> Of(JsonElement source, RoleMetadata metadata) =>
        Beside(source, MetadataWriter.ToJson(metadata), "$");

    private static IEnumerable<string> Beside(JsonElement seen, JsonNode? known, string path)
    {
        if (seen.ValueKind == JsonValueKind.Object && known is JsonObject members)
        {
            return seen.EnumerateObject().SelectMany(member => !members.TryGetPropertyValue(member.Name, out var value)
                ? [$"{path}.{member.Name} = {member.Value.GetRawText()}"]
                : member.Name == "keys" && value is JsonObject
                    ? member.Value.EnumerateObject().SelectMany(key => OfKey(key.Value, $"{path}.keys.{key.Name}"))
                    : member.Name == "custom" ? [] : Beside(member.Value, value, $"{path}.{member.Name}"));
        }

        if (seen.ValueKind == JsonValueKind.Array && known is JsonArray items && seen.GetArrayLength() == items.Count)
            return seen.EnumerateArray().SelectMany((item, index) => Beside(item, items[index], $"{path}[{index}]"));
        return JsonNode.DeepEquals(NodeOf(seen), known) ? [] : [$"{path} = {seen.GetRawText()}"];
    }

    private static JsonNode? NodeOf(JsonElement seen) => seen.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(seen),
        JsonValueKind.Array => JsonArray.Create(seen),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(seen),
    };

    // A key is carried along as it came, since every member of it counts for its id.
    private static IEnumerable<string> OfKey(JsonElement key, string path) => key.EnumerateObject()
        .Where(member => !KeyMembers.Contains(member.Name))
        .Select(member => $"{path}.{member.Name} = {member.Value.GetRawText()}")
        .Concat(key.GetProperty("keyval").EnumerateObject()
            .Where(member => member.Name != "public")
            .Select(member => $"{path}.keyval.{member.Name} = {member.Value.GetRawText()}"));
}
