using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>After a session of the real program screen, exit code, log and receipt say the same.</summary>
internal static partial class OneVerdict
{
    /// <summary>How much an instrument's sessions have logged: a session that begins writes more.</summary>
    public static long Logged(string instrument) => Logs(instrument).Sum(log => new FileInfo(log).Length);

    /// <summary>Compares them; what left no log was no session.</summary>
    /// <param name="bench">The instrument and its stick.</param>
    /// <param name="ran">The program that has ended.</param>
    /// <param name="loggedBefore">What had been logged before it started.</param>
    public static void Holds(Bench bench, Ran ran, long loggedBefore)
    {
        if (Logged(bench.Instrument) == loggedBefore || Ended(bench) is not { } end)
            return;
        Assert.Equal(ran.ExitCode, (int?)end["exitCode"]);
        if (!ran.Output.StartsWith('{'))
            OnScreen(ran, end);
        var place = Path.Combine(bench.Stick, (string)end["receipt"]!["place"]!);
        if (File.Exists(place))
            InReceipt(Bench.Told(place), end);
    }

    private static void OnScreen(Ran ran, JsonNode end)
    {
        Assert.Contains((string)end["code"]!, ran.Message, StringComparison.Ordinal);
        var shown = Number().Match(ran.Message);
        // A code of a refusal stands on the screen; where all is well there is none to read out.
        Assert.Equal(ran.ExitCode >= 10 ? $"{ran.ExitCode}" : "", shown.Groups["number"].Value);
        Assert.Equal((string?)end["refusal"]?["code"] ?? (string?)end["receipt"]!["fault"]?["code"] ?? "",
            shown.Groups["name"].Value);
    }

    private static void InReceipt(JsonNode receipt, JsonNode end)
    {
        Assert.Equal((string?)end["verdict"], (string?)receipt["verdict"]);
        Assert.Equal((string?)end["code"], (string?)receipt["situation"]);
        // What a person said of their own accord is the verdict itself.
        if ((string?)end["verdict"] != "compromised")
            Assert.Equal(Kebab((string?)end["refusal"]?["code"]), (string?)receipt["refusal"]?["code"]);
    }

    private static string? Kebab(string? name) => name is null ? null : JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private static JsonNode? Ended(Bench bench) => Logs(bench.Instrument)
        .OrderBy(log => Path.GetFileName(log), StringComparer.Ordinal)
        .SelectMany(File.ReadLines)
        .Select(line => JsonNode.Parse(line)!)
        .LastOrDefault(line => (string?)line["event"] == "session-ended");

    private static IEnumerable<string> Logs(string instrument) => Directory.Exists(instrument)
        ? Directory.EnumerateFiles(instrument, "session-*.jsonl", SearchOption.AllDirectories)
        : [];

    [GeneratedRegex(@"(?:For support|Per l'assistenza): \((?<number>\d+)\) (?<name>\w+)")]
    private static partial Regex Number();
}
