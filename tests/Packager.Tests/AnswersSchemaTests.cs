using System.Text.Json;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager;

/// <summary>
/// The published schema of the answers file in other hands: ajv takes every good example and refuses every bad one. The Applier's
/// tests let its reader judge the same files.
/// </summary>
public sealed class AnswersSchemaTests
{
    [Fact]
    public async Task Ajv_takes_the_good_examples_and_refuses_the_bad_ones()
    {
        var schema = Path.Combine(Sample.Repository, "docs", "formats", "answers.schema.json");
        var files = Directory.GetFiles(Path.Combine(Sample.Repository, "tests", "judges", "answers")).Order().ToList();

        var said = await Judges.Run("ajv.mjs", [schema, .. files]);

        var found = said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<string[]>(line)!);
        Assert.All(files.Zip(found), pair => Assert.Equal(
            Path.GetFileName(pair.First).StartsWith("good-", StringComparison.Ordinal), pair.Second.Length == 0));
    }
}
