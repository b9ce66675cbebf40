using System.Text.Json;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Page;
using PatchKit.Shared;

namespace PatchKit.Tests.Packager.Returns;

public sealed class ReportCommandTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void The_round_from_stick_to_report_goes_through_the_command_line()
    {
        var delivery = _desk.Deliver("PK-0001", "a", "M70503");
        _desk.Write("stick", _desk.Receipt(delivery, "M70503", SampleModes.Dx));

        Assert.Equal(0, Run("receive", Path.Combine(_desk.Folder, "stick")));
        Assert.Contains("1 accepted", _desk.Out.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Run("report"));
        Assert.Contains("half patched, RUO mode is missing", _desk.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", _desk.Out.ToString(), StringComparison.Ordinal);
        Assert.All(_desk.Out.ToString(), c => Assert.True(c is >= ' ' and <= '~' or '\r' or '\n', $"'{c}'"));
        Assert.Equal(4, Run("report", "--require-complete"));

        _desk.Write("stick", _desk.Receipt(delivery, "M70503", SampleModes.Ruo));
        Assert.Equal(0, Run("receive", Path.Combine(_desk.Folder, "stick")));
        Assert.Contains("1 here before", _desk.Out.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Run("report", "--require-complete"));
    }

    [Fact]
    public void A_questioned_receipt_has_its_exit_code()
    {
        var delivery = _desk.Deliver("PK-0001", "a", "M70503");
        _desk.Write("stick", _desk.Receipt(delivery, "M99999", SampleModes.Dx));

        Assert.Equal(91, Run("receive", Path.Combine(_desk.Folder, "stick"), "--json"));

        var answer = JsonDocument.Parse(_desk.Out.ToString()).RootElement;
        Assert.Equal("questioned", answer.GetProperty("receipts")[0].GetProperty("arrival").GetString());
        Assert.Equal(0, Run("report"));
        Assert.Contains("M99999 Dx: questioned", _desk.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_ledger_is_refused_in_words()
    {
        Assert.Equal(11, Invoke("report", "--ledger", Path.Combine(_desk.Folder, "none.db")));
        Assert.Contains("there is no ledger here", _desk.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_JSON_is_one_object_with_instrument_mode_and_phase()
    {
        _desk.Deliver("PK-0001", "a", "M70503");

        Assert.Equal(0, Run("report", "--json", "--campaign", "fsn2023-1338"));

        var mode = JsonDocument.Parse(_desk.Out.ToString()).RootElement
            .GetProperty("campaigns")[0].GetProperty("customers")[0].GetProperty("instruments")[0].GetProperty("modes")[0];
        Assert.Equal("Dx", mode.GetProperty("mode").GetString());
        Assert.Equal("outstanding", mode.GetProperty("phases")[0].GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_HTML_loads_nothing_runs_its_own_script_alone_and_says_when_it_is_a_rehearsal(bool rehearsal)
    {
        using var desk = new Desk(rehearsal);
        var delivery = desk.Deliver(Desk.Delivery("PK-0001", "a", "M70503") with
        { Customer = new(Token("a"), "<script>alert(1)</script> & Söhne") });
        var digest = desk.ReceiveOne(desk.Receipt(delivery, "M70503", SampleModes.Dx)).Digest!.Value.Hex;
        var path = Path.Combine(desk.Folder, "report.html");

        Assert.Equal(0, ReportCommand.Run(desk.Services, new(desk.LedgerPath, Html: path), json: false));

        var html = File.ReadAllText(path);
        Assert.Contains(digest, html, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)</", html, StringComparison.Ordinal);
        Assert.Single(html.Split("<script").Skip(1));
        Assert.DoesNotMatch("(?i)<(img|link|iframe|object)|src=|href=\"[^#]|url\\((?!#)|@import|style=", html);
        Assert.Equal(rehearsal, html.Contains("REHEARSAL", StringComparison.Ordinal));
        Assert.Equal(rehearsal, desk.Out.ToString().Contains("REHEARSAL", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_says_what_has_changed_since_the_one_that_it_replaces()
    {
        var delivery = _desk.Deliver("PK-0001", "a", "M70503");
        var path = Path.Combine(_desk.Folder, "report.html");
        Assert.Equal(0, Run("report", "--html", path));
        Assert.Contains("There was no report of this kit in this place before.", File.ReadAllText(path),
            StringComparison.Ordinal);
        _desk.Clock.Advance(TimeSpan.FromDays(2));
        _desk.ReceiveOne(_desk.Receipt(delivery, "M70503", SampleModes.Dx));

        Assert.Equal(0, Run("report", "--html", path));

        var html = File.ReadAllText(path);
        Assert.Contains("Change since the last report, 2026-05-07 12:00 UTC", html, StringComparison.Ordinal);
        Assert.Matches("<td>Dx</td><td><span[^>]*>outstanding</span></td><td><span[^>]*>done</span>", html);
        Assert.DoesNotMatch("<td>RUO</td><td><span", html);
        _desk.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, Run("report", "--html", path));
        Assert.Contains("No boot mode stands otherwise.", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_report_that_cannot_be_read_is_no_missing_one()
    {
        _desk.Deliver("PK-0001", "a", "M70503");
        var path = Path.Combine(_desk.Folder, "report.html");
        using var held = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Assert.NotEqual(0, Run("report", "--html", path));
        Assert.Contains("the last report cannot be read", _desk.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_the_evidence_judged_as_it_was_on_each_day()
    {
        var delivery = _desk.Deliver("PK-0001", "a", "M70503");
        foreach (var mode in SampleModes.All)
        {
            _desk.ReceiveOne(_desk.Receipt(delivery, "M70503", mode));
            _desk.Clock.Advance(TimeSpan.FromDays(1));
        }

        var matter = new StatusQuery(_desk.Ledger, _desk.Clock)
            .Ask<ReportMatter>(null, (status, evidence) => ReportMatter.Of(status, evidence, null)).Value;

        var points = Assert.Single(matter.Histories).Points;
        Assert.Equal(Desk.Noon.Date.AddDays(1), points[0].At.Date);
        Assert.Equal([(0, 0), (0, 0), (0, 0), (0, 1), (1, 0), (1, 0)],
            points.Select(one => (one.Summary.Installed, one.Summary.HalfPatched)));
    }

    [Theory]
    [InlineData("--html")]
    [InlineData("--csv")]
    public void A_full_disk_is_said_as_one(string option)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Linux has a device that is always full");
        _desk.Deliver("PK-0001", "a", "M70503");

        Assert.Equal((int)RefusalCode.DiskFull, Run("report", option, "/dev/full"));

        Assert.Matches("(?s)DiskFull.*the disk is full.*next .*Make room", _desk.Error.ToString());
        Assert.DoesNotContain("Nothing was written", _desk.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_refused_before_the_ledger_is_opened()
    {
        Assert.Equal((int)RefusalCode.OutputExists,
            Invoke("report", "--ledger", Path.Combine(_desk.Folder, "none.db"), "--csv", _desk.Folder));
        Assert.Contains("Nothing was written.", _desk.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("--force", _desk.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  =1+1", "'  =1+1")]
    [InlineData("\"=1+1", "'\"\"=1+1")]
    [InlineData("a;=1+1", "a;'=1+1")]
    [InlineData("a\t=1+1", "a =1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-1,+2", "'-1,'+2")]
    [InlineData("\uff1d1", "'\uff1d1")]
    [InlineData("\u001b[2J", "\\u001b[2J")]
    public void No_cell_is_run_by_a_spreadsheet_whatever_its_separator_is(string name, string expected)
    {
        _desk.Deliver(Desk.Delivery("PK-0001", "a", "M70503") with { Customer = new(Token("a"), name) });
        var status = new StatusQuery(_desk.Ledger, _desk.Clock).Ask(null).Value;

        var row = CsvExport.Of(status).Split("\r\n")[1];

        Assert.Contains(expected, row, StringComparison.Ordinal);
    }

    [Fact]
    public void The_CSV_has_a_row_a_phase_and_no_formulas()
    {
        _desk.Deliver(Desk.Delivery("PK-0001", "a", "M70503") with { Customer = new(Token("a"), "=1+1, \"x\"") });
        var path = Path.Combine(_desk.Folder, "report.csv");

        Assert.Equal(0, Run("report", "--csv", path));

        var lines = File.ReadAllText(path).Split("\r\n");
        Assert.Equal(6, lines.Length);
        Assert.Contains(",\"'=1+1, \"\"x\"\"\",", lines[1], StringComparison.Ordinal);
        Assert.Contains("M70503,Dx,patch,outstanding", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_refused()
    {
        _desk.Deliver("PK-0001", "a", "M70503");
        Assert.Equal(93, Run("report", "--html", Path.Combine(_desk.Folder, "no", "such", "folder.html")));
    }

    [Theory]
    [InlineData("2N51-RM03-BVKX", "M70503", "Dx", 2)]
    [InlineData("2N51-RM03-BVKK", "m 70503", "Dx", 2)]
    [InlineData("2N51-RM03-BVKK", "M70503", "GxP", 11)]
    [InlineData("2N51-RM03-BVKK", "M70999", "Dx", 11)]
    [InlineData("2N51-RM03-BVKK", "M70504", "Dx", 91)]
    [InlineData("2N51-RMTD-2S1Y", "M70503", "Dx", 91)]
    [InlineData("C8R1-W4D0", "M70503", "Dx", 2)]
    [InlineData("2n5i rmo3 bvkk", "M70503", "dx", 0)]
    public void A_told_code_is_checked_before_it_is_noted(string code, string serial, string mode, int exitCode)
    {
        _desk.Deliver("PK-0001", "a", "M70503", "M70504");
        Assert.Equal(exitCode, Run("told", code, "--serial", serial, "--mode", mode, "--by", "Anna"));
    }

    private static PatchKit.Shared.Values.CustomerId Token(string text) =>
        PatchKit.Shared.Values.Token.Of<PatchKit.Shared.Values.CustomerId>(text);

    private int Run(params string[] arguments) => Invoke([.. arguments, "--ledger", _desk.LedgerPath]);

    private int Invoke(params string[] arguments) => _desk.Run(arguments);
}
