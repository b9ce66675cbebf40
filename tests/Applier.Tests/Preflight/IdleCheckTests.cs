using PatchKit.Applier.Preflight;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.Instruments;

namespace PatchKit.Tests.Applier.Preflight;

public sealed class IdleCheckTests : IDisposable
{
    private const string Name = "230405_M70503_0001_000000000-ABCDE";
    private readonly PreflightBench _bench = new();
    private readonly string _run;

    public IdleCheckTests() =>
        _run = Path.Combine(_bench.Rehearsal.Folder, "modes", "Dx", "D", "Illumina", "MiSeq Temp", Name);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Finished_runs_are_idle() => Assert.Equal(FindingLevel.Pass, Run().Finding.Level);

    [Theory]
    [InlineData("RTAComplete.txt")]
    [InlineData("CopyComplete.txt")]
    public void A_run_without_a_marker_is_not_finished(string marker)
    {
        File.Delete(Path.Combine(_run, marker));
        Stops("run", $@"D:\Illumina\MiSeq Temp\{Name}", "15", Written(_run, hoursAgo: 1));
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(14.9, false, "14", "1")]
    [InlineData(0, false, "0", "15")]
    [InlineData(-60, false)]
    public void The_youngest_marker_must_be_old_enough_and_how_long_is_left_is_said(double minutes, bool idle,
        params string[] goneAndLeft)
    {
        var written = Written(_run, hoursAgo: 1);
        File.SetLastWriteTimeUtc(Path.Combine(_run, "CopyComplete.txt"), RehearsalBench.Now.UtcDateTime.AddMinutes(-minutes));
        if (idle)
            Assert.Equal(FindingLevel.Pass, Run().Finding.Level);
        else
            Stops(["run", $@"D:\Illumina\MiSeq Temp\{Name}", "15", written, .. goneAndLeft]);
    }

    [Fact]
    public void An_empty_run_folder_is_a_run_that_has_begun()
    {
        var run = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_run)!, "261123_M70503_0003")).FullName;
        Stops("run", @"D:\Illumina\MiSeq Temp\261123_M70503_0003", "15", Written(run, hoursAgo: 23));
    }

    [Fact]
    public void An_empty_folder_of_last_year_is_a_persons_to_judge()
    {
        var run = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_run)!, "Nuova cartella")).FullName;
        var written = Written(run, hoursAgo: 24 * 365);

        var report = Run();

        Assert.Equal(FindingLevel.Warn, report.Finding.Level);
        var left = Assert.Single(report.Left);
        Assert.Equal((@"D:\Illumina\MiSeq Temp\Nuova cartella", 0), (left.Name, left.Files));
        Assert.Equal(written, new Fact.Moment(left.Written).Plain);
        Assert.Null(report.Refusal([left.Name]));
        Assert.Equal(RefusalCode.NotIdle, report.Refusal([])!.Code);
    }

    [Fact]
    public void A_run_that_something_deep_inside_it_was_written_to_today_goes_on()
    {
        var run = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_run)!, "251123_M70503_0003")).FullName;
        var deep = Directory.CreateDirectory(Path.Combine(run, "Data", "Intensities")).FullName;
        File.WriteAllText(Path.Combine(deep, "s_1_1101.locs"), "x");
        Written(run, hoursAgo: 24 * 365);
        File.SetLastWriteTimeUtc(Path.Combine(deep, "s_1_1101.locs"), RehearsalBench.Now.UtcDateTime.AddHours(-2));

        Assert.Equal(FindingLevel.Stop, Run().Finding.Level);
    }

    [Fact]
    public void A_marker_that_a_wrong_clock_dated_years_ahead_is_a_persons_to_judge()
    {
        Written(_run, hoursAgo: 24 * 30);
        File.SetLastWriteTimeUtc(Path.Combine(_run, "CopyComplete.txt"), RehearsalBench.Now.UtcDateTime.AddYears(9));

        Assert.Equal((FindingLevel.Warn, 1), (Run().Finding.Level, Run().Left.Length));
    }

    [Fact]
    public void A_marker_deeper_in_the_run_does_not_count()
    {
        File.Move(Path.Combine(_run, "CopyComplete.txt"), Path.Combine(_run, "Data", "CopyComplete.txt"));
        Stops("run", $@"D:\Illumina\MiSeq Temp\{Name}", "15", Written(_run, hoursAgo: 1));
    }

    [Fact]
    public void An_absent_run_folder_holds_no_run()
    {
        Directory.Delete(Path.GetDirectoryName(_run)!, recursive: true);
        Assert.Equal(FindingLevel.Pass, Run().Finding.Level);
    }

    [Fact]
    public void A_run_folder_on_a_drive_that_is_not_there_is_unreadable()
    {
        Directory.Delete(Path.Combine(_bench.Rehearsal.Folder, "modes", "Dx", "D"), recursive: true);
        Assert.Equal("unreadable", Run().Finding.Facts[0].Plain);
    }

    [Theory]
    [InlineData("rta")]
    [InlineData("RTA.exe")]
    [InlineData("MiSeqOperatingSoftware")]
    public void Control_software_that_runs_is_not_idle(string process)
    {
        _bench.Rehearsal.Edit("modes/Dx/processes.json", processes => processes["running"]!.AsArray().Add(process));
        Stops("process", process, "");
    }

    [Fact]
    public void A_service_between_two_states_is_not_idle()
    {
        _bench.Rehearsal.Edit("modes/Dx/services.json", services => services[0]!["state"] = "pending");
        Stops("service", "UniversalCopyService", "");
    }

    [Fact]
    public void A_wanted_restart_is_not_idle()
    {
        _bench.Rehearsal.EditMachine(machine => machine["pendingRestart"] = "updates");
        Stops("restart", "updates", "");
    }

    [Theory]
    [InlineData("processes.json")]
    [InlineData("services.json")]
    [InlineData("machine.json")]
    public void What_cannot_be_read_is_not_idle(string file)
    {
        var instrument = _bench.Rehearsal.Open();
        File.Delete(Path.Combine(_bench.Rehearsal.Folder, "modes", "Dx", file));
        var finding = new IdleCheck(_bench.Rehearsal.FileSystem, instrument, _bench.Time)
            .Run(_bench.Request.Instrument.Product.IdleGate).Finding;
        Assert.Equal((FindingLevel.Stop, RefusalCode.NotIdle), (finding.Level, finding.Code));
        Assert.Equal("unreadable", finding.Facts[0].Plain);
    }

    // Everything in it gets that time; gives it back as a fact spells it.
    private static string Written(string run, int hoursAgo)
    {
        var time = RehearsalBench.Now.UtcDateTime.AddHours(-hoursAgo);
        foreach (var path in Directory.GetFiles(run, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(path, time);
        foreach (var path in Directory.GetDirectories(run, "*", SearchOption.AllDirectories).Prepend(run))
            Directory.SetLastWriteTimeUtc(path, time);
        return new Fact.Moment(time).Plain;
    }

    private IdleReport Run() =>
        new IdleCheck(_bench.Rehearsal.FileSystem, _bench.Rehearsal.Open(), _bench.Time)
            .Run(_bench.Request.Instrument.Product.IdleGate);

    private void Stops(params string[] facts)
    {
        var finding = Run().Finding;
        Assert.Equal((FindingLevel.Stop, RefusalCode.NotIdle), (finding.Level, finding.Code));
        Assert.Equal(facts, finding.Facts.Select(fact => fact.Plain));
    }
}
