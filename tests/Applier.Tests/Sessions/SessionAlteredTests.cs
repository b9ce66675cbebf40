using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>
/// A file of the mandatory set that no step changes is altered while a plan fails: outcome, state and receipt say so.
/// </summary>
public sealed class SessionAlteredTests
{
    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;
    private readonly string _old;
    private readonly string _file;

    public SessionAlteredTests()
    {
        _disk = PowerCutDisk.Holding(_world.LastStepFails);
        var places = _world.Open(_disk.Inner).Places;
        // One that no step names, whatever the plan holds.
        var kept = places.OnHost(@"C:\ProgramData\Illumina\kept.cfg");
        _disk.Inner.File.WriteAllText(kept, "kept");
        _disk.Inner.File.SetLastWriteTimeUtc(kept, PowerCutDisk.Yesterday);
        _old = _world.Snapshot(_disk.Inner);
        var ofSteps = _world.Plan.Request.Phases.SelectMany(phase => phase.Steps).SelectMany(step => step.ChangedFiles)
            .Select(path => places.OnHost(path.Text)).ToHashSet();
        _file = _disk.Inner.Directory.EnumerateFiles(places.OnHost(@"C:\ProgramData\Illumina"), "*", SearchOption.AllDirectories)
            .First(file => !ofSteps.Contains(file));
    }

    [Fact]
    public async Task What_was_altered_is_told_by_outcome_state_and_receipt()
    {
        var outcome = await Start();
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains(Path.GetFileName(_file), outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal((Standing.Undone, 1), (outcome.State.Standing, outcome.State.FilesDiffer));
        Assert.DoesNotContain("as before", new Texts("en").Of(outcome.State), StringComparison.Ordinal);
        var compared = new SessionRemains(_world, _old, null).Newest(_disk).Compared!;
        Assert.Equal(1, compared.Different);
        // The bundle names its folder, not the file: the name stays on the instrument.
        Assert.Empty(compared.Names);
    }

    [Fact]
    public async Task What_was_put_back_on_a_yes_leaves_the_instrument_as_it_was()
    {
        _world.PutsBack = _ => true;
        var outcome = await Start();
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Equal(0, outcome.State.FilesDiffer);
        Assert.Equal(_old, _world.Snapshot(_disk.Inner));
        var compared = new SessionRemains(_world, _old, null).Newest(_disk).Compared!;
        Assert.Equal(0, compared.Different);
        Assert.True(compared.Files > 1);
    }

    private Task<SessionOutcome> Start() => _world.Start(_disk, 0, told =>
    {
        if (told is StepStarted { Index: 1, Undoing: false })
            _disk.Inner.File.WriteAllText(_file, "altered");
    });
}
