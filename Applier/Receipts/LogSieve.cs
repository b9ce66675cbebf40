using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PatchKit.Shared.Json;

namespace PatchKit.Applier.Receipts;

/// <summary>
/// What of a session's log may leave the instrument: which event, when, which stage, check, step and outcome, the numbers, and
/// names that the signed bundle carries. What a machine, a file or a person said stays.
/// </summary>
/// <param name="allowed">The allow-list.</param>
/// <param name="words">The program's own words: names of stages, checks, outcomes.</param>
internal sealed class LogSieve(AllowList allowed, IReadOnlySet<string> words)
{
    private const int LongestLine = 1 << 20;

    // Whose values are texts of the program or of the bundle.
    private static readonly HashSet<string> Said =
    [
        "event", "stage", "check", "level", "phase", "title", "outcome", "note", "verdict", "code", "standing", "place", "key",
        "product", "serial", "mode",
    ];

    // Whose values are numbers, yes or no; a text in their place stays.
    private static readonly HashSet<string> Counted =
    [
        "done", "total", "index", "count", "undoing", "exitCode", "step", "steps", "filesDiffer", "stepsStay", "goesOn",
        "reportDue", "receiptsKept", "rehearsal", "isDelivered",
    ];

    private static readonly HashSet<string> Holders = ["state", "refusal", "receipt", "fault", "outstanding"];

    /// <summary>What is left of a line; null when it is no event.</summary>
    public string? Line(string line) =>
        JsonTree.Read(Encoding.UTF8.GetBytes(line), "log", LongestLine).TryGet(out var json, out _)
        && json.ValueKind == JsonValueKind.Object
            ? Members(json).ToJsonString()
            : null;

    private JsonObject Members(JsonElement from)
    {
        var kept = new JsonObject();
        foreach (var member in from.EnumerateObject())
        {
            if (Kept(member.Name, member.Value) is { } value)
                kept[member.Name] = value;
        }

        return kept;
    }

    private JsonNode? Kept(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when name == "time" && value.TryGetDateTimeOffset(out var time) => JsonValue.Create(time),
        JsonValueKind.String when Said.Contains(name) && value.GetString() is { } text && IsKnown(text) => JsonValue.Create(text),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when Counted.Contains(name) =>
            JsonTree.Node(value),
        JsonValueKind.Object when Holders.Contains(name) => Members(value),
        JsonValueKind.Array when Holders.Contains(name) => new JsonArray(
            [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object)
                .Select(one => (JsonNode)Members(one))]),
        _ => null,
    };

    private bool IsKnown(string text) =>
        words.Contains(text) || allowed.Allows(text) || PatchKit.Shared.Receipts.SituationCode.TryParse(text, out _);
}
