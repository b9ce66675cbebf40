using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Applying;

public sealed class TransactionTests : IDisposable
{
    private readonly Bench _bench = new();

    public TransactionTests() => SampleSteps.Prepare(_bench);

    /// <summary>The kinds whose port can lie; a disk that lies has tests of its own.</summary>
    public static TheoryData<string> Kinds { get; } = [
        .. StepFixtures.All.Keys.Where(kind => kind is not ("replace-file" or "delete-file" or "edit-config"))];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Every_kind_of_step_is_applied_and_then_found_so()
    {
        var steps = SampleSteps.All(_bench);
        var outcome = await _bench.Run(steps);
        Assert.Null(outcome.Refusal);
        Assert.Equal(Verdict.Applied, outcome.Verdict);
        Assert.All(outcome.Phases[0].Steps, step => Assert.Equal(StepOutcome.Done, step.Outcome));
        Assert.True(outcome.Phases[0].Done);
        Assert.Equal("new config", _bench.Text(SampleSteps.Target));
        Assert.Null(_bench.Transaction.Pending());

        var again = await _bench.Run(steps);
        Assert.Equal(Verdict.AlreadyApplied, again.Verdict);
        Assert.Null(again.Journal);
        Assert.All(again.Phases[0].Steps, step => Assert.Equal(StepOutcome.AlreadySo, step.Outcome));
    }

    [Fact]
    public async Task A_plan_that_is_so_already_writes_nothing()
    {
        await _bench.Run(SampleSteps.All(_bench));
        Directory.Delete(_bench.Instrument.State, recursive: true);
        await _bench.Run(SampleSteps.All(_bench));
        Assert.False(Directory.Exists(Path.Combine(_bench.Instrument.State, "applications", "0001", "journal")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_step_that_lies_fails_by_its_read_back_and_everything_is_undone(string kind)
    {
        var before = _bench.Snapshot();
        _bench.Instrument.Lies.UnionWith(StepFixtures.All[kind].Lies);
        if (kind == "ask-operator")
            _bench.Person.Answer = question => question is ManualStepQuestion ? ManualStepAnswer.Done : "old secret";
        var outcome = await _bench.Run(StepFixtures.LastBut(kind, _bench));
        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Equal(RefusalCode.StepFailed, outcome.Refusal!.Code);
        Assert.Contains("read-back disagrees", outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal(before, _bench.Snapshot());
        Assert.Null(_bench.Transaction.Pending());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_step_that_the_machine_refuses_is_undone_with_all_before_it(string kind)
    {
        var before = _bench.Snapshot();
        if (kind == "ask-operator")
            _bench.Person.Answer = question =>
                question is ManualStepQuestion ? throw new PatchKit.Applier.Instruments.InstrumentFault("x", "y") : "old secret";
        _bench.Instrument.Faults.UnionWith(StepFixtures.All[kind].Lies);
        var outcome = await _bench.Run(StepFixtures.LastBut(kind, _bench));
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Equal(before, _bench.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_undo_that_lies_is_never_called_done_and_a_later_rollback_mends_it(string kind)
    {
        var before = _bench.Snapshot();
        var answers = _bench.Person.Answer;
        var fault = kind == "enable-firewall" ? "registry.write" : "firewall.set";
        _bench.Instrument.Faults.Add(fault);
        _bench.Instrument.OnCall = call =>
        {
            // From the failing step on, the kind under test does nothing any more.
            if (call != fault)
                return;
            _bench.Instrument.Lies.UnionWith(StepFixtures.All[kind].UndoLies);
            _bench.Person.Answer = question => question is ManualStepQuestion ? ManualStepAnswer.Done : answers(question);
        };
        Step[] steps = [StepFixtures.All[kind].Make(_bench),
            kind == "enable-firewall" ? SampleSteps.Value() : SampleSteps.Firewall()];
        var outcome = await _bench.Run(steps);
        // The account has left one group and not joined the other: neither old nor new, as the read-back shows.
        var expected = kind == "set-account"
            ? (Verdict.Inconsistent, RefusalCode.Inconsistent, TransactionStage.Inconsistent)
            : (Verdict.HalfWay, RefusalCode.UndoUnfinished, TransactionStage.Undoing);
        Assert.Equal(expected, (outcome.Verdict, outcome.Refusal!.Code, _bench.Transaction.Pending()!.Stage));
        Assert.Equal(expected.Item2, (await _bench.Run(steps)).Refusal!.Code);
        _bench.Instrument.OnCall = _ => { };
        _bench.Instrument.Lies.Clear();
        _bench.Instrument.Faults.Clear();
        _bench.Person.Answer = answers;
        var mended = await _bench.Transaction.Rollback();
        Assert.Equal((Verdict.Undone, null), (mended.Verdict, mended.Refusal));
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task A_cancel_between_two_steps_undoes()
    {
        using var cancel = new CancellationTokenSource();
        var before = _bench.Snapshot();
        _bench.Person.OnEvent = happened =>
        {
            if (happened is StepEnded { Title.En: "File" })
                cancel.Cancel();
        };
        var outcome = await _bench.Transaction.Apply(_bench.Request(SampleSteps.All(_bench)), cancel.Token);
        Assert.Equal((Verdict.Undone, RefusalCode.Cancelled), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task A_cancel_before_the_first_change_changes_nothing()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        var outcome = await _bench.Transaction.Apply(_bench.Request(SampleSteps.Value()), cancel.Token);
        Assert.Equal((Verdict.Refused, RefusalCode.Cancelled),
            (outcome.Verdict, outcome.Refusal!.Code));
    }

    [Fact]
    public async Task An_operator_who_stops_at_a_step_by_hand_undoes()
    {
        var before = _bench.Snapshot();
        _bench.Person.Answer = question => question is ManualStepQuestion ? ManualStepAnswer.Cancel : "old secret";
        var outcome = await _bench.Run(SampleSteps.All(_bench));
        Assert.Equal((Verdict.Undone, RefusalCode.Cancelled), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task No_password_reaches_the_disk()
    {
        await _bench.Run(SampleSteps.All(_bench));
        await _bench.Transaction.Rollback();
        foreach (var file in Directory.EnumerateFiles(_bench.Folder, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("secret", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_applied_plan_is_rolled_back_once_and_then_there_is_nothing_to_undo()
    {
        var before = _bench.Snapshot();
        await _bench.Run(SampleSteps.All(_bench));
        var outcome = await _bench.Transaction.Rollback();
        Assert.Equal((Verdict.Undone, null), (outcome.Verdict, outcome.Refusal));
        Assert.Equal(before, _bench.Snapshot());
        Assert.Equal(RefusalCode.NothingToUndo, (await _bench.Transaction.Rollback()).Refusal!.Code);
    }

    [Fact]
    public async Task A_rollback_needs_neither_the_stick_nor_the_staged_files()
    {
        var before = _bench.Snapshot();
        await _bench.Run(SampleSteps.All(_bench));
        Directory.Delete(_bench.Content, recursive: true);
        Assert.Null((await _bench.Transaction.Rollback()).Refusal);
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task After_forgetting_there_is_nothing_to_undo()
    {
        await _bench.Run(SampleSteps.All(_bench));
        _bench.Transaction.Forget((_, _) => true);
        Assert.Equal(RefusalCode.NothingToUndo, (await _bench.Transaction.Rollback()).Refusal!.Code);
        Assert.Equal(Verdict.AlreadyApplied, (await _bench.Run(SampleSteps.All(_bench))).Verdict);
    }

    [Fact]
    public async Task A_closed_gate_before_the_first_change_changes_nothing_and_a_later_one_undoes()
    {
        var before = _bench.Snapshot();
        var busy = new Refusal(RefusalCode.NotIdle, "", "a run is under way");
        var request = _bench.Request(SampleSteps.All(_bench));
        var atOnce = await _bench.Transaction.Apply(request, CancellationToken.None, () => busy);
        Assert.Equal(Verdict.Refused, atOnce.Verdict);
        Assert.False(Directory.Exists(_bench.Instrument.State));
        var asked = 0;
        var later = await _bench.Transaction.Apply(request, CancellationToken.None, () => ++asked > 3 ? busy : null);
        Assert.Equal((Verdict.Undone, busy), (later.Verdict, later.Refusal));
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task Events_tell_each_step_forwards_and_backwards()
    {
        _bench.Instrument.Faults.Add("firewall.set");
        await _bench.Run(SampleSteps.Value(), SampleSteps.Firewall());
        Assert.Equal(
            ["1/2", "2/2", "2/2 undoing", "1/2 undoing"],
            _bench.Person.Events.OfType<StepStarted>()
                .Select(step => $"{step.Index}/{step.Count}{(step.Undoing ? " undoing" : "")}"));
        Assert.Equal(
            [StepOutcome.Done, StepOutcome.Failed, StepOutcome.Undone, StepOutcome.Undone],
            _bench.Person.Events.OfType<StepEnded>().Select(step => step.Outcome));
    }
}
