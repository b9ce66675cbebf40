using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>A later start finds what an earlier one left. The machine lives on; the program's objects are new.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly string _old;

    public ResumeTests()
    {
        SampleSteps.Prepare(_bench);
        _old = _bench.Snapshot();
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_installer_that_wants_a_restart_is_proven_after_it()
    {
        Step[] steps = [SampleSteps.Installer(_bench), SampleSteps.Value()];
        _bench.Instrument.ExitCodes.Enqueue(3010);
        var first = await _bench.Run(steps);
        Assert.Equal((Verdict.RestartPending, null),
            (first.Verdict, first.Refusal));
        Assert.Equal(StepOutcome.RestartPending, first.Phases[0].Steps[0].Outcome);
        Assert.Equal(TransactionStage.RestartPending, _bench.Transaction.Pending()!.Stage);

        // However often somebody starts the program instead of the machine, and whether or not the machine still says so.
        for (var start = 1; start <= 2 * Transaction.MostStarts; start++)
            Assert.Equal(Verdict.RestartPending, (await _bench.Run(steps)).Verdict);

        // Another program asks for one at every start: that is not the one that was waited for.
        (_bench.Instrument.BootId, _bench.Instrument.PendingRestart) = ("second", "an antivirus");
        var last = await _bench.Run(steps);
        Assert.Equal((Verdict.Applied, null), (last.Verdict, last.Refusal));
        Assert.Null(_bench.Transaction.Pending());
        Assert.Equal(1, _bench.Instrument.Calls.Count(call => call == "install"));
    }

    [Fact]
    public async Task A_restart_that_brings_nothing_is_undone()
    {
        _bench.Instrument.ExitCodes.Enqueue(3010);
        _bench.Instrument.Lies.Add("install");
        Step[] steps = [SampleSteps.Value(), SampleSteps.Installer(_bench)];
        Assert.Equal(Verdict.RestartPending, (await _bench.Run(steps)).Verdict);
        _bench.Instrument.BootId = "second";
        var outcome = await _bench.Run(steps);
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task The_fourth_start_without_progress_undoes_and_a_fifth_may_begin_anew()
    {
        Step[] steps = [SampleSteps.Value(), SampleSteps.Firewall()];
        _bench.Instrument.OnCall = call => CutAt(call == "firewall.set");
        for (var start = 1; start <= Transaction.MostStarts; start++)
            await Assert.ThrowsAsync<PowerCutException>(() => _bench.Run(steps));
        _bench.Instrument.OnCall = _ => { };
        Assert.Equal((Verdict.Undone, RefusalCode.TriedTooOften), Told(await _bench.Run(steps)));
        Assert.Null(_bench.Transaction.Pending());
        Assert.Equal(_old, _bench.Snapshot());
        Assert.Equal(Verdict.Applied, (await _bench.Run(steps)).Verdict);
    }

    [Fact]
    public async Task Starts_that_are_cut_off_before_the_first_change_are_given_up_and_nothing_was_changed()
    {
        Step[] steps = [SampleSteps.Value()];
        _bench.Person.OnEvent = happened => CutAt(happened is StepStarted);
        for (var start = 1; start <= Transaction.MostStarts; start++)
            await Assert.ThrowsAsync<PowerCutException>(() => _bench.Run(steps));
        _bench.Person.OnEvent = _ => { };
        Assert.Equal((Verdict.Refused, RefusalCode.TriedTooOften), Told(await _bench.Run(steps)));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task An_undo_that_was_cut_off_again_and_again_is_finished_by_the_first_start_that_is_not()
    {
        _bench.Instrument.Faults.Add("firewall.set");
        Step[] steps = [SampleSteps.Value(), SampleSteps.Firewall()];
        _bench.Person.OnEvent = happened => CutAt(happened is StepStarted { Undoing: true, Title.En: "Value" });
        for (var start = 1; start <= 2 * Transaction.MostStarts; start++)
            await Assert.ThrowsAsync<PowerCutException>(() => _bench.Run(steps));
        _bench.Person.OnEvent = _ => { };
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), Told(await _bench.Run(steps)));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task A_step_that_is_newly_undone_begins_the_count_anew()
    {
        _bench.Instrument.Faults.Add("firewall.set");
        Step[] steps = [SampleSteps.Value(), SampleSteps.Account(), SampleSteps.Firewall()];
        foreach (var step in new[] { "Account", "Account", "Value", "Value" })
        {
            _bench.Person.OnEvent = happened =>
                CutAt(happened is StepStarted { Undoing: true } started && started.Title.En == step);
            await Assert.ThrowsAsync<PowerCutException>(() => _bench.Run(steps));
        }

        _bench.Person.OnEvent = _ => { };
        _bench.Instrument.Faults.Clear();
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), Told(await _bench.Run(steps)));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task The_third_start_still_brings_it_to_an_end()
    {
        Step[] steps = [SampleSteps.Value(), SampleSteps.Firewall()];
        _bench.Instrument.OnCall = call => CutAt(call == "firewall.set");
        await Assert.ThrowsAsync<PowerCutException>(() => _bench.Run(steps));
        await Assert.ThrowsAsync<PowerCutException>(() => _bench.Run(steps));
        _bench.Instrument.OnCall = _ => { };
        Assert.Equal(Verdict.Applied, (await _bench.Run(steps)).Verdict);
    }

    [Fact]
    public async Task Another_bundle_undoes_the_half_way_one_first()
    {
        _bench.Instrument.OnCall = call => CutAt(call == "firewall.set");
        await Assert.ThrowsAsync<PowerCutException>(() =>
            _bench.Run(SampleSteps.Value(), SampleSteps.File(_bench), SampleSteps.Firewall()));
        _bench.Instrument.OnCall = _ => { };
        var outcome = await _bench.Transaction.Apply(_bench.Request("bundle-2", SampleSteps.Account()), CancellationToken.None);
        Assert.Equal(Verdict.Applied, outcome.Verdict);
        Assert.Equal("1", _bench.Instrument.Values[$@"{SampleSteps.Key}\Mode"].Text);
        Assert.Equal("old config", _bench.Text(SampleSteps.Target));
        await _bench.Transaction.Rollback();
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task An_undo_that_was_cut_off_is_finished_and_tells_the_first_reason()
    {
        _bench.Instrument.Faults.Add("firewall.set");
        Step[] steps = [SampleSteps.Value(), SampleSteps.Account(), SampleSteps.Firewall()];
        _bench.Person.OnEvent = happened => CutAt(happened is StepStarted { Undoing: true, Title.En: "Value" });
        await Assert.ThrowsAsync<PowerCutException>(() => _bench.Run(steps));
        Assert.Equal(TransactionStage.Undoing, _bench.Transaction.Pending()!.Stage);
        _bench.Person.OnEvent = _ => { };
        _bench.Instrument.Faults.Clear();
        var outcome = await _bench.Run(steps);
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed, "firewall"),
            (outcome.Verdict, outcome.Refusal!.Code, outcome.Refusal.Place));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task What_was_lost_after_it_was_proven_is_applied_again_with_the_first_before_state()
    {
        Step[] steps = [SampleSteps.Value(), SampleSteps.Firewall()];
        _bench.Instrument.OnCall = call => CutAt(call == "firewall.set");
        await Assert.ThrowsAsync<PowerCutException>(() => _bench.Run(steps));
        _bench.Instrument.OnCall = _ => { };

        // A registry that had not flushed: the proven value is gone, and something else stands there.
        _bench.Instrument.Values[$@"{SampleSteps.Key}\Mode"] = new(RegistryKind.Dword, "7");
        Assert.Equal(Verdict.Applied, (await _bench.Run(steps)).Verdict);
        Assert.Equal("2", _bench.Instrument.Values[$@"{SampleSteps.Key}\Mode"].Text);
        await _bench.Transaction.Rollback();
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task A_damaged_journal_is_refused_and_nothing_is_touched()
    {
        await _bench.Run(SampleSteps.Value());
        var journal = Path.Combine(_bench.Instrument.State, "applications", "0001", "journal");
        var bytes = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(journal, bytes, TestContext.Current.CancellationToken);
        var calls = _bench.Instrument.Calls.Count;
        Assert.Equal(RefusalCode.Inconsistent, _bench.Transaction.Pending()!.Damage!.Code);
        Assert.Equal((Verdict.Inconsistent, RefusalCode.Inconsistent), Told(await _bench.Run(SampleSteps.Firewall())));
        Assert.Equal((Verdict.Inconsistent, RefusalCode.Inconsistent), Told(await _bench.Transaction.Rollback()));
        Assert.Equal(calls, _bench.Instrument.Calls.Count);
    }

    [Fact]
    public async Task A_step_that_breaks_an_earlier_proof_is_found_at_the_end()
    {
        var first = SampleSteps.Value() with { Proof = [new RegistryProbe(SampleSteps.Key, "Mode") { EqualTo = "2" }] };
        var second = SampleSteps.Value() with { Id = Bench.Id("second"), Value = "3" };
        var outcome = await _bench.Run(first, second);
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), Told(outcome));
        Assert.Contains("at the end of the plan", outcome.Refusal!.Reason, StringComparison.Ordinal);
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task What_a_process_breaks_that_a_step_left_running_is_found_at_the_end()
    {
        var looks = 0;
        _bench.Instrument.StillRunning = () =>
        {
            // It breaks the value just before it ends.
            if (++looks == 3)
                _bench.Instrument.Values[$@"{SampleSteps.Key}\Mode"] = new(RegistryKind.Dword, "3");
            return looks < 4 ? ["late (4711)"] : [];
        };
        var outcome = await _bench.Run(SampleSteps.Value(), SampleSteps.Account());
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
    }

    [Fact]
    public async Task A_process_that_stays_is_waited_for_no_longer_than_patience_says_and_is_named()
    {
        _bench.Instrument.StillRunning = () => ["late (4711)"];
        Assert.Equal(Verdict.Applied, (await _bench.Run(SampleSteps.Value())).Verdict);
        var note = Assert.Single(_bench.Person.Events.OfType<Noted>(), told => told.Note == Note.ProcessesLeft);
        Assert.Equal("late (4711)", Assert.Single(note.Facts).Plain);
    }

    [Fact]
    public async Task A_step_that_breaks_an_earlier_one_without_a_proof_is_found_at_the_end()
    {
        _bench.Instrument.OnCall = call =>
        {
            if (call == "script.apply")
                _bench.Instrument.Values[$@"{SampleSteps.Key}\Mode"] = new(RegistryKind.Dword, "1");
        };
        var outcome = await _bench.Run(SampleSteps.Value(), SampleSteps.Script(_bench));
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed, "value"),
            (outcome.Verdict, outcome.Refusal!.Code, outcome.Refusal.Place));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task A_step_that_a_later_one_follows_up_is_not_asked_for_its_state_at_the_end()
    {
        var second = SampleSteps.Value() with { Id = Bench.Id("second"), Value = "3" };
        Assert.Equal(Verdict.Applied, (await _bench.Run(SampleSteps.Value(), second)).Verdict);
    }

    [Fact]
    public async Task A_check_that_hangs_is_asked_once()
    {
        _bench.Instrument.Faults.Add("script.check");
        var outcome = await _bench.Run(SampleSteps.Script(_bench));
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), Told(outcome));
        Assert.Equal(1, _bench.Instrument.Calls.Count(call => call == "script.check"));
    }

    [Fact]
    public async Task Two_applications_are_rolled_back_the_latest_first()
    {
        await _bench.Run(SampleSteps.Value());
        var between = _bench.Snapshot();
        await _bench.Transaction.Apply(_bench.Request("bundle-2", SampleSteps.Account()), CancellationToken.None);
        await _bench.Transaction.Rollback();
        Assert.Equal(between, _bench.Snapshot());
        await _bench.Transaction.Rollback();
        Assert.Equal(_old, _bench.Snapshot());
    }

    private static (Verdict, RefusalCode?) Told(ApplyOutcome outcome) => (outcome.Verdict, outcome.Refusal?.Code);

    private static void CutAt(bool here)
    {
        if (here)
            throw new PowerCutException();
    }
}
