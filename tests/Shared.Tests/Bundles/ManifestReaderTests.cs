using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;

namespace PatchKit.Tests.Shared.Bundles;

public class ManifestReaderTests
{
    private const string FirstStep = "$.products[0].modes[0].phases[0].steps[0]";

    [Fact]
    public void What_is_written_is_read_back_and_written_again_as_the_same_bytes()
    {
        var bytes = BundleManifest.Format.Write(TestManifest.Create());

        var read = BundleManifest.Format.Read(bytes, "manifest.json");

        Assert.Null(read.Refusal);
        Assert.Equal(bytes, BundleManifest.Format.Write(read.Value));
    }

    [Fact]
    public void Defaults_are_written_down()
    {
        var json = TestManifest.Json();

        Assert.Contains("\"exists\": true", json, StringComparison.Ordinal);
        Assert.Contains("\"tries\": 3", json, StringComparison.Ordinal);
        Assert.Contains("\"view\": \"64\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_step_kind_is_refused_with_its_name_its_place_and_the_allowed_kinds()
    {
        var refusal = Refused(json => Step(json)["kind"] = "format-disk");

        Assert.Equal(RefusalCode.FormatInvalid, refusal.Code);
        Assert.Equal($"manifest.json {FirstStep}.kind", refusal.Place);
        Assert.Contains("'format-disk' is not a kind of step", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("run-installer, uninstall, run-script, replace-file, delete-file, edit-config", refusal.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_without_a_kind_is_refused() =>
        Assert.Contains("'kind' is missing", Refused(json => Step(json).Remove("kind")).Reason, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_member_is_refused_with_the_one_that_was_meant()
    {
        var refusal = Refused(json => Step(json)["payloads"] = "x");

        Assert.Equal($"manifest.json {FirstStep}.payloads", refusal.Place);
        Assert.Contains("Did you mean 'payload'?", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_member_is_refused_even_when_the_record_has_a_default() =>
        Assert.Contains("'doneCodes' is missing", Refused(json => Step(json).Remove("doneCodes")).Reason,
            StringComparison.Ordinal);

    [Fact]
    public void Null_is_refused() =>
        Assert.Contains("null is not allowed", Refused(json => json["title"] = null).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("2.0", RefusalCode.FormatUnknownVersion)]
    [InlineData("0.9", RefusalCode.FormatUnknownVersion)]
    [InlineData("one", RefusalCode.FormatInvalid)]
    [InlineData("1", RefusalCode.FormatInvalid)]
    public void Another_major_version_is_refused(string schema, RefusalCode code) =>
        Assert.Equal(code, Refused(json => json["schema"] = schema).Code);

    [Fact]
    public void The_schema_stands_first() => Assert.Equal(
        "manifest.json $", Refused(json =>
        {
            json.Remove("schema");
            json.Add("schema", "1.0");
        }).Place);

    [Fact]
    public void A_member_that_is_there_twice_is_refused()
    {
        var json = TestManifest.Json().Replace("\"counter\": 1,", "\"counter\": 1, \"counter\": 2,", StringComparison.Ordinal);

        Assert.Equal(RefusalCode.FormatInvalid,
            BundleManifest.Format.Read(Encoding.UTF8.GetBytes(json), "manifest.json").Refusal?.Code);
    }

    [Fact]
    public void A_manifest_above_four_mebibytes_is_refused_before_it_is_parsed() =>
        Assert.Equal(RefusalCode.FileLength,
            BundleManifest.Format.Read(new byte[(4 * 1024 * 1024) + 1], "manifest.json").Refusal?.Code);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"schema\":1}")]
    [InlineData("{\"schema\":\"1.0\",\"title\":\"\\ud800\"}")]
    [InlineData("{\"schema\":\"1.0\"} x")]
    public void What_is_no_manifest_is_refused(string json) =>
        Assert.Equal(RefusalCode.FormatInvalid,
            BundleManifest.Format.Read(Encoding.UTF8.GetBytes(json), "manifest.json").Refusal?.Code);

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var json = "{\"schema\":\"1.0\",\"title\":" + new string('[', 100) + new string(']', 100) + "}";

        Assert.Equal(RefusalCode.FormatInvalid,
            BundleManifest.Format.Read(Encoding.UTF8.GetBytes(json), "manifest.json").Refusal?.Code);
    }

    [Fact]
    public void Every_truncation_is_refused_and_none_throws()
    {
        var bytes = BundleManifest.Format.Write(TestManifest.Create());

        for (var length = 0; length < bytes.Length - 2; length += 7)
            Assert.NotNull(BundleManifest.Format.Read(bytes.AsSpan(0, length), "manifest.json").Refusal);
    }

    private static JsonObject Step(JsonObject json) =>
        json["products"]![0]!["modes"]![0]!["phases"]![0]!["steps"]![0]!.AsObject();

    private static Refusal Refused(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(TestManifest.Json())!.AsObject();
        change(json);
        var read = BundleManifest.Format.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "manifest.json");
        Assert.NotNull(read.Refusal);
        return read.Refusal;
    }
}
