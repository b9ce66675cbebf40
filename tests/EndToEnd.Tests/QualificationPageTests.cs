using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared.Bundles;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// docs/windows.md says of a real Windows what the reports in docs/qualification say, and nothing else; the qualification program
/// knows every instrument of the kit's campaigns.
/// </summary>
public sealed class QualificationPageTests
{
    private const string Begin = "<!-- from docs/qualification: PATCHKIT_APPROVE=1 writes it anew -->";
    private const string End = "<!-- end -->";

    [Fact]
    public void The_table_of_what_is_proven_is_that_of_the_reports()
    {
        var page = Repository.Folder("docs", "windows.md");
        var text = File.ReadAllText(page);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
            text.IndexOf(End, StringComparison.Ordinal));
        Assert.InRange(to, from, text.Length);
        var expected = $"\n\n{string.Join('\n', Table())}\n\n";
        if (Environment.GetEnvironmentVariable("PATCHKIT_APPROVE") == "1")
            File.WriteAllText(page, text[..from] + expected + text[to..]);
        Assert.Equal(expected, File.ReadAllText(page)[from..to]);
    }

    [Fact]
    public void The_qualification_program_knows_every_instrument_of_the_campaigns()
    {
        var files = new FileSystem();
        var told = Directory.GetDirectories(Repository.Folder("campaigns"))
            .SelectMany(campaign => new CampaignReader(files).Read(campaign).Value.Manifest.Products)
            .Select(product => $"{product.Name}: {string.Join("; ", product.Identity.Select(In))}");
        using var list = JsonDocument.Parse(
            File.ReadAllText(Repository.Folder("tests", "Qualification", "instruments.json")));
        var known = list.RootElement.EnumerateArray().Select(one => $"{Text(one, "product")}: " + string.Join("; ",
            one.GetProperty("identity").EnumerateArray()
                .Select(value => $@"{Text(value, "key")}\{Text(value, "name")} = {Text(value, "equalTo")}")));
        Assert.Equal(told.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));

        static string In(Probe probe) => Assert.IsType<RegistryProbe>(probe) is var value
            ? $@"{value.Key}\{value.Name} = {value.EqualTo}"
            : "";
    }

    // A column a report, a row a claim; a claim that a report does not know was not run there.
    private static IEnumerable<string> Table()
    {
        var reports = Directory.GetFiles(Repository.Folder("docs", "qualification"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Lines: Lines(file))).ToList();
        Assert.NotEmpty(reports);
        yield return $"| claim |{string.Concat(reports.Select(report => $" {report.Name} |"))}";
        yield return $"|---|{string.Concat(reports.Select(_ => "---|"))}";
        foreach (var (id, claim) in reports.SelectMany(report => report.Lines).Select(line => (line.Id, line.Claim)).Distinct())
        {
            yield return $"| {claim} (`{id}`) |" + string.Concat(reports.Select(report =>
                $" {report.Lines.FirstOrDefault(line => line.Id == id).Result ?? "not run"} |"));
        }
    }

    private static List<(string Id, string Claim, string Result)> Lines(string file)
    {
        using var report = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. report.RootElement.GetProperty("claims").EnumerateArray()
            .Select(line => (Text(line, "id"), Text(line, "claim"), Text(line, "result")))];
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
