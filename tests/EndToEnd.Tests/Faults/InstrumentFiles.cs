using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>
/// Journal, state, receipts and the instrument's own files, read by nothing of the kit: what is true after a fault.
/// </summary>
internal sealed class InstrumentFiles(Bench bench, string mode = "Dx")
{
    private static readonly string[] Open = ["pending", "applying", "restart-pending", "undoing"];

    /// <summary>The instrument's files without the Applier's own and without what a fault may leave for a while.</summary>
    public SortedDictionary<string, string> Tree
    {
        get
        {
            var files = Support.Tree.Of(bench.Instrument);
            foreach (var left in files.Keys.Where(IsLeftover).ToList())
                files.Remove(left);
            return files;
        }
    }

    /// <summary>What the newest application's state file says; null when there is none.</summary>
    public string? Stage => Application is { } folder ? (string?)State(Path.Combine(folder, "state"))?["stage"] : null;

    /// <summary>Whether the next start has something to bring to its end.</summary>
    public bool IsOpen => Open.Contains(Stage);

    /// <summary>The kinds of the newest journal's whole records.</summary>
    public IReadOnlyList<string> Records => Application is { } folder ? [.. Journal(Path.Combine(folder, "journal"))] : [];

    /// <summary>
    /// The verdict of the newest receipt that tells of the instrument, wherever it lies; null when there is none.
    /// </summary>
    public string? VerdictOfState => Receipts(Path.Combine(bench.Stick, "receipts"))
        .Concat(Receipts(Path.Combine(bench.State(mode), "receipts", "kept")))
        .Concat(Receipts(Path.Combine(bench.State(mode), "receipts", "sent")))
        .Where(receipt => (string?)receipt["verdict"] != "refused")
        .OrderBy(receipt => (long)receipt["sequence"]!)
        .Select(receipt => (string)receipt["verdict"]!)
        .LastOrDefault();

    /// <summary>How many receipts wait on the instrument.</summary>
    public int Kept => Receipts(Path.Combine(bench.State(mode), "receipts", "kept")).Count();

    /// <summary>The verdict of the newest receipt on the stick.</summary>
    public string? VerdictOnStick => Receipts(Path.Combine(bench.Stick, "receipts"))
        .OrderBy(receipt => (long)receipt["sequence"]!)
        .Select(receipt => (string)receipt["verdict"]!)
        .LastOrDefault();

    /// <summary>What the kit has left behind; nothing of it may stand after the next start.</summary>
    public IReadOnlyList<string> Leftovers =>
    [
        .. Directory.EnumerateFileSystemEntries(bench.Folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(bench.Folder, path))
            .Where(path => IsLeftover(path) || IsEmptyUndo(path)),
    ];

    private static bool IsLeftover(string path)
    {
        var name = Path.GetFileName(path);
        return path.StartsWith($"tmp{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            || name.EndsWith(".part", StringComparison.Ordinal)
            || name.StartsWith(".patchkit-", StringComparison.Ordinal)
            || name.StartsWith("reserved-by-patchkit", StringComparison.Ordinal)
            || name == "reserve"
            || Path.GetFileName(Path.GetDirectoryName(path)) is "kept" or "staging" or "restore-proof" or "scratch";
    }

    private bool IsEmptyUndo(string path) => Path.GetFileName(path) == "undo"
        && !Directory.EnumerateFileSystemEntries(Path.Combine(bench.Folder, path)).Any();

    // The newest that has begun.
    private string? Application => Path.Combine(bench.State(mode), "applications") is var folder && Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder)
            .Where(one => File.Exists(Path.Combine(one, "journal")))
            .Order(StringComparer.Ordinal)
            .LastOrDefault()
        : null;

    /// <summary>docs/formats/state.md.</summary>
    private static JsonNode? State(string path) => new[] { $"{path}.a", $"{path}.b" }
        .Where(File.Exists)
        .Select(Generation)
        .OfType<(long Sequence, JsonNode Record)>()
        .OrderBy(generation => generation.Sequence)
        .Select(generation => generation.Record)
        .LastOrDefault();

    private static (long Sequence, JsonNode Record)? Generation(string path)
    {
        var lines = File.ReadAllText(path).Split('\n', 2);
        var header = lines[0].Split(' ');
        if (lines.Length < 2 || header is not ["patchkit-state", "1", var sequence, var digest])
            return null;
        var json = lines[1].TrimEnd('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{sequence}\n{json}"))) == digest
            ? (long.Parse(sequence, System.Globalization.CultureInfo.InvariantCulture), JsonNode.Parse(json)!)
            : null;
    }

    /// <summary>docs/formats/journal.md; a torn last line is none.</summary>
    private static IEnumerable<string> Journal(string path)
    {
        if (!File.Exists(path))
            yield break;
        foreach (var line in File.ReadLines(path))
        {
            var parts = line.Split(' ', 4);
            if (parts.Length < 4 || !IsWhole(parts[1], parts[3]))
                yield break;
            yield return (string)JsonNode.Parse(parts[3])!["record"]!;
        }
    }

    private static bool IsWhole(string check, string json) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))).StartsWith(check, StringComparison.Ordinal);

    private static IEnumerable<JsonNode> Receipts(string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var path in Directory.EnumerateFiles(folder, "*.dsse.json"))
        {
            if (Receipt(path) is { } receipt)
                yield return receipt;
        }
    }

    private static JsonNode? Receipt(string path)
    {
        try
        {
            var payload = Convert.FromBase64String((string)JsonNode.Parse(File.ReadAllText(path))!["payload"]!);
            return JsonNode.Parse(Encoding.UTF8.GetString(payload))!["predicate"];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
