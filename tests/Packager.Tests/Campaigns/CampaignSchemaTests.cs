using System.Text.Json.Nodes;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared.Bundles;

namespace PatchKit.Tests.Packager.Campaigns;

public class CampaignSchemaTests
{
    private static readonly string SchemaFile = Path.Combine(Sample.Repository, "docs", "formats", "campaign.schema.json");

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
    public void Every_member_is_explained() => Assert.Empty(Undescribed(Schema(), "$"));

    [Fact]
    public void The_sample_fits_the_schema()
    {
        var yaml = CampaignYaml.Parse(File.ReadAllText(Path.Combine(Sample.Folder, "campaign.yaml")),
            BundleManifest.Format.Type);

        Assert.Empty(Faults(yaml.Json, Schema(), "$"));
    }

    [Fact]
    public void The_sample_names_the_schema_in_its_first_line()
    {
        var line = File.ReadLines(Path.Combine(Sample.Folder, "campaign.yaml")).First();

        const string start = "# yaml-language-server: $schema=";
        Assert.StartsWith(start, line, StringComparison.Ordinal);
        Assert.Equal(SchemaFile, Path.GetFullPath(Path.Combine(Sample.Folder, line[start.Length..])));
    }

    [Fact]
    public void What_does_not_fit_is_found()
    {
        var yaml = CampaignYaml.Parse(File.ReadAllText(Path.Combine(Sample.Folder, "campaign.yaml")),
            BundleManifest.Format.Type);
        yaml.Json["counter"] = "one";
        yaml.Json["products"]![0]!["modes"]![0]!["mode"] = 1;
        yaml.Json["products"]![0]!["identity"]![0]!["kind"] = "guess";
        yaml.Json["wrong"] = 1;

        Assert.Equal(4, Faults(yaml.Json, Schema(), "$").Count());
    }

    [Fact]
    public void One_mistake_in_a_step_is_one_error()
    {
        var yaml = CampaignYaml.Parse(File.ReadAllText(Path.Combine(Sample.Folder, "campaign.yaml")),
            BundleManifest.Format.Type);
        yaml.Json["products"]![0]!["modes"]![0]!["phases"]![0]!["steps"]![0]!["proof"] = "long";

        Assert.Equal(["$.products[0].modes[0].phases[0].steps[0].proof: not a array"],
            Faults(yaml.Json, Schema(), "$"));
    }

    private static JsonObject Schema() => JsonNode.Parse(File.ReadAllText(SchemaFile))!.AsObject();

    private static IEnumerable<string> Undescribed(JsonNode? node, string path)
    {
        if (node is JsonObject { } json && json["properties"] is JsonObject properties)
        {
            foreach (var (name, member) in properties.Where(pair => path.EndsWith("notices", StringComparison.Ordinal) is false))
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

    // As much of JSON Schema as the schema uses.
    private static IEnumerable<string> Faults(JsonNode? value, JsonObject schema, string path)
    {
        if ((string?)schema["$ref"] is { } reference)
            return Faults(value, schema.Root["$defs"]![reference["#/$defs/".Length..]]!.AsObject(), path);
        if (schema["allOf"] is JsonArray kinds)
        {
            var kind = (value as JsonObject)?["kind"];
            var chosen = kinds.FirstOrDefault(one => JsonNode.DeepEquals(one!["if"]!["properties"]!["kind"]!["const"], kind));
            return chosen is null ? [$"{path}: none of the kinds"] : Faults(value, chosen["then"]!.AsObject(), path);
        }

        if (schema["const"] is { } constant)
            return JsonNode.DeepEquals(value, constant) ? [] : [$"{path}: not {constant}"];
        if (schema["enum"] is JsonArray allowed)
            return allowed.Any(item => JsonNode.DeepEquals(item, value)) ? [] : [$"{path}: not one of {allowed}"];
        return ((string?)schema["type"], value) switch
        {
            ("object", JsonObject json) => Members(json, schema, path),
            ("array", JsonArray list) =>
                list.SelectMany((item, index) => Faults(item, schema["items"]!.AsObject(), $"{path}[{index}]")),
            ("string", JsonValue text) when text.GetValueKind() == System.Text.Json.JsonValueKind.String => [],
            ("integer", JsonValue number) when number.GetValueKind() == System.Text.Json.JsonValueKind.Number => [],
            ("boolean", JsonValue truth)
                when truth.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => [],
            var (type, _) => [$"{path}: not a {type}"],
        };
    }

    private static IEnumerable<string> Members(JsonObject json, JsonObject schema, string path)
    {
        var properties = schema["properties"]!.AsObject();
        var missing = schema["required"]!.AsArray().Where(name => !json.ContainsKey((string)name!))
            .Select(name => $"{path}: {name} is missing");
        return missing.Concat(json.SelectMany(member => properties[member.Key] is JsonObject known
            ? Faults(member.Value, known, $"{path}.{member.Key}")
            : [$"{path}: {member.Key} is not known"]));
    }
}
