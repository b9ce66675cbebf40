using PatchKit.Shared;
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

    // Windows, WM_ENDSESSION: the session ends whether or not the program has said that it is at work.
    [Fact]
    public async Task A_logoff_or_shutdown_that_is_insisted_on_stops_between_two_steps_and_everything_is_undone()
    {
        var (world, ending) = (SessionWorld.WithEveryKind(), (Action?)null);
        world.Ports = ports => Watched.Of(ports, (call, arguments) =>
        {
            if (call.StartsWith("IMachine.StayAwake ", StringComparison.Ordinal))
                ending = (Action)arguments[1]!;
            else if (call.StartsWith("IRegistry.Write ", StringComparison.Ordinal))
                ending!();
        });

        var outcome = await world.Start(PowerCutDisk.Holding(world.Untouched), 0);

        Assert.Equal((Verdict.Undone, RefusalCode.Cancelled), (outcome.Verdict, outcome.Refusal?.Code));
        Assert.Equal("", outcome.Receipt.Fault?.Reason ?? "");
    }
}
