using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData(" [ 1 , -2 , 0 , -0 ] ", "[1,-2,0,0]")]
    [InlineData("[true,false,null]", "[true,false,null]")]
    [InlineData("""{"b":1,"a":{"d":[],"c":{}}}""", """{"a":{"c":{},"d":[]},"b":1}""")]
    [InlineData("""{"B":1,"a":2,"":3,"aa":4}""", """{"":3,"B":1,"a":2,"aa":4}""")]
    [InlineData("""["\u0041\/\b"]""", "[\"A/\b\"]")]
    [InlineData("""["line\nquote\"back\\slash"]""", "[\"line\nquote\\\"back\\\\slash\"]")]
    [InlineData("""["\u00e8\ud83d\ude00"]""", "[\"è😀\"]")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    public void The_canonical_form_is(string json, string expected) => Assert.Equal(expected, Canonical(json));

    [Fact]
    public void Members_are_sorted_by_code_point_and_not_by_utf16_unit() =>
        Assert.Equal("{\"\uFB01\":1,\"😀\":2}", Canonical("{\"😀\":2,\"\uFB01\":1}"));

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("1E3")]
    [InlineData("{\"a\":[0.5]}")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\udc00":1}""")]
    public void What_has_no_canonical_form_is_refused(string json) =>
        Assert.Equal(RefusalCode.FormatInvalid, CanonicalJson.Of(JsonElement.Parse(json)).Refusal?.Code);

    [Fact]
    public void A_member_twice_has_no_canonical_form() =>
        Assert.Contains("'a' stands there twice", CanonicalJson.Of(JsonElement.Parse("""{"a":1,"\u0061":1}""")).Refusal?.Reason,
            StringComparison.Ordinal);

    [Fact]
    public void A_value_that_was_never_set_has_none() =>
        Assert.Equal(RefusalCode.FormatInvalid, CanonicalJson.Of(default(JsonElement)).Refusal?.Code);

    [Fact]
    public void A_node_and_the_text_that_it_writes_have_the_same_form()
    {
        var node = new JsonObject { ["z"] = new JsonArray(1, "é"), ["a"] = true };
        Assert.Equal("""{"a":true,"z":[1,"é"]}""", Encoding.UTF8.GetString(CanonicalJson.Of(node).Value));
    }

    [Fact]
    public void The_order_of_members_and_the_white_space_do_not_matter() =>
        Gen.Dictionary(Gen.String[0, 5], Gen.Int)[0, 20].Sample(members =>
        {
            var pairs = members.Select(m => $"{JsonSerializer.Serialize(m.Key)} : {m.Value}").ToArray();
            return Canonical($"{{ {string.Join(" , ", pairs)} }}") == Canonical($"{{{string.Join(",", pairs.Reverse())}}}");
        });

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(JsonElement.Parse(json)).Value);
}
