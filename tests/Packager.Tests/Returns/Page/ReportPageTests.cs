using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PatchKit.Packager.Commands;

namespace PatchKit.Tests.Packager.Returns.Page;

/// <summary>A browser and a judge of accessibility that are not ours, on the page of 1,000 instruments.</summary>
public sealed partial class ReportPageTests(ReportPageTests.Seen seen) : IClassFixture<ReportPageTests.Seen>
{
    private const int Customers = 200;
    private const int HalfPatchedInItaly = Customers / 5;

    [Fact]
    public void Half_patched_in_Italy_is_found_by_the_keyboard_alone()
    {
        Assert.True((bool)seen["reached"]!);
        var rows = seen["rows"]!.AsArray();
        Assert.Equal(HalfPatchedInItaly, rows.Count);
        Assert.All(rows, row =>
        {
            Assert.Equal("Italy", (string?)row![1]);
            Assert.Equal("half patched", (string?)row[4]);
        });
        Assert.Equal($"{HalfPatchedInItaly} of 1000 instruments shown", (string?)seen["said"]);
    }

    [Fact]
    public void Rows_are_sorted_by_the_keyboard_in_both_directions()
    {
        var up = seen["sorted"]!.AsArray().Select(one => (string)one!).ToList();
        Assert.Equal(up.Order(StringComparer.Ordinal), up);
        Assert.Equal(Enumerable.Reverse(up), seen["sortedBack"]!.AsArray().Select(one => (string)one!));
    }

    [Fact]
    public void A_row_leads_to_its_evidence()
    {
        var evidence = (string?)seen["evidence"];
        Assert.Contains((string)seen["sortedBack"]![0]!, evidence, StringComparison.Ordinal);
        Assert.Matches("[0-9a-f]{64}", evidence);
        Assert.Contains("RUO: outstanding", evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_asked_of_anybody_else_and_nothing_goes_wrong()
    {
        Assert.Empty(seen["elsewhere"]!.AsArray());
        Assert.Empty(seen["errors"]!.AsArray());
    }

    [Fact]
    public void Nothing_bars_a_person_who_cannot_see_it() => Assert.Empty(seen["axe"]!.AsArray());

    [Fact]
    public async Task On_paper_it_is_a_summary_and_the_digests_come_when_they_are_asked_for()
    {
        Needed.Programs("pdftotext");
        var summary = await Text("summary.pdf");
        var annex = await Text("annex.pdf");

        Assert.InRange(summary.Count(c => c == '\f'), 1, 15);
        Assert.DoesNotMatch("[0-9a-f]{64}", summary.Replace(seen.Head, "", StringComparison.Ordinal));
        Assert.Contains("And 80 more", summary, StringComparison.Ordinal);
        Assert.True(Digest().Count(annex) > Customers * 4, $"{Digest().Count(annex)} digests");
    }

    private async Task<string> Text(string name)
    {
        var start = new ProcessStartInfo("pdftotext", ["-layout", Path.Combine(seen.Folder, name), "-"])
        { RedirectStandardOutput = true };
        using var reader = Process.Start(start)!;
        return await reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Digest();

    /// <summary>What the browser saw, once for all tests.</summary>
    public sealed class Seen : IAsyncLifetime
    {
        private readonly Desk _desk = new();
        private JsonNode? _seen;

        public string Folder => _desk.Folder;

        public string Head { get; private set; } = "";

        public JsonNode? this[string name] => _seen![name];

        public async ValueTask InitializeAsync()
        {
            Judges.Installed();
            Needed.Programs("chromium");
            Recall.Enter(_desk, Customers);
            var page = Path.Combine(Folder, "report.html");
            Assert.Equal(0, ReportCommand.Run(_desk.Services, new(_desk.LedgerPath, Html: page), json: false));
            Head = Digest().Match(File.ReadAllText(page)[..80_000]).Value;
            // PATCHKIT_SCREENSHOTS=FOLDER keeps the pictures and the paper.
            var folder = Environment.GetEnvironmentVariable("PATCHKIT_SCREENSHOTS") ?? Folder;
            _seen = JsonNode.Parse(await Judges.Run("report.mjs", page, "/usr/bin/chromium", folder));
            if (folder != Folder)
            {
                foreach (var file in Directory.EnumerateFiles(folder, "*.pdf"))
                    File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
            }
        }

        public ValueTask DisposeAsync()
        {
            _desk.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
