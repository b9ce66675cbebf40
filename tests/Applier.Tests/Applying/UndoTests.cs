using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>What an undo makes of faults, and what a rollback takes back.</summary>
public sealed class UndoTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly string _old;

    public UndoTests()
    {
        SampleSteps.Prepare(_bench);
        _old = _bench.Snapshot();
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_rollback_takes_back_all_applications_of_the_bundle()
    {
        var steps = await AppliedTwice();
        Assert.Equal(["install", "patch", "update", "script", "file", "service", "account", "firewall", "value", "unwanted",
            "legacy", "edit", "uninstall", "manual"],
            _bench.Transaction.Standing()!.Undoable.Select(step => step.Text));
        var outcome = await _bench.Transaction.Rollback();
        Assert.Equal((Verdict.Undone, null), (outcome.Verdict, outcome.Refusal));
        Assert.Equal(_old, _bench.Snapshot());
        Assert.All(outcome.Phases[0].Steps, step => Assert.Equal(StepOutcome.Undone, step.Outcome));
        Assert.Empty(_bench.Transaction.Standing()!.Undoable);
        Assert.Equal(RefusalCode.NothingToUndo, (await _bench.Transaction.Rollback()).Refusal!.Code);
        Assert.Equal(steps, _bench.Transaction.Standing()!.Steps.Length);
    }

    [Fact]
    public async Task A_rollback_of_two_applications_that_is_cut_off_between_them_is_gone_on_with_by_the_next_start()
    {
        await AppliedTwice();
        var steps = 0;
        _bench.Person.OnEvent = happened =>
        {
            if (happened is StepStarted { Undoing: true } && ++steps == 2)
                throw new PowerCutException();
        };
        await Assert.ThrowsAsync<PowerCutException>(() => _bench.Transaction.Rollback());
        _bench.Person.OnEvent = _ => { };
        Assert.Equal(TransactionStage.Undoing, _bench.Transaction.Pending()!.Stage);
        Assert.Null(_bench.Transaction.Ended(_bench.Request().Bundle, Starts.Proven.Digest));

        var outcome = await _bench.Transaction.GoOn(_ => Task.FromResult<Refusal?>(null), CancellationToken.None);
        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Equal(_old, _bench.Snapshot());
        Assert.Null(_bench.Transaction.Pending());
        var ended = _bench.Transaction.Ended(_bench.Request().Bundle, Starts.Proven.Digest)!;
        Assert.Equal((outcome.Verdict, outcome.Journal), (ended.Verdict, ended.Journal));
        Assert.All(ended.Phases[0].Steps, step => Assert.Equal(StepOutcome.Undone, step.Outcome));
    }

    [Fact]
    public async Task A_rollback_that_stops_at_an_application_without_undo_data_says_what_stays()
    {
        await _bench.Run(SampleSteps.Value(), SampleSteps.Account());
        _bench.Transaction.Forget((_, _) => true);
        Drift();
        await _bench.Run(SampleSteps.Value(), SampleSteps.Account());
        var outcome = await _bench.Transaction.Rollback();
        Assert.Equal((Verdict.Undone, RefusalCode.StepsStay), Told(outcome));
        Assert.EndsWith("what stays: Value, Account", outcome.Refusal!.Reason, StringComparison.Ordinal);
        Assert.NotEqual(_old, _bench.Snapshot());
        var ended = _bench.Transaction.Ended(_bench.Request().Bundle, Starts.Proven.Digest)!;
        Assert.Equal((outcome.Verdict, outcome.Refusal.ToString()), (ended.Verdict, ended.Refusal!.ToString()));
    }

    [Fact]
    public async Task A_second_application_that_fails_leaves_the_first_one_to_a_rollback()
    {
        await _bench.Run(SampleSteps.Value(), SampleSteps.Account());
        var applied = _bench.Snapshot();
        Drift();
        _bench.Instrument.Faults.Add("registry.write");
        Assert.Equal(Verdict.Undone, (await _bench.Run(SampleSteps.Value(), SampleSteps.Account())).Verdict);
        _bench.Instrument.Faults.Clear();
        Assert.NotEqual(applied, _bench.Snapshot());
        Assert.Equal(_bench.Request().Bundle, _bench.Transaction.Undoable()!.Bundle);
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_decides_nothing()
    {
        await _bench.Run(SampleSteps.Installer(_bench), SampleSteps.Script(_bench));
        var logs = Path.Combine(_bench.Instrument.State, "applications", "0001", "logs");
        Directory.Delete(logs, recursive: true);
        await File.WriteAllTextAsync(logs, "no folder", TestContext.Current.CancellationToken);
        Assert.Equal((Verdict.Undone, null), Told(await _bench.Transaction.Rollback()));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Theory]
    [InlineData("script.undo")]
    [InlineData("registry.write")]
    [InlineData("drives.flush")]
    public async Task A_call_that_fails_once_while_undoing_is_made_again(string call)
    {
        await _bench.Run(SampleSteps.Script(_bench), SampleSteps.Value());
        var failed = false;
        _bench.Instrument.OnCall = made =>
        {
            // The fault is there for the first such call alone.
            _bench.Instrument.Faults.Clear();
            if (made == call && !failed)
                failed = _bench.Instrument.Faults.Add(call);
        };
        Assert.Equal((Verdict.Undone, null), Told(await _bench.Transaction.Rollback()));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task An_undo_script_that_fails_although_everything_is_old_counts_as_old()
    {
        await _bench.Run(SampleSteps.Script(_bench));
        _bench.Instrument.Faults.Add("script.undo");
        _bench.Instrument.OnCall = _ => _bench.Instrument.Values.Remove($@"{SampleSteps.Key}\Script");
        Assert.Equal((Verdict.Undone, null), Told(await _bench.Transaction.Rollback()));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_undo_script_that_failed_is_told_though_everything_is_old(int times)
    {
        await _bench.Run(SampleSteps.Script(_bench));
        _bench.Instrument.Values.Remove($@"{SampleSteps.Key}\Script");
        for (var time = 1; time <= times; time++)
            _bench.Instrument.ExitCodes.Enqueue(7);
        var outcome = await _bench.Transaction.Rollback();
        Assert.Equal((Verdict.Undone, null), Told(outcome));
        Assert.Contains(outcome.Phases[0].Steps[0].After,
            seen => seen is ProgramObservation { Verb: ProgramVerb.Undo, ExitCode: 7 });
    }

    [Fact]
    public async Task An_undo_that_cannot_go_on_stays_under_way_and_a_later_start_finishes_it()
    {
        await _bench.Run(SampleSteps.Value(), SampleSteps.Account());
        _bench.Instrument.Faults.Add("registry.write");
        Assert.Equal((Verdict.HalfWay, RefusalCode.UndoUnfinished), Told(await _bench.Transaction.Rollback()));
        Assert.Equal(TransactionStage.Undoing, _bench.Transaction.Pending()!.Stage);
        _bench.Instrument.Faults.Clear();
        Assert.Equal(Verdict.Undone, (await _bench.Run(SampleSteps.Value(), SampleSteps.Account())).Verdict);
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task What_stands_between_after_the_last_start_is_called_so_and_a_rollback_still_mends_it()
    {
        await _bench.Run(SampleSteps.Value(), SampleSteps.Account());
        _bench.Instrument.Faults.Add("registry.write");
        Assert.Equal(Verdict.HalfWay, (await _bench.Transaction.Rollback()).Verdict);
        for (var start = 2; start <= Transaction.MostStarts; start++)
            Assert.Equal((Verdict.HalfWay, RefusalCode.UndoUnfinished), Told(await _bench.Run(SampleSteps.Value())));
        Assert.Equal((Verdict.Inconsistent, RefusalCode.Inconsistent), Told(await _bench.Run(SampleSteps.Value())));
        _bench.Instrument.Faults.Clear();
        Assert.Equal((Verdict.Undone, null), Told(await _bench.Transaction.Rollback()));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task A_plan_that_still_stands_new_as_a_whole_is_never_called_between()
    {
        await _bench.Run(SampleSteps.Value());
        _bench.Instrument.Faults.Add("registry.write");
        await _bench.Transaction.Rollback();
        for (var start = 2; start <= 2 * Transaction.MostStarts; start++)
            Assert.Equal((Verdict.HalfWay, RefusalCode.UndoUnfinished), Told(await _bench.Run(SampleSteps.Value())));
    }

    [Fact]
    public async Task A_state_that_is_neither_old_nor_new_is_called_so_at_once()
    {
        await _bench.Run(SampleSteps.Value());
        _bench.Instrument.Lies.Add("registry.write");
        _bench.Instrument.Values[$@"{SampleSteps.Key}\Mode"] = new(RegistryKind.Dword, "7");
        Assert.Equal((Verdict.Inconsistent, RefusalCode.Inconsistent), Told(await _bench.Transaction.Rollback()));
    }

    // Applied, one thing drifted, applied again: the second application changes that one thing alone.
    private async Task<int> AppliedTwice()
    {
        var steps = SampleSteps.All(_bench);
        Assert.Equal(Verdict.Applied, (await _bench.Run(steps)).Verdict);
        Drift();
        Assert.Equal(Verdict.Applied, (await _bench.Run(steps)).Verdict);
        return steps.Length;
    }

    private void Drift() => _bench.Instrument.Values[$@"{SampleSteps.Key}\Mode"] = new(RegistryKind.Dword, "7");

    private static (Verdict, RefusalCode?) Told(ApplyOutcome outcome) => (outcome.Verdict, outcome.Refusal?.Code);
}
