using System.Text;
using CsCheck;
using PatchKit.Applier.Applying.Editing;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>What is not edited stays byte for byte; what is edited is seen by another parser.</summary>
public sealed class ConfigEditorTests
{
    [Theory]
    [InlineData("; a\r\n[S]\r\nPort = 80  \r\n; b\r\n", "[S]Port", "81", "; a\r\n[S]\r\nPort = 81  \r\n; b\r\n")]
    [InlineData("[s]\nport=80\n", "[S]Port", "", "[s]\nport=\n")]
    [InlineData("[S]\nA = 1\n\n[T]\nB=2\n", "[S]Port", "81", "[S]\nA = 1\nPort = 81\n\n[T]\nB=2\n")]
    [InlineData("[S]\nA=1", "[S]Port", "81", "[S]\nA=1\nPort=81")]
    [InlineData("[S]\nA=1", "[T]Port", "81", "[S]\nA=1\n\n[T]\nPort=81\n")]
    [InlineData("A=1\r\n[S]\r\n", "B", "2", "A=1\r\nB=2\r\n[S]\r\n")]
    [InlineData("[S]\nA=1\n", "B", "2", "B=2\n[S]\nA=1\n")]
    [InlineData("", "[S]A", "1", "[S]\r\nA=1\r\n")]
    [InlineData("[S]\r\nA=1\r\nB=2\r\n", "[S]A", null, "[S]\r\nB=2\r\n")]
    [InlineData("[S]\n;Port=1\n#Port=2\nPort=3\n", "[S]Port", "4", "[S]\n;Port=1\n#Port=2\nPort=4\n")]
    [InlineData("[S]\nA=1\n", "[S]Gone", null, "[S]\nA=1\n")]
    public void Of_an_INI_file_one_line_changes(string text, string at, string? value, string expected) =>
        Changes(ConfigFormat.Ini, text, Edit(at, value), expected);

    [Theory]
    [InlineData("{ // a\n  \"p\": 80, /* b */\n  \"q\": [1, 2,],\n}", "/p", "81",
        "{ // a\n  \"p\": 81, /* b */\n  \"q\": [1, 2,],\n}")]
    [InlineData("{\"s\":{\"p\":1}}", "/s/p", "2", "{\"s\":{\"p\":2}}")]
    [InlineData("{\"q\":[1,{\"p\":1}]}", "/q/1/p", "2", "{\"q\":[1,{\"p\":2}]}")]
    [InlineData("{\r\n  \"a\": 1 // last\r\n}\r\n", "/p", "2", "{\r\n  \"a\": 1, // last\r\n  \"p\": 2\r\n}\r\n")]
    [InlineData("{\n  \"a\": 1,\n}", "/p", "2", "{\n  \"a\": 1,\n  \"p\": 2\n}")]
    [InlineData("{\"a\":1}", "/p", "2", "{\"a\":1, \"p\": 2}")]
    [InlineData("{ \"a\": 1 }", "/p", "2", "{ \"a\": 1, \"p\": 2 }")]
    [InlineData("{}", "/p", "2", "{ \"p\": 2 }")]
    [InlineData("{ /* none */ }", "/p", "2", "{ \"p\": 2  /* none */ }")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}", "/a", null, "{\n  \"b\": 2,\n  \"c\": 3\n}")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2, // two\n  \"c\": 3\n}", "/b", null, "{\n  \"a\": 1,\n  // two\n  \"c\": 3\n}")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2\n}", "/b", null, "{\n  \"a\": 1\n}")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2,\n}", "/b", null, "{\n  \"a\": 1,\n}")]
    [InlineData("{ \"a\": 1 }", "/a", null, "{ }")]
    [InlineData("{ \"a/b\": { \"~\": 1 } }", "/a~1b/~0", "2", "{ \"a/b\": { \"~\": 2 } }")]
    [InlineData("{ \"\\u0061\\n\": 1 }", "/a\n", "2", "{ \"\\u0061\\n\": 2 }")]
    [InlineData("{ \"a\": 1 }", "/none/deeper", null, "{ \"a\": 1 }")]
    public void Of_a_JSON_file_one_member_changes(string text, string at, string? value, string expected) =>
        Changes(ConfigFormat.Json, text, Edit(at, value) with
        { Type = value is null ? ConfigType.Text : ConfigType.Number }, expected);

    [Theory]
    [InlineData("<r>\n  <!-- a -->\n  <p k='1'>80</p>\n</r>", "/r/p", "81", "<r>\n  <!-- a -->\n  <p k='1'>81</p>\n</r>")]
    [InlineData("<?xml version=\"1.0\"?>\r\n<r><p k = '1' v=\"x\"/></r>", "/r/p[@k='1']/@v", "y",
        "<?xml version=\"1.0\"?>\r\n<r><p k = '1' v=\"y\"/></r>")]
    [InlineData("<r><p k='1'/><p k='2'/></r>", "/r/p[@k='2']/@v", "y", "<r><p k='1'/><p k='2' v=\"y\"/></r>")]
    [InlineData("<r>\n  <p k='1' />\n</r>", "/r/p[@k='2']/@v", "y", "<r>\n  <p k='1' />\n  <p k=\"2\" v=\"y\" />\n</r>")]
    [InlineData("<r>\n  <s/>\n</r>", "/r/s/p", "1", "<r>\n  <s>\n    <p>1</p>\n  </s>\n</r>")]
    [InlineData("<r>\n</r>", "/r/p", "1", "<r>\n  <p>1</p>\n</r>")]
    [InlineData("<x:r xmlns:x='u'><x:p>1</x:p></x:r>", "/r/q", "2", "<x:r xmlns:x='u'><x:p>1</x:p><x:q>2</x:q></x:r>")]
    [InlineData("<r><p/></r>", "/r/p", "a<b&\"", "<r><p>a&lt;b&amp;&quot;</p></r>")]
    [InlineData("<r><p><![CDATA[<q>]]></p></r>", "/r/p", "1", "<r><p>1</p></r>")]
    [InlineData("<r>\r\n  <p/>\r\n  <q/>\r\n</r>", "/r/p", null, "<r>\r\n  <q/>\r\n</r>")]
    [InlineData("<r><p a='1' b='2'/></r>", "/r/p/@a", null, "<r><p b='2'/></r>")]
    [InlineData("<r><p/></r>", "/r/q/@a", null, "<r><p/></r>")]
    [InlineData("<r><p k='a&amp;b'>1</p></r>", "/r/p[@k='a&b']", "2", "<r><p k='a&amp;b'>2</p></r>")]
    public void Of_an_XML_file_one_text_or_attribute_changes(string text, string at, string? value, string expected) =>
        Changes(ConfigFormat.Xml, text, Edit(at, value), expected);

    [Theory]
    [InlineData(ConfigFormat.Ini, "[S]\nA=1\na=2\n", "[S]A", "twice")]
    [InlineData(ConfigFormat.Json, "{\"a\":1,\"a\":2}", "/a", "twice")]
    [InlineData(ConfigFormat.Json, "{\"a\":[1]}", "/a/1", "only objects get new members")]
    [InlineData(ConfigFormat.Json, "{\"a\":1}", "/b/c", "there is no 'b'")]
    [InlineData(ConfigFormat.Json, "{\"a\":1", "/a", "not JSON")]
    [InlineData(ConfigFormat.Json, "{\"a\":1}}", "/a", "not JSON")]
    [InlineData(ConfigFormat.Json, "{\"a\" 1}", "/a", "not JSON")]
    [InlineData(ConfigFormat.Json, "{\"a\":1 \"b\":1}", "/a", "not JSON")]
    [InlineData(ConfigFormat.Xml, "<r><p/><p/></r>", "/r/p", "twice")]
    [InlineData(ConfigFormat.Xml, "<r><p><q/></p></r>", "/r/p", "only a text can be replaced")]
    [InlineData(ConfigFormat.Xml, "<r><p>1<!-- why --></p></r>", "/r/p", "only a text can be replaced")]
    [InlineData(ConfigFormat.Xml, "<!DOCTYPE r []><r><p/></r>", "/r/p", "document type")]
    [InlineData(ConfigFormat.Xml, "<r><p></r>", "/r/p", "not XML")]
    [InlineData(ConfigFormat.Xml, "<r><p/></r>", "/s/p", "the root is 'r'")]
    [InlineData(ConfigFormat.Xml, "<r/>", "/r/s/t", "there is no 's'")]
    public void What_cannot_be_edited_for_certain_is_refused(ConfigFormat format, string text, string at, string reason)
    {
        var fault = Assert.Throws<InstrumentFault>(() => ConfigEditor.Edit(Bytes(text), Step(format, Edit(at, "1"))));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE", "latin1"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_encoding_and_its_mark_stay(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] Of(string text) => [.. encoding.Preamble, .. encoding.GetBytes(text)];
        var step = Step(ConfigFormat.Ini, Edit("[S]Port", "81"));

        Assert.Equal(Of("; è\r\n[S]\r\nPort=81\r\n"), ConfigEditor.Edit(Of("; è\r\n[S]\r\nPort=80\r\n"), step));
        Assert.True(ConfigReader.Look(Of("; è\r\n[S]\r\nPort=81\r\n"), step, step.Edits[0]).IsSo);
    }

    [Fact]
    public void A_letter_of_another_language_goes_only_where_its_encoding_is_known()
    {
        var edit = Edit("[S]Name", "è");
        Assert.Throws<InstrumentFault>(() => ConfigEditor.Edit(Bytes("[S]\nName=e\n"), Step(ConfigFormat.Ini, edit)));
        Assert.Equal(Bytes("[é]\n[S]\nName=è\n"),
            ConfigEditor.Edit(Bytes("[é]\n[S]\nName=e\n"), Step(ConfigFormat.Ini, edit)));

        var xml = Step(ConfigFormat.Xml, Edit("/r/p", "è"));
        var latin = ConfigEditor.Edit(Encoding.Latin1.GetBytes("<?xml version='1.0' encoding='iso-8859-1'?><r><p>é</p></r>"),
            xml);
        Assert.True(ConfigReader.Look(latin, xml, xml.Edits[0]).IsSo);
        var json = Step(ConfigFormat.Json, Edit("/p", "è\""));
        Assert.True(ConfigReader.Look(ConfigEditor.Edit(Bytes("{\"p\":\"e\"}"), json), json, json.Edits[0]).IsSo);
    }

    [Fact]
    public void Another_type_is_not_the_same_value()
    {
        var step = Step(ConfigFormat.Json, Edit("/p", "1"));
        Assert.False(ConfigReader.Look(Bytes("{\"p\":1}"), step, step.Edits[0]).IsSo);
        var number = step.Edits[0] with { Type = ConfigType.Number };
        Assert.True(ConfigReader.Look(Bytes("{\"p\":1.0}"), step, number).IsSo);
    }

    // Members with any names and values, in any place: the wanted one is so afterwards, and all others are as they were.
    [Fact]
    public void Whatever_is_edited_the_other_parser_sees_it_and_nothing_else_changed()
    {
        var name = Gen.Char["ab.: é"].Array[1, 3].Select(letters => new string(letters).Trim()).Where(text => text.Length > 0);
        var value = Gen.Char["x1 é;<&\"'\\="].Array[0, 6].Select(letters => new string(letters).Trim());
        Gen.Select(Gen.Dictionary(name, value)[0, 5], name, value, Gen.Bool, Gen.Bool.Select(crlf => crlf ? "\r\n" : "\n"))
            .Sample((members, key, wanted, remove, end) =>
        {
            var ini = $"; é first{end}[S]{end}"
                + string.Concat(members.Where(pair => Plain(pair.Key)).Select(pair => $"{pair.Key} = {pair.Value}{end}; c{end}"));
            if (Plain(key))
                Check(ConfigFormat.Ini, ini, $"[S]{key}", remove ? null : wanted,
                    members.Keys.Where(Plain).DistinctBy(k => k.ToUpperInvariant())
                    .Select(k => $"[S]{k}"), StringComparer.OrdinalIgnoreCase);
            var json = $"{{{end}"
                + string.Join($",{end}", members.Select(pair => $"  {Quoted(pair.Key)}: {Quoted(pair.Value)} // c"))
                .Replace("// c,", ", // c", StringComparison.Ordinal) + $"{end}}}";
            Check(ConfigFormat.Json, json, $"/{key}", remove ? null : wanted, members.Keys.Select(k => $"/{k}"),
                StringComparer.Ordinal);
            var xml = $"<r>{end}"
                + string.Concat(
                members.Select(pair => $"  <!-- c --><add key='{Xml(pair.Key)}' value=\"{Xml(pair.Value)}\"/>{end}")) + "</r>";
            if (!key.Contains('\'', StringComparison.Ordinal))
                Check(ConfigFormat.Xml, xml, $"/r/add[@key='{key}']/@value", remove ? null : wanted,
                    members.Keys.Select(k => $"/r/add[@key='{k}']/@value"), StringComparer.Ordinal);
        }, iter: 500);
    }

    private static bool Plain(string key) => key.All(char.IsAscii);

    private static void Check(ConfigFormat format, string text, string at, string? value, IEnumerable<string> others,
        StringComparer same)
    {
        var step = Step(format, Edit(at, value));
        if (others.Count(other => same.Equals(other, at)) > 1)
            return;
        var edited = ConfigEditor.Edit(Bytes(text), step);
        Assert.True(ConfigReader.Look(edited, step, step.Edits[0]).IsSo, $"{at} = {value} in {Encoding.UTF8.GetString(edited)}");
        foreach (var other in others.Where(other => !same.Equals(other, at)))
            Assert.Equal(ConfigReader.Look(Bytes(text), step, new(other)).Seen, ConfigReader.Look(edited, step, new(other)).Seen);
        Assert.Equal(Comments(text), Comments(Encoding.UTF8.GetString(edited)));
    }

    private static int Comments(string text) => text.Split("c -->").Length + text.Split("// c").Length + text.Split("; c").Length;

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static string Xml(string text) => System.Net.WebUtility.HtmlEncode(text);

    private static void Changes(ConfigFormat format, string text, ConfigEdit edit, string expected)
    {
        var step = Step(format, edit);
        var edited = ConfigEditor.Edit(Bytes(text), step);

        Assert.Equal(expected, Encoding.UTF8.GetString(edited));
        Assert.True(ConfigReader.Look(edited, step, edit).IsSo, ConfigReader.Look(edited, step, edit).Seen);
        Assert.Equal(edited, ConfigEditor.Edit(edited, step));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static ConfigEdit Edit(string at, string? value) => new(at) { Value = value, Remove = value is null };

    private static EditConfigStep Step(ConfigFormat format, ConfigEdit edit) =>
        new(Bench.Id("edit"), Bench.Title("Edit"), InstrumentPath.Of(@"C:\x.cfg"), format, [edit]);
}
