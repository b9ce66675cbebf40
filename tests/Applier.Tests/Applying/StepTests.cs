using PatchKit.Applier.Applying;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>The rules of each kind of step.</summary>
public sealed class StepTests : IDisposable
{
    private readonly Bench _bench = new();

    public StepTests() => SampleSteps.Prepare(_bench);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_busy_installer_is_tried_again_and_each_try_keeps_its_log()
    {
        _bench.Instrument.ExitCodes.Enqueue(1618);
        _bench.Instrument.ExitCodes.Enqueue(1618);
        Assert.Equal(Verdict.Applied, (await _bench.Run(SampleSteps.Installer(_bench))).Verdict);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(_bench.Instrument.State, "applications", "0001", "logs")).Length);
    }

    [Theory]
    [InlineData(1603)]
    [InlineData(1638)]
    public async Task An_installer_that_fails_says_its_exit_code_and_log(int code)
    {
        _bench.Instrument.ExitCodes.Enqueue(code);
        var outcome = await _bench.Run(SampleSteps.Installer(_bench));
        Assert.Equal(RefusalCode.StepFailed, outcome.Refusal!.Code);
        Assert.Contains($"exit code {code}; log: ", outcome.Refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installer_without_a_proof_is_never_called_done()
    {
        var outcome = await _bench.Run(SampleSteps.Installer(_bench) with { Proof = [] });
        Assert.Contains("no proof", outcome.Refusal!.Reason, StringComparison.Ordinal);
        Assert.Equal("1.0", _bench.Instrument.Installed["Product"]);
    }

    [Fact]
    public async Task A_payload_that_was_altered_after_staging_is_not_run()
    {
        var request = _bench.Request(SampleSteps.Installer(_bench));
        await File.WriteAllTextAsync(Path.Combine(_bench.Content, "payload", "p.msi"), "Product|6.6",
            TestContext.Current.CancellationToken);
        var outcome = await _bench.Transaction.Apply(request, CancellationToken.None);
        Assert.Equal(Verdict.Refused, outcome.Verdict);
        Assert.Contains("altered", outcome.Refusal!.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("install", _bench.Instrument.Calls);
    }

    [Fact]
    public async Task A_script_that_says_later_is_tried_again_and_its_last_words_are_the_reason()
    {
        _bench.Instrument.ExitCodes.Enqueue(20);
        Assert.Equal(Verdict.Applied, (await _bench.Run(SampleSteps.Script(_bench))).Verdict);
        await _bench.Transaction.Rollback();
        _bench.Instrument.ExitCodes.Enqueue(7);
        var outcome = await _bench.Run(SampleSteps.Script(_bench));
        Assert.Contains("apply failed: the reason (exit code 7)", outcome.Refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_was_stopped_at_its_limit_has_failed()
    {
        _bench.Instrument.ExitCodes.Enqueue(null);
        Assert.Contains("time limit", (await _bench.Run(SampleSteps.Script(_bench))).Refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_for_no_such_machine_is_refused()
    {
        var step = SampleSteps.Script(_bench);
        var outcome = await _bench.Run(step with { Scripts = [step.Scripts[0]] });
        Assert.Contains("none of the step's scripts", outcome.Refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_a_script_changes_and_forgets_at_its_undo_is_put_back()
    {
        _bench.Instrument.OnCall = call =>
        {
            if (call == "script.apply")
                _bench.Put(SampleSteps.Target, "changed by the script");
        };
        Assert.Equal(Verdict.Applied,
            (await _bench.Run(SampleSteps.Script(_bench) with { Changes = [InstrumentPath.Of(SampleSteps.Target)] })).Verdict);
        Assert.Equal("changed by the script", _bench.Text(SampleSteps.Target));
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal("old config", _bench.Text(SampleSteps.Target));
    }

    [Fact]
    public async Task A_script_that_the_power_stopped_runs_again_though_its_check_says_so_already()
    {
        var step = SampleSteps.Script(_bench) with { Changes = [InstrumentPath.Of(SampleSteps.Target)] };
        _bench.Instrument.OnCall = call =>
        {
            if (call != "script.apply")
                return;
            _bench.Put(SampleSteps.Target, "changed by the scr");
            _bench.Instrument.Values[$@"{SampleSteps.Key}\Script"] = new(RegistryKind.Text, "on");
            throw new PowerCutException();
        };
        await Assert.ThrowsAsync<PowerCutException>(() => _bench.Run(step));

        _bench.Instrument.OnCall = call =>
        {
            if (call != "script.apply")
                return;
            Assert.Equal("old config", _bench.Text(SampleSteps.Target));
            _bench.Instrument.Values.Remove($@"{SampleSteps.Key}\Script");
            _bench.Put(SampleSteps.Target, "changed by the script");
        };
        Assert.Equal(Verdict.Applied, (await _bench.Run(step)).Verdict);
        Assert.Equal("changed by the script", _bench.Text(SampleSteps.Target));
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal("old config", _bench.Text(SampleSteps.Target));
    }

    [Fact]
    public async Task A_script_that_fails_before_it_made_its_file_and_folder_is_undone()
    {
        _bench.Instrument.ExitCodes.Enqueue(7);
        var outcome = await _bench.Run(SampleSteps.Script(_bench) with { Changes = [InstrumentPath.Of(@"C:\Made\Here\x.cfg")] });
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
    }

    [Theory]
    [InlineData(0, Verdict.HalfWay, RefusalCode.DiskFull)]
    [InlineData(1L << 30, Verdict.HalfWay, RefusalCode.UndoUnfinished)]
    public async Task A_script_that_cannot_undo_is_half_way_and_is_undone_later(long free, Verdict verdict, RefusalCode code)
    {
        _bench.Instrument.Faults.Add("firewall.set");
        _bench.Instrument.OnCall = call =>
        {
            for (var attempt = 1; call == "firewall.set" && attempt <= Patience.Usual.UndoTries; attempt++)
                _bench.Instrument.ExitCodes.Enqueue(7);
        };
        _bench.Instrument.FreeBytes = free;
        _bench.Instrument.Profiles["public"] = false;
        var outcome = await _bench.Run(SampleSteps.Script(_bench), SampleSteps.Firewall());
        Assert.Equal((verdict, code), (outcome.Verdict, outcome.Refusal!.Code));
        _bench.Instrument.FreeBytes = 1L << 30;
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
    }

    [Fact]
    public async Task A_disk_that_confirms_nothing_is_never_called_done_and_with_a_good_one_it_is_undone()
    {
        _bench.Instrument.Faults.Add("drives.flush");
        var outcome = await _bench.Run(SampleSteps.Value());
        Assert.Equal(Verdict.HalfWay, outcome.Verdict);
        Assert.Contains("drives.flush", outcome.Refusal!.Reason, StringComparison.Ordinal);
        _bench.Instrument.Faults.Clear();
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
    }

    [Fact]
    public async Task A_file_that_was_absent_is_absent_again_with_its_folders()
    {
        var step = SampleSteps.File(_bench) with { Target = InstrumentPath.Of(@"C:\Made\Here\x.cfg") };
        Assert.Equal(Verdict.Applied, (await _bench.Run(step)).Verdict);
        await _bench.Transaction.Rollback();
        Assert.False(Directory.Exists(_bench.Instrument.OnHost(@"C:\Made")));
    }

    [Fact]
    public async Task A_read_only_file_is_replaced_and_keeps_its_time_and_attributes_after_an_undo()
    {
        var path = _bench.Instrument.OnHost(SampleSteps.Target);
        var written = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, written);
        File.SetAttributes(path, FileAttributes.ReadOnly);
        Assert.Equal(Verdict.Applied, (await _bench.Run(SampleSteps.File(_bench))).Verdict);
        Assert.True(File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly));
        Assert.Null((await _bench.Transaction.Rollback()).Refusal);
        Assert.True(File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public async Task A_file_that_is_held_open_for_a_while_is_waited_for()
    {
        var (bench, disk) = OnDiskThatRefuses();
        var left = 3;
        disk.Refuses = (kind, _) => IsTargets(bench, kind) && left-- > 0 ? new IOException("sharing violation") : null;
        Assert.Equal(Verdict.Applied, (await bench.Run(SampleSteps.File(bench))).Verdict);
    }

    [Fact]
    public async Task A_file_that_stays_held_names_its_holder_and_is_undone()
    {
        var (bench, disk) = OnDiskThatRefuses();
        disk.Refuses = (kind, _) => IsTargets(bench, kind) ? new IOException("sharing violation") : null;
        bench.Instrument.Holders.Add("RTA.exe");
        var outcome = await bench.Run(SampleSteps.File(bench));
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains("RTA.exe", outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal("old config", bench.Text(SampleSteps.Target));
        Assert.Single(bench.Files.Directory.GetFiles(Path.GetDirectoryName(bench.Instrument.OnHost(SampleSteps.Target))!));
    }

    [Fact]
    public async Task A_file_that_stays_held_is_left_to_the_restart_where_the_machine_can()
    {
        var (bench, disk) = OnDiskThatRefuses();
        disk.Refuses = (kind, _) => IsTargets(bench, kind) ? new IOException("sharing violation") : null;
        var moves = new Moves();
        bench.Instrument.RestartMoves = moves;
        var steps = SampleSteps.File(bench);
        Assert.Equal(Verdict.RestartPending, (await bench.Run(steps)).Verdict);
        disk.Refuses = (_, _) => null;
        bench.Files.File.Move(moves.Source!, moves.Target!, overwrite: true);
        bench.Instrument.BootId = "second";
        Assert.Equal(Verdict.Applied, (await bench.Run(steps)).Verdict);
        Assert.Equal("new config", bench.Text(SampleSteps.Target));
    }

    [Fact]
    public async Task A_new_account_restarts_a_running_service_and_those_that_need_it()
    {
        Assert.Equal(Verdict.Applied, (await _bench.Run(SampleSteps.Service())).Verdict);
        Assert.Equal(["services.stop", "services.configure", "services.start", "services.start", "drives.flush"],
            _bench.Instrument.Calls);
        Assert.Equal(ServiceRunState.Running, _bench.Instrument.ServiceList["helper"].State);
    }

    [Fact]
    public async Task An_account_with_a_password_is_asked_for_it_until_it_opens()
    {
        _bench.Instrument.Passwords[@".\new"] = "right";
        var answers = new Queue<string>(["wrong", "right"]);
        _bench.Person.Answer = _ => answers.Dequeue();
        var outcome = await _bench.Run(SampleSteps.Service() with { Account = @".\new" });
        Assert.Equal(Verdict.Applied, outcome.Verdict);
        Assert.Equal([false, true], _bench.Person.Questions.Cast<PasswordQuestion>().Select(question => question.WrongBefore));
    }

    [Fact]
    public async Task Wrong_passwords_change_nothing()
    {
        _bench.Person.Answer = _ => "wrong";
        var outcome = await _bench.Run(SampleSteps.Service() with { Account = @".\new" });
        Assert.Equal(Verdict.Refused, outcome.Verdict);
        Assert.Equal(3, _bench.Person.Questions.Count);
        Assert.Empty(_bench.Instrument.Calls);
    }

    // Source: Windows, "Account lockout threshold": the number of failed sign-ins that locks; 0: none does.
    [Theory]
    [InlineData(3, 2, "one more wrong one would lock it")]
    [InlineData(1, 0, "a single wrong password")]
    public async Task No_password_is_tried_that_would_lock_the_account(int lockedAfter, int asked, string said)
    {
        _bench.Instrument.LockedAfter = lockedAfter;
        _bench.Person.Answer = _ => "wrong";
        var outcome = await _bench.Run(SampleSteps.Service() with { Account = @".\new" });
        Assert.Equal(Verdict.Refused, outcome.Verdict);
        Assert.Equal(asked, _bench.Person.Questions.Count);
        Assert.Contains(said, outcome.Refusal!.Reason, StringComparison.Ordinal);
        Assert.Empty(_bench.Instrument.Calls);
    }

    [Fact]
    public async Task A_question_that_nobody_answers_is_refused_by_its_own_name()
    {
        _bench.Person.Answer = _ => throw new AnswerMissingException("step.manual");
        var outcome = await _bench.Run(SampleSteps.Value(), SampleSteps.Manual());
        Assert.Equal((Verdict.Undone, RefusalCode.AnswerMissing, "step.manual"),
            (outcome.Verdict, outcome.Refusal!.Code, outcome.Refusal.Place));
        Assert.Equal("1", _bench.Instrument.Values[$@"{SampleSteps.Key}\Mode"].Text);
    }

    [Fact]
    public async Task A_service_is_disabled_last_and_enabled_first()
    {
        var disable = SampleSteps.Service() with
        { Account = null, Start = ServiceStart.Disabled, State = ServiceRunState.Stopped };
        Assert.Equal(Verdict.Applied, (await _bench.Run(disable)).Verdict);
        Assert.Null((await _bench.Transaction.Rollback()).Refusal);
        Assert.Equal((ServiceStart.Automatic, ServiceRunState.Running),
            (_bench.Instrument.ServiceList["ucs"].Start, _bench.Instrument.ServiceList["ucs"].State));
    }

    [Fact]
    public async Task A_firewall_that_a_policy_keeps_off_is_left_to_local_it()
    {
        _bench.Instrument.PolicyHoldsFirewall = true;
        var outcome = await _bench.Run(SampleSteps.Firewall());
        Assert.Contains("group policy", outcome.Refusal!.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("firewall.set", _bench.Instrument.Calls);
    }

    [Fact]
    public async Task A_step_by_hand_may_be_tried_as_often_as_it_says_and_shows_what_was_seen()
    {
        var tries = 0;
        _bench.Person.Answer = _ =>
        {
            if (++tries == 3)
                _bench.Instrument.Values[$@"{SampleSteps.Key}\Manual"] = new(RegistryKind.Text, "yes");
            return ManualStepAnswer.Done;
        };
        Assert.Equal(Verdict.Applied, (await _bench.Run(SampleSteps.Manual())).Verdict);
        var seen = _bench.Person.Questions.Cast<ManualStepQuestion>()
            .Select(question => $"{question.Try}/{question.Tries} {string.Join(' ', new Texts("en").Of(question))}");
        var before = $@"Before: {SampleSteps.Key}\Manual is absent";
        var now = $@"! Not yet so. Now: {SampleSteps.Key}\Manual is absent";
        Assert.Equal([$"1/3 {before}", $"2/3 {before} {now}", $"3/3 {before} {now}"], seen);
    }

    // The rename of the step's own file, and not that of a state file.
    private static bool IsTargets(Bench bench, string kind) => kind == "rename"
        && bench.Files.File.Exists(DurableFile.Neighbour(bench.Instrument.OnHost(SampleSteps.Target)));

    private static (Bench Bench, PowerCutDisk Disk) OnDiskThatRefuses()
    {
        var disk = PowerCutDisk.Holding(new Dictionary<string, byte[]>());
        var bench = new Bench(new PowerCutFileSystem(disk), "/bench");
        SampleSteps.Prepare(bench);
        return (bench, disk);
    }

    private sealed class Moves : IRestartMoves
    {
        public string? Source { get; private set; }

        public string? Target { get; private set; }

        public void Schedule(string source, string target) => (Source, Target) = (source, target);
    }
}
