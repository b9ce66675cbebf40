using System.Globalization;
using System.IO.Abstractions;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>
/// What a person with the format's pages and no program of ours reads from an instrument's disk: the latest application's journal
/// and the receipts (docs/formats/journal.md, receipt.md).
/// </summary>
internal sealed partial class ReadByHand(IFileSystem files, string state)
{
    /// <summary>The records of the latest application; empty when there is none.</summary>
    public IReadOnlyList<JsonNode> Records => Lines.Select(line => JsonNode.Parse(line.Groups["json"].Value)!).ToList();

    /// <summary>The chained digest of its last record.</summary>
    public string Chain => Lines[^1].Groups["chain"].Value;

    /// <summary>The step after the last one that is so, from 1.</summary>
    public int Step
    {
        get
        {
            var plan = Plan;
            var so = new HashSet<string>();
            foreach (var record in Records)
            {
                if (Kind(record) is "proven" or "found-so" or "found-not-needed")
                    so.Add(StepOf(record));
                else if (Kind(record) is "failed" or "undo-proven" or "undo-failed" or "intended")
                    so.Remove(StepOf(record));
            }

            return Math.Min(plan.Count, 1 + plan.TakeWhile(so.Contains).Count());
        }
    }

    /// <summary>How many steps the plan has.</summary>
    public int Steps => Plan.Count;

    /// <summary>Whether the last thing that was begun is an undo.</summary>
    public bool Undoing => Records.Any(record => Kind(record) == "undo-began");

    /// <summary>Whether a receipt on this disk names the journal as it is now.</summary>
    public bool IsTold => Receipts.Any(receipt => (string?)receipt["journal"]?["digest"] == Chain);

    /// <summary>How many receipts wait for a stick.</summary>
    public int Kept => Names("kept").Count();

    private IEnumerable<JsonNode> Receipts => Names("kept").Concat(Names("sent"))
        .Select(path => JsonNode.Parse(files.File.ReadAllText(path))!)
        .Select(envelope => JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String((string)envelope["payload"]!)))!)
        .Select(statement => statement["predicate"]!);

    private IReadOnlyList<string> Plan =>
    [
        .. Records[0]["request"]!["phases"]!.AsArray().SelectMany(phase => phase!["steps"]!.AsArray())
            .Select(step => (string)step!["id"]!),
    ];

    private IReadOnlyList<Match> Lines
    {
        get
        {
            var root = files.Path.Combine(state, "applications");
            var latest = files.Directory.Exists(root)
                ? files.Directory.EnumerateDirectories(root).Max(StringComparer.Ordinal)
                : null;
            var journal = latest is null ? null : files.Path.Combine(latest, "journal");
            return journal is null || !files.File.Exists(journal) ? [] : [.. Whole(files.File.ReadAllText(journal))];
        }
    }

    // The last line may be torn: it has fewer bytes than it says.
    private static IEnumerable<Match> Whole(string journal) => Line().Matches(journal).Cast<Match>().Where(line =>
        int.Parse(line.Groups["length"].Value, CultureInfo.InvariantCulture)
        == Encoding.UTF8.GetByteCount(line.Groups["json"].Value));

    private IEnumerable<string> Names(string folder)
    {
        var path = files.Path.Combine(state, "receipts", folder);
        return files.Directory.Exists(path) ? files.Directory.EnumerateFiles(path, "*.dsse.json") : [];
    }

    private static string Kind(JsonNode record) => (string)record["record"]!;

    private static string StepOf(JsonNode record) => (string)record["step"]!;

    [GeneratedRegex(@"^(?<length>\d{8}) [0-9a-f]{16} (?<chain>[0-9a-f]{64}) (?<json>\{.*\})$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
