using System.Text.Json.Nodes;
using PatchKit.Applier.Preflight;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Instruments;

namespace PatchKit.Tests.Applier.Preflight;

public sealed class PreflightChecksTests : IDisposable
{
    private readonly PreflightBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void An_instrument_that_fits_passes_every_check_in_order()
    {
        var report = _bench.Run();
        // Of a gateway's report something is said only where there is one.
        Assert.Equal(Enum.GetValues<CheckId>().Where(check => check != CheckId.Kiosk),
            report.Findings.Select(finding => finding.Check));
        Assert.All(report.Findings, finding => Assert.Equal(FindingLevel.Pass, finding.Level));
        Assert.Null(report.Stop);
    }

    [Fact]
    public void Preflight_changes_nothing_on_the_instrument()
    {
        _ = _bench.Rehearsal.Open();
        var before = _bench.Rehearsal.Snapshot();
        _bench.Change(request => request with
        { Space = [new(Path.Combine(_bench.Rehearsal.Folder, "modes", "Dx", "C"), 5_000_000)] });
        Assert.Null(_bench.Run().Stop);
        Assert.Equal(before, _bench.Rehearsal.Snapshot());
    }

    [Fact]
    public void Where_there_is_one_mode_nobody_is_asked_about_another()
    {
        _bench.ChangeProduct(product => product with { Modes = [product.Modes[0]] });
        _bench.Rehearsal.EditMachine(machine => machine.AsObject().Remove("otherModeHibernated"));

        var report = _bench.Run();

        Assert.Null(report.Stop);
        Assert.DoesNotContain(report.Findings, finding => finding.Check == CheckId.OtherMode);
    }

    [Fact]
    public void What_the_stick_does_not_show_of_the_mode_that_comes_first_is_a_persons_to_say()
    {
        Assert.False(_bench.Run().AsksOfEarlier);
        _bench.Change(request => request with { EarlierShown = false });

        var report = _bench.Run();

        Assert.Null(report.Stop);
        Assert.True(report.AsksOfEarlier);
        var earlier = _bench.Request.Instrument.Earlier!;
        Assert.Equal(CheckId.ModeOrder, report.With(ModeOrderCheck.Said(earlier, done: false)).Stop?.Check);
        Assert.Null(report.With(ModeOrderCheck.Said(earlier, done: true)).Stop);
    }

    [Fact]
    public void Every_check_is_made_also_after_a_stop()
    {
        _bench.Rehearsal.EditMachine(machine => machine["elevated"] = false);
        _bench.Rehearsal.EditMachine(machine => machine["otherModeHibernated"] = true);
        var told = new List<Finding>();
        var report = new PreflightChecks(_bench.Rehearsal.FileSystem, _bench.Rehearsal.Open(), _bench.Time)
            .Run(_bench.Request, told.Add);

        Assert.Equal(2, report.Findings.Count(finding => finding.Level == FindingLevel.Stop));
        Assert.Equal(CheckId.Rights, report.Stop?.Check);
        Assert.Equal(report.Findings, told);
    }

    [Theory]
    [InlineData("osBuild", "14392", CheckId.OsBuild, FindingLevel.Stop, "14392|14393|Windows 10 IoT Enterprise (make-believe)")]
    [InlineData("osBuild", "14393", CheckId.OsBuild, FindingLevel.Pass, "14393")]
    [InlineData("osBuild", null, CheckId.OsBuild, FindingLevel.Stop, "?|14393|Windows 10 IoT Enterprise (make-believe)")]
    [InlineData("elevated", "false", CheckId.Rights, FindingLevel.Stop, "")]
    [InlineData("elevated", null, CheckId.Rights, FindingLevel.Stop, "")]
    [InlineData("pendingRestart", "\"updates\"", CheckId.PendingRestart, FindingLevel.Stop, "updates")]
    [InlineData("pendingRestart", null, CheckId.PendingRestart, FindingLevel.Stop, "?")]
    [InlineData("otherModeHibernated", "true", CheckId.OtherMode, FindingLevel.Stop, "hibernated")]
    [InlineData("otherModeHibernated", null, CheckId.OtherMode, FindingLevel.Stop, "?")]
    [InlineData("fastStartup", "true", CheckId.OtherMode, FindingLevel.Warn, "")]
    [InlineData("fastStartup", null, CheckId.OtherMode, FindingLevel.Stop, "?")]
    [InlineData("onBattery", "false", CheckId.Power, FindingLevel.Pass, "mains|-")]
    [InlineData("onBattery", null, CheckId.Power, FindingLevel.Stop, "?|50")]
    [InlineData("blockingPolicy", "\"software restriction\"", CheckId.Policy, FindingLevel.Stop, "software restriction")]
    [InlineData("blockingPolicy", null, CheckId.Policy, FindingLevel.Stop, "?")]
    [InlineData("installerPolicy", "\"DisableMSI\"", CheckId.Policy, FindingLevel.Warn, "DisableMSI")]
    [InlineData("powerShellPolicy", "\"AllSigned\"", CheckId.Policy, FindingLevel.Warn, "AllSigned")]
    [InlineData("writeFilter", "true", CheckId.Disk, FindingLevel.Stop, "a write filter is on")]
    [InlineData("installerBusy", "true", CheckId.Idle, FindingLevel.Stop, "installer|Windows Installer|")]
    [InlineData("installerBusy", null, CheckId.Idle, FindingLevel.Stop, "unreadable|installer|")]
    public void A_fact_of_the_machine_is_judged(string fact, string? value, object check, object level, string facts)
    {
        Set(fact, value);
        var finding = _bench.Check((CheckId)check);
        Assert.Equal((FindingLevel)level, finding.Level);
        Assert.Equal(facts, string.Join('|', finding.Facts));
    }

    [Theory]
    [InlineData(@"C:\Program Files\Antivirus\engine.dll", FindingLevel.Warn)]
    [InlineData(@"c:\programdata\illumina\universal copy service\UCS.CFG", FindingLevel.Stop)]
    public void Another_programs_file_that_waits_for_a_restart_is_told_and_one_of_the_plan_stops(string file, object level)
    {
        Plan(new ReplaceFileStep(Token.Of<StepId>("config"), PreflightBench.Text, MediaPath.Of("payload/ucs.cfg"),
            InstrumentPath.Of(@"C:\ProgramData\Illumina\Universal Copy Service\ucs.cfg")));
        _bench.Rehearsal.EditMachine(machine => machine["pendingFiles"] = new JsonArray(file));
        var finding = _bench.Check(CheckId.PendingRestart);
        Assert.Equal((FindingLevel)level, finding.Level);
        Assert.EndsWith(Path.GetFileName(file.Replace('\\', '/')), Assert.Single(finding.Facts).Plain,
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_file_of_the_plan_on_a_drive_that_is_not_there_stops_no_check()
    {
        Plan(new DeleteFileStep(Token.Of<StepId>("old"), PreflightBench.Text, InstrumentPath.Of(@"X:\old.cfg")));
        Assert.Equal(FindingLevel.Pass, _bench.Check(CheckId.PendingRestart).Level);
    }

    [Fact]
    public void A_disk_that_does_not_confirm_what_is_written_stops()
    {
        _bench.Rehearsal.EditMachine(machine => machine["faults"] = new JsonObject { ["drives.flush"] = "error 1117" });
        var finding = _bench.Check(CheckId.Disk);
        Assert.Equal(FindingLevel.Stop, finding.Level);
        Assert.Contains("error 1117", Assert.Single(finding.Facts).Plain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100", FindingLevel.Warn, "100")]
    [InlineData("50", FindingLevel.Warn, "50")]
    [InlineData("49", FindingLevel.Stop, "49|50")]
    [InlineData(null, FindingLevel.Stop, "?|50")]
    public void On_battery_its_charge_decides(string? percent, object level, string facts)
    {
        _bench.Rehearsal.EditMachine(machine => machine["onBattery"] = true);
        Set("batteryPercent", percent);
        var finding = _bench.Check(CheckId.Power);
        Assert.Equal((FindingLevel)level, finding.Level);
        Assert.Equal(facts, string.Join('|', finding.Facts));
    }

    [Fact]
    public void A_machine_that_tells_nothing_stops_every_check_of_it()
    {
        var instrument = _bench.Rehearsal.Open();
        File.WriteAllText(Path.Combine(_bench.Rehearsal.Folder, "modes", "Dx", "machine.json"), "{");
        var report = new PreflightChecks(_bench.Rehearsal.FileSystem, instrument, _bench.Time).Run(_bench.Request);

        CheckId[] stopped = [CheckId.OsBuild, CheckId.Rights, CheckId.PendingRestart, CheckId.OtherMode, CheckId.Power,
            CheckId.Policy, CheckId.Idle, CheckId.Disk];
        Assert.Equal(stopped, report.Findings.Where(finding => finding.Level == FindingLevel.Stop)
            .Select(finding => finding.Check));
    }

    [Fact]
    public void A_bundle_may_ask_for_a_newer_build()
    {
        _bench.Change(request => request with { Manifest = request.Manifest with { MinimumOsBuild = 17764 } });
        Assert.Equal(RefusalCode.PlatformUnfit, _bench.Run().Stop?.Code);
    }

    [Fact]
    public void A_policy_only_warns_when_the_plan_runs_nothing()
    {
        _bench.Rehearsal.EditMachine(machine => machine["blockingPolicy"] = "software restriction");
        Plan(new EnableFirewallStep(Token.Of<StepId>("on"), PreflightBench.Text));
        Assert.Equal(FindingLevel.Warn, _bench.Check(CheckId.Policy).Level);
    }

    [Theory]
    [InlineData("installerPolicy", "payload/p.msi", FindingLevel.Stop)]
    [InlineData("installerPolicy", "payload/p.exe", FindingLevel.Warn)]
    [InlineData("powerShellPolicy", "scripts/s.ps1", FindingLevel.Stop)]
    [InlineData("powerShellPolicy", "scripts/s.cmd", FindingLevel.Warn)]
    public void A_policy_stops_the_plan_that_needs_what_it_forbids(string policy, string runs, object level)
    {
        _bench.Rehearsal.EditMachine(machine => machine[policy] = "the site forbids it");
        var id = Token.Of<StepId>("one");
        Plan(runs.StartsWith("payload", StringComparison.Ordinal)
            ? new RunInstallerStep(id, PreflightBench.Text, MediaPath.Of(runs))
            : new RunScriptStep(id, PreflightBench.Text, [MediaPath.Of(runs)]));
        Assert.Equal((FindingLevel)level, _bench.Check(CheckId.Policy).Level);
    }

    // No policy was read that forbids it; an antivirus or AppLocker may all the same.
    [Theory]
    [InlineData("scripts/s.sh", FindingLevel.Stop)]
    [InlineData("scripts/s.fake", FindingLevel.Pass)]
    public void A_harmless_script_that_does_not_run_stops_the_plan_that_runs_one_of_its_kind(string script, object level)
    {
        const string why = "a harmless script does not run here (exit code 1)";
        _bench.Rehearsal.EditMachine(machine => machine["refusesScripts"] = why);
        Plan(new RunScriptStep(Token.Of<StepId>("one"), PreflightBench.Text, [MediaPath.Of(script)]));
        var finding = _bench.Check(CheckId.Policy);
        Assert.Equal((FindingLevel)level, finding.Level);
        Assert.Equal((FindingLevel)level == FindingLevel.Stop, finding.Seen.Contains(why, StringComparison.Ordinal));
    }

    // Source: Windows, "Deny log on as a service", and User Rights Assignment, which a policy replaces as a whole.
    [Theory]
    [InlineData(@".\ucs", FindingLevel.Stop)]
    [InlineData(@"NT AUTHORITY\LocalService", FindingLevel.Pass)]
    public void An_account_that_may_not_log_on_as_a_service_stops_the_plan_that_gives_it_to_one(string account, object level)
    {
        const string why = "a policy of the site says who may log on as a service";
        _bench.Rehearsal.Edit("modes/Dx/accounts.json", accounts =>
            accounts["accounts"]!.AsArray().Single(one => (string?)one!["name"] == "ucs")!["noServiceLogon"] = why);
        Plan(new SetServiceStep(Token.Of<StepId>("one"), PreflightBench.Text, "UniversalCopyService") { Account = account });
        var finding = _bench.Check(CheckId.Policy);
        Assert.Equal((FindingLevel)level, finding.Level);
        Assert.Equal((FindingLevel)level == FindingLevel.Stop, finding.Seen.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public void A_delivery_for_another_instrument_is_refused()
    {
        _bench.Change(request => request with
        { Instrument = request.Instrument with { Serial = Token.Of<SerialNumber>("M70505") } });
        var stop = _bench.Run().Stop;
        Assert.Equal((CheckId.Address, RefusalCode.NotForThisInstrument), (stop?.Check, stop?.Code));
        Assert.Equal("MiSeqDx|M70505|Dx|M70503 (Dx); M70504 (Dx, RUO)", string.Join('|', stop!.Facts));
    }

    [Fact]
    public void A_serial_number_of_another_product_is_not_this_instrument()
    {
        _bench.ChangeProduct(product => product with { Product = Token.Of<ProductId>("nextseq550dx") });
        var stop = _bench.Run().Stop;
        Assert.Equal(RefusalCode.NotForThisInstrument, stop?.Code);
        Assert.Contains("(nextseq550dx)", stop!.Seen, StringComparison.Ordinal);
        Assert.Contains("the delivery names miseqdx M70503", stop.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_delivery_that_does_not_expect_this_mode_is_refused()
    {
        _bench.Change(request => request with
        {
            Instrument = request.Instrument with { Mode = request.Instrument.Mode with { Mode = SampleModes.Ruo } },
        });
        Assert.Equal(RefusalCode.NotForThisMode, _bench.Run().Stop?.Code);
    }

    [Theory]
    [InlineData("M[0-9]{4}")]
    [InlineData("705")]
    [InlineData("(")]
    public void An_unusual_serial_number_warns(string shape)
    {
        _bench.ChangeProduct(product => product with { SerialShape = shape });
        var finding = _bench.Check(CheckId.SerialShape);
        Assert.Equal(FindingLevel.Warn, finding.Level);
        Assert.Equal<Fact>(["M70503", "MiSeqDx"], finding.Facts);
    }

    [Theory]
    [InlineData("4.0.0", false)]
    [InlineData("4.0.1", true)]
    [InlineData("4.2", true)]
    public void Only_an_affected_version_passes(string version, bool affected)
    {
        _bench.Change(request => request with
        { Instrument = request.Instrument with { SoftwareVersion = PreflightBench.Version(version) } });
        var finding = _bench.Check(CheckId.Version);
        Assert.Equal(affected ? FindingLevel.Pass : FindingLevel.Stop, finding.Level);
        if (!affected)
            Assert.Equal(RefusalCode.NotAffected, finding.Code);
        Assert.Equal<Fact>(
            ["MiSeq Operating Software", new Fact.Version(PreflightBench.Version(version)), ">=4.0.1"], finding.Facts);
    }

    [Theory]
    [InlineData(null, FindingLevel.Pass)]
    [InlineData(2L, FindingLevel.Pass)]
    [InlineData(3L, FindingLevel.Pass)]
    [InlineData(4L, FindingLevel.Stop)]
    public void A_lower_release_counter_is_refused(long? highest, object level)
    {
        _bench.Change(request => request with { HighestCounter = highest });
        var finding = _bench.Check(CheckId.Counter);
        Assert.Equal((FindingLevel)level, finding.Level);
        if (finding.Level == FindingLevel.Stop)
            Assert.Equal(RefusalCode.CounterLower, finding.Code);
    }

    [Fact]
    public void A_clock_that_is_behind_warns_with_both_times()
    {
        _bench.Change(request => request with { Time = new(RehearsalBench.Now, RehearsalBench.Now.AddHours(30)) });
        var finding = _bench.Check(CheckId.Clock);
        Assert.Equal(FindingLevel.Warn, finding.Level);
        Assert.Equal<Fact>([RehearsalBench.Now, RehearsalBench.Now.AddHours(30)], finding.Facts);
    }

    // A fact that cannot be read is left out of the sheet.
    private void Plan(Step step)
    {
        var phase = new Phase(Token.Of<PhaseId>("patch"), PreflightBench.Text, [step]);
        _bench.Change(request => request with
        {
            Instrument = request.Instrument with { Mode = request.Instrument.Mode with { Phases = [phase] } },
        });
    }

    private void Set(string fact, string? json) => _bench.Rehearsal.EditMachine(machine =>
    {
        machine.AsObject().Remove(fact);
        if (json is not null)
            machine[fact] = JsonNode.Parse(json);
    });
}
