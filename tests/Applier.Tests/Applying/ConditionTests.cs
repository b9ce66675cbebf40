using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>A step that is not needed on every instrument: <c>when</c>.</summary>
public sealed class ConditionTests : IDisposable
{
    private readonly Bench _bench = new();

    public ConditionTests() => SampleSteps.Prepare(_bench);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_step_whose_condition_does_not_hold_is_left_alone_and_told_so()
    {
        var outcome = await _bench.Run(SampleSteps.Value(), SampleSteps.File(_bench) with { When = [Old] });

        Assert.Equal(Verdict.Applied, outcome.Verdict);
        Assert.Equal([StepOutcome.Done, StepOutcome.NotNeeded], Outcomes(outcome));
        Assert.True(outcome.Phases[0].Done);
        Assert.Equal("old config", _bench.Text(SampleSteps.Target));
        var seen = Assert.IsType<ProductObservation>(Assert.Single(outcome.Phases[0].Steps[1].After));
        Assert.Equal("1.0", seen.Version!.Text);
        Assert.Contains(_bench.Person.Events.OfType<StepEnded>(), told => told.Outcome == StepOutcome.NotNeeded);
    }

    [Fact]
    public async Task A_condition_that_holds_changes_nothing()
    {
        var outcome = await _bench.Run(SampleSteps.File(_bench) with { When = [SampleSteps.Product("1.0")] });

        Assert.Equal([StepOutcome.Done], Outcomes(outcome));
        Assert.Equal("new config", _bench.Text(SampleSteps.Target));
    }

    [Fact]
    public async Task A_condition_is_asked_when_the_steps_turn_has_come()
    {
        var outcome = await _bench.Run(
            SampleSteps.Installer(_bench), SampleSteps.File(_bench) with { When = [SampleSteps.Product("2.0")] });

        Assert.Equal([StepOutcome.Done, StepOutcome.Done], Outcomes(outcome));
    }

    [Fact]
    public async Task A_step_that_makes_its_own_condition_untrue_is_done()
    {
        var outcome = await _bench.Run(SampleSteps.Installer(_bench) with { When = [Below("2.0")] });

        Assert.Equal((Verdict.Applied, StepOutcome.Done), (outcome.Verdict, Outcomes(outcome).Single()));
        Assert.Equal(Verdict.AlreadyApplied,
            (await _bench.Run(SampleSteps.Installer(_bench) with { When = [Below("2.0")] })).Verdict);
    }

    [Fact]
    public async Task What_a_later_step_makes_needed_after_all_fails_at_the_end()
    {
        var before = _bench.Snapshot();
        var outcome = await _bench.Run(
            SampleSteps.File(_bench) with { When = [SampleSteps.Product("2.0")] }, SampleSteps.Installer(_bench));

        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains("at the end of the plan", outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task A_step_that_was_left_alone_does_not_follow_up_an_earlier_one()
    {
        var spoilt = new RunScriptStep(Bench.Id("spoil"), Bench.Title("Spoil"),
            [_bench.Payload("scripts/t.fake", $"{SampleSteps.Key}|Mode|9")])
        {
            Proof = [new RegistryProbe(SampleSteps.Key, "Mode") { EqualTo = "9" }],
        };
        var outcome = await _bench.Run(SampleSteps.Value(), spoilt, SampleSteps.Value() with
        { Id = Bench.Id("again"), When = [Old] });

        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Contains("at the end of the plan", outcome.Refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_condition_that_cannot_be_read_stops_before_the_first_change()
    {
        _bench.Put(@"C:\App\held", "held");
        using var held = new FileStream(_bench.Instrument.OnHost(@"C:\App\held"), FileMode.Open, FileAccess.ReadWrite,
            FileShare.None);
        var unreadable = new FileProbe(PatchKit.Shared.Values.InstrumentPath.Of(@"C:\App\held")) { Contains = "held" };
        var outcome = await _bench.Run(SampleSteps.Value(), SampleSteps.File(_bench) with { When = [unreadable] });

        Assert.Equal((Verdict.Refused, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Equal("file", outcome.Refusal.Place);
        Assert.Empty(_bench.Instrument.Calls);
    }

    [Fact]
    public async Task A_plan_of_which_nothing_is_needed_is_refused_and_not_called_done()
    {
        var outcome = await _bench.Run(SampleSteps.Value() with { When = [Old] }, SampleSteps.File(_bench) with { When = [Old] });

        Assert.Equal((Verdict.Refused, RefusalCode.NotAffected), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Empty(_bench.Instrument.Calls);
    }

    [Fact]
    public async Task An_undo_leaves_a_step_alone_that_was_not_needed()
    {
        var before = _bench.Snapshot();
        await _bench.Run(SampleSteps.Value(), SampleSteps.File(_bench) with { When = [Old] });
        var outcome = await _bench.Transaction.Rollback();

        Assert.Equal([StepOutcome.Undone, StepOutcome.NotNeeded], Outcomes(outcome));
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public void Before_consent_a_step_that_is_not_needed_is_told_so()
    {
        var summary = PatchKit.Tests.Applier.Operators.ScriptedSession.Consent.Summary;
        var phase = summary.Phases[0] with
        { Steps = [new(Bench.Title("Upgrade"), Needed: true), new(Bench.Title("Old one"), Needed: false)] };
        var lines = ConsentText.Body(summary with { Phases = [phase] }, new Texts("en")).ToList();

        Assert.Contains("  - Upgrade", lines);
        Assert.Contains("  - Old one (not needed here)", lines);
    }

    private static ProductProbe Old => Below("1.0");

    private static ProductProbe Below(string version) => new("Product") { Version = Range($"<{version}") };

    private static PatchKit.Shared.Values.VersionRange? Range(string text) =>
        PatchKit.Shared.Values.VersionRange.TryParse(text, out var range) ? range : null;

    private static IEnumerable<StepOutcome> Outcomes(ApplyOutcome outcome) =>
        outcome.Phases.SelectMany(phase => phase.Steps).Select(step => step.Outcome);
}
