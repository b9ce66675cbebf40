using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>The schema that editors complete by: made from the records, and judged by a validator that is not ours.</summary>
public class CampaignSchemaTests
{
    private static readonly string SchemaFile = Path.Combine(Sample.Repository, "docs", "formats", "campaign.schema.json");
    private static readonly string[] Trials = ["if", "contains"];
    private static readonly Lazy<JsonSchema> Validator = new(() => JsonSchema.FromFile(SchemaFile));

    /// <summary>
    /// When it fails after a change of the records: set PATCHKIT_WRITE_SCHEMA=1, run it once, and commit the file.
    /// </summary>
    [Fact]
    public void The_schema_says_what_the_records_say()
    {
        var expected = CampaignSchema.Write();
        if (Environment.GetEnvironmentVariable("PATCHKIT_WRITE_SCHEMA") == "1")
            File.WriteAllText(SchemaFile, expected);

        Assert.Equal(expected, File.ReadAllText(SchemaFile));
    }

    [Fact]
    public void Every_member_is_explained() => Assert.Empty(Undescribed(JsonNode.Parse(File.ReadAllText(SchemaFile)), "$"));

    [Fact]
    public void Every_member_that_the_values_name_is_there()
    {
        var options = BundleManifest.Format.Type.Options;
        Assert.All(SchemaValues.Named.Where(one => one.Member.Length > 0), one =>
            Assert.Contains(one.Member, JsonShape.Members(options.GetTypeInfo(one.Record)).Select(member => member.Name)));
    }

    [Theory, MemberData(nameof(SchemaJudgeTests.Samples), MemberType = typeof(SchemaJudgeTests))]
    public void A_sample_fits_the_schema(string campaign) =>
        Assert.Empty(Faults(CoreYaml.Parse(File.ReadAllText(Sample.Campaign(campaign)))));

    [Theory, MemberData(nameof(SchemaJudgeTests.Samples), MemberType = typeof(SchemaJudgeTests))]
    public void A_sample_names_the_schema_in_its_first_line(string campaign)
    {
        var file = Sample.Campaign(campaign);
        var line = File.ReadLines(file).First();

        const string start = "# yaml-language-server: $schema=";
        Assert.StartsWith(start, line, StringComparison.Ordinal);
        Assert.Equal(SchemaFile, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, line[start.Length..])));
    }

    [Fact]
    public void What_does_not_fit_is_found()
    {
        var yaml = CoreYaml.Parse(File.ReadAllText(Sample.Campaign("fsn2023-1338")))!;
        yaml["counter"] = "one";
        yaml["products"]![0]!["modes"]![0]!["mode"] = "a b";
        yaml["products"]![0]!["identity"]![0]!["kind"] = "guess";
        yaml["wrong"] = 1;

        Assert.Equal(["/counter", "/products/0/identity/0/kind", "/products/0/modes/0/mode", "/wrong"],
            Faults(yaml).Select(fault => fault.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_mistake_in_a_step_is_one_error()
    {
        var yaml = CoreYaml.Parse(File.ReadAllText(Sample.Campaign("fsn2023-1338")))!;
        yaml["products"]![0]!["modes"]![0]!["phases"]![0]!["steps"]![0]!["proof"] = "long";

        Assert.StartsWith("/products/0/modes/0/phases/0/steps/0/proof ", Assert.Single(Faults(yaml)), StringComparison.Ordinal);
    }

    /// <summary>Whether JsonSchema.Net finds nothing wrong.</summary>
    internal static bool Fits(JsonNode? campaign) => Evaluated(campaign, OutputFormat.Flag).IsValid;

    /// <summary>Every fault that JsonSchema.Net finds, with its place.</summary>
    internal static IReadOnlyList<string> Faults(JsonNode? campaign)
    {
        if (Fits(campaign))
            return [];
        // What was only tried is listed as well, and is no fault: a condition, an item that need not be the one.
        return [.. Evaluated(campaign, OutputFormat.List).Details!
            .Where(detail => detail.Errors is not null && !$"{detail.EvaluationPath}".Split('/').Any(Trials.Contains))
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Key} {error.Value}"))];
    }

    private static EvaluationResults Evaluated(JsonNode? campaign, OutputFormat format) => Validator.Value.Evaluate(
        JsonSerializer.SerializeToElement(campaign),
        new EvaluationOptions { OutputFormat = format, RequireFormatValidation = true });

    private static IEnumerable<string> Undescribed(JsonNode? node, string path)
    {
        // Conditions name members too, and what is required repeats names; both say true or ask for one value.
        if (node is JsonObject { } json && json["properties"] is JsonObject properties
            && !path.EndsWith(".if", StringComparison.Ordinal))
        {
            foreach (var (name, member) in properties.Where(pair => pair.Value is JsonObject))
            {
                if (string.IsNullOrWhiteSpace((string?)member!["description"]))
                    yield return $"{path}.{name}";
            }
        }

        foreach (var (name, child) in node as JsonObject ?? [])
        {
            foreach (var found in Undescribed(child, $"{path}.{name}"))
                yield return found;
        }
    }
}
