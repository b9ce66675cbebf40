using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>The program itself fails.</summary>
public sealed class SessionFaultTests
{
    [Fact]
    public async Task A_fault_of_the_program_is_called_one_and_nothing_is_claimed()
    {
        var world = SessionWorld.WithEveryKind();
        var disk = PowerCutDisk.Holding(world.Untouched);
        var old = world.Snapshot(disk.Inner);
        world.Breaks = true;
        world.Answers = question =>
        {
            if (question is ConsentQuestion)
                throw new InvalidCastException("a fault of the program");
        };

        var outcome = await world.Start(disk, 0);

        Assert.Equal((Verdict.Refused, (int)RefusalCode.Internal), (outcome.Verdict, outcome.ExitCode));
        Assert.Equal(Standing.Untouched, outcome.State.Standing);
        Assert.Equal(old, world.Snapshot(disk.Inner));
        world.Answers = _ => { };
        Assert.Equal(Verdict.Applied, (await world.Start(disk, 1)).Verdict);
    }
}
