using PatchKit.Applier.Operators;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>The power goes at the operations of a whole session, from the stick to the receipt; the next starts bring it to its end.</summary>
public sealed class SessionPowerCutTests
{
    private static readonly SessionWorld World = new();

    [Fact]
    public async Task The_uncut_session_applies_and_leaves_its_receipt()
    {
        var disk = PowerCutDisk.Holding(World.Untouched);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var outcome = await World.Start(disk, 1);
        Console.WriteLine($"{outcome} {disk.Operations} in {watch.Elapsed}");
        watch.Restart();
        for (var i = 0; i < 10; i++)
            await World.Start(PowerCutDisk.Holding(World.Untouched), 1);
        Console.WriteLine($"ten in {watch.Elapsed}");
        Assert.Equal(Verdict.Applied, outcome.Verdict);
    }
}
