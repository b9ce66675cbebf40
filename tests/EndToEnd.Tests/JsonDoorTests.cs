using System.Text.RegularExpressions;

namespace PatchKit.Tests.EndToEnd;

/// <summary>JSON is read in Shared/Json and nowhere else; whoever has a reason not to stands here with it.</summary>
public sealed partial class JsonDoorTests
{
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["Shared/Values/"] = "converters read one value inside the door's own reading",
        ["Applier/Backups/"] = "a backup's manifest is longer than memory: read record by record, null and depth refused there",
        ["Shared/Bundles/FolderVariables.cs"] = "puts folders into a plan that came through the door, and makes the record anew",
        ["Applier/Applying/Editing/ConfigReader.cs"] = "reads an instrument's file back by another parser than wrote it",
        ["Shared/Bundles/BundleNames.cs"] = "walks the manifest that it has just written, to list its names",
    };

    [Fact]
    public void Only_the_door_reads_json()
    {
        var root = Repository.Root;
        var readers = new[] { "Shared", "Packager", "Applier" }
            .SelectMany(program => Directory.EnumerateFiles(Path.Combine(root, program), "*.cs", SearchOption.AllDirectories))
            .Where(file => Reading().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => !file.StartsWith("Shared/Json/", StringComparison.Ordinal))
            .ToList();

        Assert.DoesNotContain(readers, file => !Elsewhere.Keys.Any(known => file.StartsWith(known, StringComparison.Ordinal)));
        Assert.DoesNotContain(Elsewhere.Keys,
            known => !readers.Exists(file => file.StartsWith(known, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"Utf8JsonReader|JsonDocument\.Parse|JsonElement\.Parse|JsonNode\.Parse|JsonSerializer\.Deserialize")]
    private static partial Regex Reading();
}
