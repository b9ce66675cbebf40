using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.Applying;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// The disk fills at any operation and stays full: nothing is claimed that is not so, and with room again it can be brought to an
/// end.
/// </summary>
public sealed class FullDiskTests
{
    // ENOSPC as .NET gives it on Linux.
    private static readonly IOException Full = new("No space left on device", 28);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_that_fills_at_any_operation_leaves_old_or_new_or_says_half_way()
    {
        var world = PlanWorld.WithEveryKind();
        var whole = PowerCutDisk.Holding(world.Untouched);
        var old = world.Snapshot(whole.Inner);
        await world.Start(new PowerCutFileSystem(whole)).Apply(world.Request, Cancel);
        var applied = world.Snapshot(whole.Inner);
        var verdicts = new SortedDictionary<Verdict, int>();
        foreach (var place in Cuts.Share(Enumerable.Range(1, whole.Operations), 3))
        {
            var disk = PowerCutDisk.Holding(world.Untouched);
            disk.Refuses = (kind, number) => kind is "write" or "create" && number >= place ? Full : null;
            var outcome = await world.Start(new PowerCutFileSystem(disk)).Apply(world.Request, Cancel);
            verdicts[outcome.Verdict] = verdicts.GetValueOrDefault(outcome.Verdict) + 1;
            if (outcome.Verdict is Verdict.Refused or Verdict.Undone)
                Assert.Equal(old, world.Snapshot(disk.Inner));
            if (outcome.Verdict is Verdict.Applied)
                Assert.Equal(applied, world.Snapshot(disk.Inner));
            Assert.NotEqual(Verdict.Inconsistent, outcome.Verdict);
            if (outcome.Verdict is Verdict.Refused)
                Assert.Equal(RefusalCode.DiskFull, outcome.Refusal!.Code);

            disk.Refuses = (_, _) => null;
            if (outcome.Verdict == Verdict.HalfWay)
            {
                Assert.Equal(RefusalCode.DiskFull, outcome.Refusal!.Code);

                // The next start finishes the undo; or the plan, when not even the undo's first record found room.
                var next = await world.Start(new PowerCutFileSystem(disk)).Apply(world.Request, Cancel);
                Assert.True(next.Verdict is Verdict.Undone or Verdict.Applied,
                    $"full from operation {place}: {outcome}, then {next}");
                Assert.Equal(next.Verdict == Verdict.Undone ? old : applied, world.Snapshot(disk.Inner));
            }

            var again = await world.Start(new PowerCutFileSystem(disk)).Apply(world.Request, Cancel);
            Assert.True(again.Verdict is Verdict.Applied or Verdict.AlreadyApplied,
                $"full from operation {place}: {outcome}, then {again}");
            Assert.Equal(applied, world.Snapshot(disk.Inner));
        }

        Console.WriteLine(
            $"disk that stays full: {verdicts.Values.Sum()} of {whole.Operations} moments " +
            $"({string.Join(", ", verdicts.Select(pair => $"{pair.Value} {pair.Key}"))})");
    }

    [Fact]
    public async Task A_disk_of_any_size_that_is_too_small_is_refused_or_undone_and_never_left_half_way()
    {
        var world = PlanWorld.WithEveryKind();
        var old = world.Snapshot(PowerCutDisk.Holding(world.Untouched).Inner);
        var start = Used(PowerCutDisk.Holding(world.Untouched));
        var verdicts = new SortedDictionary<Verdict, int>();
        // Less than a record of the journal takes: each of them meets a disk that has no room for it alone.
        const int Step = 128;
        const int Reserve = 1024 * 1024;
        foreach (var room in Cuts.Share(Enumerable.Range(0, 330), 3)
            .Select(step => step < 5 ? step * 1024 : Reserve + ((step - 5) * Step)))
        {
            var disk = PowerCutDisk.Holding(world.Untouched);
            disk.Refuses = (kind, _) => kind is "write" or "create" && Used(disk) > start + room ? Full : null;
            var outcome = await world.Start(new PowerCutFileSystem(disk)).Apply(world.Request, Cancel);
            verdicts[outcome.Verdict] = verdicts.GetValueOrDefault(outcome.Verdict) + 1;
            Assert.True(outcome.Verdict is Verdict.Refused or Verdict.Undone or Verdict.Applied, $"room {room}: {outcome}");
            if (outcome.Verdict != Verdict.Applied)
                Assert.Equal(old, world.Snapshot(disk.Inner));
        }

        Assert.True(verdicts.Count == 3, "the sizes do not cover every ending");
        Console.WriteLine($"small disks: {string.Join(", ", verdicts.Select(pair => $"{pair.Value} {pair.Key}"))}");
    }

    private static long Used(PowerCutDisk disk) =>
        ((System.IO.Abstractions.TestingHelpers.MockFileSystem)disk.Inner).AllFiles.Sum(path =>
            disk.Inner.FileInfo.New(path).Length);
}
