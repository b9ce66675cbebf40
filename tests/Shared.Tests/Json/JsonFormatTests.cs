using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using PatchKit.Shared;
using PatchKit.Shared.Json;

namespace PatchKit.Tests.Shared.Json;

internal sealed record Recipe
{
    [JsonRequired]
    public required string Schema { get; init; }

    [JsonRequired]
    public required string Summary { get; init; }

    public ImmutableArray<Ingredient>? Ingredients { get; init; }
}

internal sealed record Ingredient([property: JsonRequired] string Name, [property: JsonRequired] int Grams);

[JsonSerializable(typeof(Recipe))]
internal sealed partial class RecipeJson : JsonSerializerContext;

/// <summary>The one door to JSON, in both manners.</summary>
public sealed class JsonFormatTests
{
    private const string Good = "{\"schema\":\"1.0\",\"summary\":\"x\",\"ingredients\":[{\"name\":\"flour\",\"grams\":500}]}";

    private static readonly JsonFormat<Recipe> ByProgram = new("a recipe", RecipeJson.Default, 4096)
    { Schema = "1.0", Depth = 4 };

    private static readonly JsonFormat<Recipe> ByHand = new("a recipe", RecipeJson.Default, 4096)
    {
        Schema = "1.0",
        Depth = 4,
        WrittenByHand = true,
    };

    [Fact]
    public void What_is_written_is_read_in_both_manners()
    {
        var recipe = ByProgram.Read(Encoding.UTF8.GetBytes(Good), "r").Value;

        Assert.Equal(Good, Encoding.UTF8.GetString(ByProgram.Write(recipe)));
        Assert.Equal("flour", ByHand.Read(ByProgram.Write(recipe), "r").Value.Ingredients!.Value[0].Name);
    }

    [Theory]
    [InlineData("", RefusalCode.FormatInvalid, "r $")]
    [InlineData("null", RefusalCode.FormatInvalid, "r $")]
    [InlineData("{\"summary\":\"x\",\"schema\":\"1.0\"}", RefusalCode.FormatInvalid, "r $")]
    [InlineData("{\"schema\":\"2.0\",\"other\":1}", RefusalCode.FormatUnknownVersion, "r $.schema")]
    [InlineData("{\"schema\":\"1.0\",\"summary\":null}", RefusalCode.FormatInvalid, "r $.summary")]
    [InlineData("{\"schema\":\"1.0\",\"summary\":\"x\",\"ingredients\":[null]}", RefusalCode.FormatInvalid, "r $.ingredients[0]")]
    [InlineData("{\"schema\":\"1.0\",\"summary\":\"x\",\"sumary\":\"x\"}", RefusalCode.FormatInvalid, "r $.sumary")]
    [InlineData("{\"schema\":\"1.0\",\"summary\":\"x\",\"summary\":\"x\"}", RefusalCode.FormatInvalid, "r $.summary")]
    [InlineData("{\"schema\":\"1.0\",\"summary\":\"\\ud800\"}", RefusalCode.FormatInvalid, "r $.summary")]
    [InlineData("{\"schema\":\"1.0\",\"summary\":1e999}", RefusalCode.FormatInvalid, "r $.summary")]
    [InlineData("{\"schema\":\"1.0\",\"summary\":[[[[[", RefusalCode.FormatInvalid, "r $.summary")]
    [InlineData("{\"schema\":\"1.0\",\"summary\":\"x\",\"ingredients\":[{\"name\":\"f\",\"grams\":\"1\"}]}",
        RefusalCode.FormatInvalid, "r $.ingredients[0].grams")]
    public void A_file_of_a_program_is_refused_with_its_path(string json, RefusalCode code, string place)
    {
        var refusal = ByProgram.Read(Encoding.UTF8.GetBytes(json), "r").Refusal!;

        Assert.Equal(code, refusal.Code);
        Assert.StartsWith(place, refusal.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_bytes_are_refused_by_their_name()
    {
        Assert.Contains("byte-order mark", Reason(ByProgram, [0xEF, 0xBB, 0xBF, .. "{}"u8]), StringComparison.Ordinal);
        Assert.Contains("0xff", Reason(ByProgram, [.. "{\"schema\":\"1.0\",\"summary\":\""u8, 0xFF, .. "\"}"u8]),
            StringComparison.Ordinal);
        Assert.Contains("UTF-16", Reason(ByHand, Encoding.Unicode.GetBytes(Good)), StringComparison.Ordinal);
        Assert.Equal(RefusalCode.FileLength, ByProgram.Read(new byte[5000], "r").Refusal?.Code);
        Assert.Equal(RefusalCode.AuthoredInvalid, ByHand.Read(new byte[5000], "r").Refusal?.Code);
    }

    [Fact]
    public void By_hand_a_byte_order_mark_is_no_mistake() =>
        Assert.Equal("x", ByHand.Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)], "r").Value.Summary);

    [Fact]
    public void By_hand_every_mistake_gets_line_column_path_and_what_is_allowed()
    {
        const string text =
            "{\n\t\"schema\": \"1.0\",\n\t\"sumary\": \"\u00e8\", \"ingredients\": [{ \"name\": \"flour\", \"grams\": \"much\" " +
            "}]\n}\n";

        var refusal = ByHand.Read(Encoding.UTF8.GetBytes(text), "r.json").Refusal!;
        var mistakes = $"{refusal.Place}: {refusal.Reason}".Split('\n');

        Assert.Equal(RefusalCode.AuthoredInvalid, refusal.Code);
        Assert.Equal(3, mistakes.Length);
        Assert.Equal("r.json:1:1: $: 'summary' is missing", mistakes[0]);
        Assert.StartsWith("r.json:3:2: $.sumary: 'sumary' is not known here. Did you mean 'summary'?", mistakes[1],
            StringComparison.Ordinal);
        Assert.StartsWith("r.json:3:61: $.ingredients[0].grams: a whole number belongs here", mistakes[2],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n\t\"schema\": \"1.0\",\n\t\"summary\": x\n}", "r:3:13")]
    [InlineData("{\n\t\"schema\": \"2.0\"\n}", "r:2:12")]
    [InlineData("{\n\t\"summary\": \"x\"\n}", "r:1:1")]
    public void By_hand_what_is_no_json_or_of_another_version_has_its_place(string text, string place)
    {
        var refusal = ByHand.Read(Encoding.UTF8.GetBytes(text), "r").Refusal!;

        Assert.Equal(RefusalCode.AuthoredInvalid, refusal.Code);
        Assert.Equal(place, refusal.Place);
        Assert.DoesNotContain("reader options", refusal.Reason, StringComparison.Ordinal);
    }

    private static string Reason(JsonFormat<Recipe> format, byte[] bytes) => format.Read(bytes, "r").Refusal!.Reason;
}
