using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>The machine does not go to sleep, and is not shut down without a word, while it is changed.</summary>
public sealed class SessionAwakeTests
{
    [Fact]
    public async Task The_machine_is_kept_awake_from_before_the_first_change_on()
    {
        var (world, asked) = (SessionWorld.WithEveryKind(), new List<string>());
        world.Ports = ports => Watched.Of(ports, asked.Add);

        Assert.Equal(Verdict.Applied, (await world.Start(PowerCutDisk.Holding(world.Untouched), 0)).Verdict);

        var awake = asked.FindIndex(call => call.StartsWith("IMachine.StayAwake ", StringComparison.Ordinal));
        Assert.InRange(awake, 0, asked.FindIndex(call => call.StartsWith("IRegistry.Write ", StringComparison.Ordinal)));
        Assert.Contains("Do not shut it down.", asked[awake], StringComparison.Ordinal);
    }
}
