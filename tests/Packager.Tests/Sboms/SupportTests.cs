using System.IO.Abstractions;
using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Packager.Host;
using PatchKit.Packager.Sboms;
using PatchKit.Shared;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Sboms;

/// <summary>A list of components says of each how it is supported, and never more than is known.</summary>
public sealed class SupportTests : IDisposable
{
    private static readonly SbomComponent Runtime = new("framework", "runtime", "Microsoft.NETCore.App.Runtime.win-x64")
    { Version = "10.0.15" };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_known_is_said_with_its_day_and_where_it_was_read()
    {
        var said = Said(Runtime, new(2026, 11, 29));

        Assert.Equal("actively maintained", said["patchkit:support:level"]);
        Assert.Equal("2028-11-14", said["cdx:lifecycle:milestone:endOfSupport"]);
        Assert.StartsWith("https://github.com/dotnet/core/", said["patchkit:support:source"], StringComparison.Ordinal);
        Assert.Equal("2026-11-29", said["patchkit:support:seen"]);
        Assert.DoesNotContain("patchkit:support:endOfSupport", said.Keys);
    }

    [Fact]
    public void What_nobody_says_is_not_known_and_is_said_to_be()
    {
        foreach (var unknown in new[]
        {
            new SbomComponent("library", "dapper", "Dapper") { Version = "2.1.86" },
            Runtime with { Version = "11.0.0" },
            new SbomComponent("file", "payload/patch.msi", "payload/patch.msi"),
        })
        {
            var said = Said(unknown, new(2026, 11, 29));
            Assert.Equal(("not known", "not known"), (said["patchkit:support:level"], said["patchkit:support:endOfSupport"]));
            Assert.Equal(2, said.Count);
        }
    }

    [Fact]
    public void After_its_last_day_a_component_is_maintained_no_longer()
    {
        Assert.Equal("actively maintained", Said(Runtime, new(2028, 11, 14))["patchkit:support:level"]);
        Assert.Equal("no longer maintained", Said(Runtime, new(2028, 11, 15))["patchkit:support:level"]);
    }

    [Fact]
    public void What_is_not_known_of_a_campaigns_files_is_said_too()
    {
        var list = JsonNode.Parse(BundleSbom.Write("example-1.0.0", "1.0.0", []))!;
        Assert.Equal("not known", Properties(list["metadata"]!["component"]!)["patchkit:support:level"]);
    }

    [Theory]
    [InlineData("\"actively-maintained\"", "\"supported\"")]
    [InlineData("\"2028-11-14\"", "\"14.11.2028\"")]
    [InlineData("\"source\": \"SECURITY.md\"", "\"source\": \" \"")]
    [InlineData("\"source\": \"SECURITY.md\",", "")]
    public void A_line_without_a_day_a_level_or_a_source_is_refused_with_its_place(string good, string bad)
    {
        var text = File.ReadAllText(Kept);
        Assert.Contains(good, text, StringComparison.Ordinal);
        File.WriteAllText(_folder.At("support.json"), text.Replace(good, bad, StringComparison.Ordinal));

        var refusal = SupportList.Read(Services, _folder.At("support.json")).Refusal;

        Assert.Equal(RefusalCode.AuthoredInvalid, refusal?.Code);
        Assert.Contains("support.json:", refusal!.Place, StringComparison.Ordinal);
    }

    private static string Kept => Path.Combine(Sample.Repository, "licences", "support.json");

    private static PackagerServices Services =>
        new(new FileSystem(), TimeProvider.System, TextWriter.Null, TextWriter.Null, Interactive: false);

    private static Dictionary<string, string> Said(SbomComponent component, DateOnly day)
    {
        var program = new ProgramSbom(new("application", "Example", "Example"), [component]);
        var when = new DateTimeOffset(day.ToDateTime(new(12, 0)), TimeSpan.Zero);
        var list = program.Write(new("Somebody", when), SupportList.Read(Services, Kept).Value);
        return Properties(JsonNode.Parse(Encoding.UTF8.GetString(list))!["components"]![0]!);
    }

    private static Dictionary<string, string> Properties(JsonNode component) => component["properties"]!.AsArray()
        .ToDictionary(property => (string)property!["name"]!, property => (string)property!["value"]!);
}
