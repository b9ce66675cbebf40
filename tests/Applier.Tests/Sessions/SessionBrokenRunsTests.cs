using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>An empty folder of last year lies among the runs: nobody will ever end it, so a person says what it is.</summary>
public sealed class SessionBrokenRunsTests
{
    private const string Left = @"D:\Illumina\MiSeq Temp\Nuova cartella";
    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;
    private readonly string _old;

    public SessionBrokenRunsTests()
    {
        _disk = PowerCutDisk.Holding(_world.Untouched);
        Add(Left, TimeSpan.FromDays(365));
        _old = _world.Snapshot(_disk.Inner);
    }

    [Fact]
    public async Task A_person_who_waits_for_the_run_stops_it_before_anything_is_changed()
    {
        var asked = new List<BrokenRunsQuestion>();
        _world.KnowsBroken = question =>
        {
            asked.Add(question);
            return false;
        };

        var outcome = await _world.Start(_disk, 0);

        Assert.Equal((Verdict.Refused, RefusalCode.Declined), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Equal(Left, Assert.Single(Assert.Single(asked).Runs).Name);
        Assert.Equal(_old, _world.Snapshot(_disk.Inner));
    }

    [Fact]
    public async Task A_person_who_knows_that_it_was_broken_off_lets_the_update_go_on()
    {
        _world.KnowsBroken = _ => true;
        Assert.Equal(Verdict.Applied, (await _world.Start(_disk, 0)).Verdict);
    }

    [Fact]
    public async Task What_nobody_was_asked_about_stops_the_first_change()
    {
        _world.KnowsBroken = _ => true;

        var outcome = await _world.Start(_disk, 0, told =>
        {
            if (told is StageStarted { Stage: Stage.ProveRestore })
                Add(@"D:\Illumina\MiSeq Temp\another", TimeSpan.FromDays(30));
        });

        Assert.Equal((Verdict.Refused, (RefusalCode?)RefusalCode.NotIdle), (outcome.Verdict, outcome.Refusal?.Code));
    }

    private void Add(string run, TimeSpan age)
    {
        var folder = _world.Open(_disk.Inner).Places.OnHost(run);
        _disk.Inner.Directory.CreateDirectory(folder);
        _disk.Inner.Directory.SetLastWriteTimeUtc(folder, PowerCutDisk.Yesterday - age);
    }
}
