using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>What is still to be done is the product's modes, whether or not the stick is for them.</summary>
public sealed class SessionOutstandingTests
{
    [Fact]
    public async Task A_mode_that_the_stick_is_not_for_is_told_at_the_end_and_nobody_is_sent_there()
    {
        // Its delivery expects the one mode alone.
        var world = SessionWorld.All["miseqdx Dx"].Value;
        var outcome = await world.Start(PowerCutDisk.Holding(world.Untouched), 1);

        Assert.Equal(Verdict.Applied, outcome.Verdict);
        var open = Assert.Single(outcome.Outstanding);
        Assert.Equal((SampleModes.Ruo, true, false), (open.Mode, open.IsHere, open.IsDelivered));
        var next = EndReport.Of(outcome, new("en")).Next;
        Assert.Contains("RUO mode is still to be done, and this stick is not for it: call support.", next);
        Assert.DoesNotContain(next, line => line.StartsWith("Now restart", StringComparison.Ordinal));
        Assert.Contains("Send the stick back as the letter says.", next);
    }
}
