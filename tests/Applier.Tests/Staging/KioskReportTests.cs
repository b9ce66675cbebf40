using System.Text;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Preflight;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>A media gateway's report on a stick: what it did not let pass is named, and it proves nothing.</summary>
public sealed class KioskReportTests : IDisposable
{
    private readonly StickBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void What_it_did_not_let_pass_and_is_gone_is_named_and_the_stick_is_taken()
    {
        var stick = _bench.Make();
        File.WriteAllText(Path.Combine(stick.Drive.Root, "holiday.jpg"), "still there");
        Put(stick, "scan.json", Report("""
            "blocked": { "file_paths": ["/media/Disk2/USB/autorun.inf", "/media/Disk2/USB/holiday.jpg"] },
            "infected": { "file_paths": ["/media/Disk2/USB/tools/old.exe", "/media/Disk2/USB/autorun.inf"] },
            """));

        var staged = _bench.Accepts(stick);

        var report = Assert.Single(staged.KioskReports);
        Assert.Equal("scan.json", report.Name);
        Assert.Equal(["autorun.inf", "tools/old.exe"], report.Removed);
        Assert.Equal(Sha256Digest.Of(File.ReadAllBytes(Path.Combine(stick.Drive.Root, "scan.json"))), report.Sha256);
        var finding = KioskCheck.Kiosk(staged.KioskReports);
        Assert.Equal((CheckId.Kiosk, FindingLevel.Warn), (finding.Check, finding.Level));
        Assert.Contains("autorun.inf, tools/old.exe", finding.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_let_everything_pass_is_shown_too()
    {
        var stick = _bench.Make();
        Put(stick, "scan.json", Report(""));
        var finding = KioskCheck.Kiosk(_bench.Accepts(stick).KioskReports);
        Assert.Equal(FindingLevel.Pass, finding.Level);
    }

    [Fact]
    public void A_file_of_ours_that_it_took_away_is_refused_and_the_report_says_who_took_it()
    {
        var stick = _bench.Make();
        File.Delete(Path.Combine(stick.Drive.Root, "applier", "Applier.dll"));
        Put(stick, "scan.json", Report("""
            "blocked": { "file_paths": ["/media/Disk2/USB/applier/Applier.dll"] },
            """));
        Assert.Equal("applier/Applier.dll", _bench.Refuses(stick, RefusalCode.FileMissing).Place);
        Assert.Equal(["applier/Applier.dll"], Assert.Single(_bench.Stager.KioskReports(stick)).Removed);
    }

    [Theory]
    [InlineData("a text")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "name": "x", "file_paths": ["a"] }""")]
    [InlineData("""{ "blocked": { "file_paths": "a" } }""")]
    [InlineData("""{ "blocked": { "file_paths": ["a"] }, "blocked": { "file_paths": ["b"] } }""")]
    public void What_is_no_such_report_is_somebodys_file(string text)
    {
        var stick = _bench.Make();
        Put(stick, "scan.json", text);
        var staged = _bench.Accepts(stick);
        Assert.Empty(staged.KioskReports);
        Assert.Equal(["scan.json"], staged.ForeignFiles);
    }

    [Fact]
    public void Names_that_draw_on_a_screen_or_lead_out_of_the_stick_do_no_harm()
    {
        var stick = _bench.Make();
        var many = string.Join(',', Enumerable.Range(0, 500).Select(number => $"\"/elsewhere/{number}\""));
        Put(stick, "scan.json", Report($$"""
            "blocked": { "file_paths": ["\u001b[2J", "../../etc/passwd", 7, null, {{many}}] },
            """));
        var removed = Assert.Single(_bench.Accepts(stick).KioskReports).Removed;
        Assert.Equal(KioskReport.MostNames, removed.Length);
        Assert.Contains("../../etc/passwd", removed);
        Assert.DoesNotContain(removed, name => name.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_one_is_not_read()
    {
        var stick = _bench.Make();
        Put(stick, "scan.json", Report("") + new string(' ', KioskReport.Longest));
        Assert.Empty(_bench.Accepts(stick).KioskReports);
    }

    // As the report schema of the gateway's maker has it.
    private static string Report(string more) => $$"""
        {
          "allowed": { "file_paths": ["/media/Disk2/USB/patchkit-stick.json"] },
          {{more}}
          "av_info": { "Engine": { "def_time": "2026-05-25T00:00:00.000Z", "eng_id": "engine_1_linux" } },
          "end_time": "2026-05-25T10:00:00.000Z",
          "name": "kiosk-1",
          "paths": ["/media/Disk2/USB"],
          "result_set": {
            "/media/Disk2/USB/patchkit-stick.json": {
              "file_info": { "display_name": "patchkit-stick.json", "file_size": 44, "sha256": "00" },
              "primary_result": "Allowed"
            }
          }
        }
        """;

    private static void Put(FoundStick stick, string name, string text) =>
        File.WriteAllBytes(Path.Combine(stick.Drive.Root, name), Encoding.UTF8.GetBytes(text));
}
