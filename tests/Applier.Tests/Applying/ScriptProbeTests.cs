using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>A script that answers a question: 10 yes, 0 no, and everything else is no answer.</summary>
public sealed class ScriptProbeTests : IDisposable
{
    private readonly Bench _bench = new();

    public ScriptProbeTests() => SampleSteps.Prepare(_bench);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task It_proves_a_step_is_asked_in_its_undo_without_a_stick_and_the_receipt_says_whose_word_it_is()
    {
        var before = _bench.Snapshot();
        var outcome = await _bench.Run(SampleSteps.Value() with { Proof = [Probe("Mode", "2")] });
        Assert.Equal(Verdict.Applied, outcome.Verdict);
        Assert.Contains(new ScriptObservation("scripts/probe.fake", true), outcome.Phases[0].Steps[0].After);
        Directory.Delete(_bench.Content, recursive: true);
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task A_no_makes_the_step_fail_and_everything_is_undone()
    {
        var before = _bench.Snapshot();
        var outcome = await _bench.Run(SampleSteps.Value() with { Proof = [Probe("Mode", "3")] });
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains("scripts/probe.fake says no", outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task A_condition_without_an_answer_stops_before_the_first_change()
    {
        _bench.Instrument.Faults.Add("script.check");
        var outcome = await _bench.Run(SampleSteps.Value() with { When = [Probe("Mode", "1")] });
        Assert.Equal((Verdict.Refused, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains("no answer within its time limit", outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("registry.write", _bench.Instrument.Calls);
    }

    [Fact]
    public async Task A_condition_that_says_no_leaves_the_step_alone()
    {
        var needed = SampleSteps.DeletedFile();
        var outcome = await _bench.Run(SampleSteps.Value() with { When = [Probe("Mode", "7")] }, needed);
        Assert.Equal(Verdict.Applied, outcome.Verdict);
        Assert.Equal(StepOutcome.NotNeeded, outcome.Phases[0].Steps[0].Outcome);
    }

    private ScriptProbe Probe(string name, string value) =>
        new([_bench.Payload("scripts/probe.fake", $"{SampleSteps.Key}|{name}|{value}")]);
}
