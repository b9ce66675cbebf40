using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>The disk fills at any operation and stays full: nothing is claimed that is not so, and with room again it can be brought to an end.</summary>
public sealed class FullDiskTests
{
    // ENOSPC as .NET gives it on Linux.
    private static readonly IOException Full = new("No space left on device", 28);

    [Fact]
    public async Task A_disk_that_fills_at_any_operation_leaves_old_or_new_or_says_inconsistent()
    {
        var world = new PlanWorld();
        var whole = PowerCutDisk.Holding(world.Untouched);
        var old = world.Snapshot(whole.Inner);
        await world.Start(new PowerCutFileSystem(whole)).Run(world.Request, default);
        var applied = world.Snapshot(whole.Inner);
        var verdicts = new SortedDictionary<Verdict, int>();
        for (var place = 1; place <= whole.Operations; place++)
        {
            var disk = PowerCutDisk.Holding(world.Untouched);
            disk.Refuses = (kind, number) => kind is "write" or "create" && number >= place ? Full : null;
            var outcome = await world.Start(new PowerCutFileSystem(disk)).Run(world.Request, default);
            verdicts[outcome.Verdict] = verdicts.GetValueOrDefault(outcome.Verdict) + 1;
            if (outcome.Verdict is Verdict.Refused or Verdict.Undone)
                Assert.Equal(old, world.Snapshot(disk.Inner));
            if (outcome.Verdict is Verdict.Applied)
                Assert.Equal(applied, world.Snapshot(disk.Inner));
            if (outcome.Verdict is Verdict.Refused)
                Assert.Equal(RefusalCode.DiskFull, outcome.Refusal!.Code);

            disk.Refuses = (_, _) => null;
            if (outcome.Verdict == Verdict.Inconsistent)
            {
                Assert.Null((await world.Start(new PowerCutFileSystem(disk)).Rollback()).Refusal);
                Assert.Equal(old, world.Snapshot(disk.Inner));
            }

            var again = await world.Start(new PowerCutFileSystem(disk)).Run(world.Request, default);
            Assert.True(again.Verdict is Verdict.Applied or Verdict.AlreadyApplied, $"full from operation {place}: {outcome}, then {again}");
            Assert.Equal(applied, world.Snapshot(disk.Inner));
        }

        Console.WriteLine($"full disk: {whole.Operations} moments ({string.Join(", ", verdicts.Select(pair => $"{pair.Value} {pair.Key}"))})");
    }
}
