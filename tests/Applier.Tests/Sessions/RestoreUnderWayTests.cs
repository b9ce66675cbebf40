using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>Nothing begins on an instrument where a restore of files has not come to its end.</summary>
public sealed class RestoreUnderWayTests
{
    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;

    public RestoreUnderWayTests() => _disk = PowerCutDisk.Holding(_world.Untouched);

    [Fact]
    public async Task Neither_an_update_nor_a_rollback_begins_before_it_has_ended()
    {
        var restoration = Restoration.Begin(_disk.Inner, TimeProvider.System, _world.State,
            new RestoreBegan(TimeProvider.System.GetUtcNow(), Began.SchemaVersion, true, "backup", null, false, 0)).Value;
        var before = _world.Snapshot(_disk.Inner);

        var apply = await _world.Start(_disk, 1);
        Assert.Equal((Verdict.Refused, RefusalCode.RestoreUnfinished), (apply.Verdict, apply.Refusal?.Code));
        Assert.True(apply.State.RestoreUnderWay);
        var rollback = await _world.Rollback(_disk.Inner, 2, _world.Open(_disk.Inner));
        Assert.Equal((Verdict.Refused, RefusalCode.RestoreUnfinished), (rollback.Verdict, rollback.Refusal?.Code));
        Assert.Equal(before, _world.Snapshot(_disk.Inner));

        restoration.End();
        Assert.Equal(Verdict.Applied, (await _world.Start(_disk, 3)).Verdict);
    }

    [Fact]
    public async Task A_damaged_journal_of_a_restore_holds_everything_up()
    {
        var journal = Path.Combine(_world.State, "restores", "0001", "journal");
        Restoration.Begin(_disk.Inner, TimeProvider.System, _world.State,
            new RestoreBegan(TimeProvider.System.GetUtcNow(), Began.SchemaVersion, true, "backup", null, false, 0)).Value
            .Keep(@"C:\x.cfg", Path.Combine(_world.State, "x.cfg"), Sha256Digest.Of("x"u8));
        var bytes = _disk.Inner.File.ReadAllBytes(journal);
        bytes[^60] ^= 1;
        bytes[20] ^= 1;
        _disk.Inner.File.WriteAllBytes(journal, bytes);
        var outcome = await _world.Start(_disk, 1);
        Assert.Equal((Verdict.Refused, RefusalCode.RestoreUnfinished), (outcome.Verdict, outcome.Refusal?.Code));
        Assert.Equal(Standing.Untouched, outcome.State.Standing);
    }
}
