using System.Text.Json;

namespace PatchKit.Tests.Windows;

/// <summary>What the Applier said, event by event (docs/formats/events.md).</summary>
internal static class Events
{
    /// <summary>How the session ended.</summary>
    public static (string Verdict, string? Refusal, string Reason, string Standing) End(Ended ended)
    {
        var last = All(ended).LastOrDefault(told => Text(told, "event") == "session-ended");
        Assert.True(last.ValueKind == JsonValueKind.Object, ended.Text);
        var refusal = last.GetProperty("refusal");
        var standing = Text(last.GetProperty("state"), "standing");
        return refusal.ValueKind == JsonValueKind.Object
            ? (Text(last, "verdict"), Text(refusal, "code"), Text(refusal, "reason"), standing)
            : (Text(last, "verdict"), null, "", standing);
    }

    /// <summary>Why the receipt is not on the stick; null when it is.</summary>
    public static string? ReceiptFault(Ended ended)
    {
        var fault = All(ended).Last(told => Text(told, "event") == "session-ended").GetProperty("receipt").GetProperty("fault");
        return fault.ValueKind == JsonValueKind.Object ? Text(fault, "code") : null;
    }

    /// <summary>Whether a line says that a step begins.</summary>
    public static bool IsStepStarted(string line, string title)
    {
        if (!line.StartsWith('{'))
            return false;
        using var told = JsonDocument.Parse(line);
        return Text(told.RootElement, "event") == "step-started" && Text(told.RootElement, "title") == title;
    }

    private static IEnumerable<JsonElement> All(Ended ended) => ended.Text.Split('\n')
        .Where(line => line.StartsWith('{'))
        .Select(line => JsonDocument.Parse(line).RootElement);

    private static string Text(JsonElement told, string name) =>
        told.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
