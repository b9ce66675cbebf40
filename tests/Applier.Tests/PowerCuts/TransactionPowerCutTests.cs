using System.Globalization;
using PatchKit.Applier.Applying;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>The power goes at every operation of the disk, in apply, in the undo after a failure, and in a rollback: always old or new.</summary>
public sealed class TransactionPowerCutTests
{
    private static readonly PlanWorld World = new();
    private static readonly string Old = World.Snapshot(Disk(World.Untouched).Inner);
    private static readonly Lazy<(Dictionary<string, byte[]> Image, string Snapshot)> Applied = new(ApplyAll);

    public static TheoryData<Loss> Losses { get; } = [.. Enum.GetValues<Loss>()];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_uncut_plan_is_applied_and_differs_from_the_old_state() => Assert.NotEqual(Old, Applied.Value.Snapshot);

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_cut_at_any_operation_of_apply_ends_new(Loss loss)
    {
        var cuts = await EveryCut(World.Untouched, transaction => transaction.Run(World.Request, Cancel), loss, async disk =>
        {
            var outcome = await World.Start(new PowerCutFileSystem(disk)).Run(World.Request, Cancel);
            Assert.True(outcome.Verdict is Verdict.Applied or Verdict.AlreadyApplied, outcome.ToString());
            Assert.Equal(Applied.Value.Snapshot, World.Snapshot(disk.Inner));
        });
        Print($"apply, losing {loss}", cuts);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_cut_at_any_operation_of_a_failing_apply_and_its_undo_ends_old(Loss loss)
    {
        var old = World.Snapshot(Disk(World.LastStepFails).Inner);
        var cuts = await EveryCut(World.LastStepFails, transaction => transaction.Run(World.Request, Cancel), loss, async disk =>
        {
            var outcome = await World.Start(new PowerCutFileSystem(disk)).Run(World.Request, Cancel);
            Assert.True(outcome.Verdict is Verdict.Undone, outcome.ToString());
            Assert.Equal(old, World.Snapshot(disk.Inner));
        });
        Print($"apply with undo, losing {loss}", cuts);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_cut_at_any_operation_of_a_rollback_ends_old(Loss loss)
    {
        var cuts = await EveryCut(Applied.Value.Image, transaction => transaction.Rollback(), loss, async disk =>
        {
            var outcome = await World.Start(new PowerCutFileSystem(disk)).Rollback();
            Assert.True(outcome.Verdict is Verdict.Undone || outcome.Refusal?.Code == PatchKit.Shared.RefusalCode.NothingToUndo, outcome.ToString());
            Assert.Equal(Old, World.Snapshot(disk.Inner));
        });
        Print($"rollback, losing {loss}", cuts);
    }

    [Fact]
    public async Task A_cut_in_apply_that_is_followed_by_a_rollback_ends_old()
    {
        var cuts = await EveryCut(World.Untouched, transaction => transaction.Run(World.Request, Cancel), Loss.Everything, async disk =>
        {
            await World.Start(new PowerCutFileSystem(disk)).Rollback();
            Assert.Equal(Old, World.Snapshot(disk.Inner));
        });
        Print("apply, then rollback", cuts);
    }

    [Fact]
    public async Task Two_cuts_at_random_operations_end_new()
    {
        var seed = Environment.GetEnvironmentVariable("PATCHKIT_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        Console.WriteLine($"double cuts: seed {seed} (PATCHKIT_SEED repeats it)");
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            IReadOnlyDictionary<string, byte[]> image = World.Untouched;
            for (var cut = 0; cut < 2; cut++)
            {
                var disk = PowerCutDisk.Holding(image);
                disk.CutAt = random.Next(1, 250);
                await Cut(disk, transaction => transaction.Run(World.Request, Cancel));
                image = disk.Survivors(Loss.Some, random);
            }

            var last = PowerCutDisk.Holding(image);
            var outcome = await World.Start(new PowerCutFileSystem(last)).Run(World.Request, Cancel);
            Assert.True(outcome.Verdict is Verdict.Applied or Verdict.AlreadyApplied, $"seed {seed}, round {round}: {outcome}");
            Assert.Equal(Applied.Value.Snapshot, World.Snapshot(last.Inner));
        }
    }

    private static async Task<SortedDictionary<string, int>> EveryCut(
        IReadOnlyDictionary<string, byte[]> image, Func<Transaction, Task> first, Loss loss, Func<PowerCutDisk, Task> then)
    {
        var whole = PowerCutDisk.Holding(image);
        await first(World.Start(new PowerCutFileSystem(whole)));
        for (var place = 1; place <= whole.Operations; place++)
        {
            var disk = PowerCutDisk.Holding(image);
            disk.CutAt = place;
            Assert.True(await Cut(disk, first), $"operation {place} was never reached");
            var survived = PowerCutDisk.Holding(disk.Survivors(loss, new Random(place)));
            try
            {
                NothingIsClaimedThatIsNotSo(survived);
                await then(survived);
            }
            catch (Exception wrong) when (wrong is not PowerCutException)
            {
                throw new InvalidOperationException($"cut at operation {place} of {whole.Operations}, losing {loss}: {wrong.Message}", wrong);
            }
        }

        return whole.Counts;
    }

    private static void NothingIsClaimedThatIsNotSo(PowerCutDisk disk)
    {
        var transaction = World.Start(new PowerCutFileSystem(disk));
        var pending = transaction.Pending();
        Assert.Null(pending?.Damage);
        Assert.NotEqual(TransactionStage.Inconsistent, pending?.Stage);
        if (pending is null)
            Assert.Contains(World.Snapshot(disk.Inner), new[] { Old, Applied.Value.Snapshot, World.Snapshot(Disk(World.LastStepFails).Inner) });
    }

    private static async Task<bool> Cut(PowerCutDisk disk, Func<Transaction, Task> run)
    {
        try
        {
            await run(World.Start(new PowerCutFileSystem(disk)));
            return false;
        }
        catch (PowerCutException)
        {
            return true;
        }
    }

    private static PowerCutDisk Disk(IReadOnlyDictionary<string, byte[]> image) => PowerCutDisk.Holding(image);

    private static (Dictionary<string, byte[]> Image, string Snapshot) ApplyAll()
    {
        var disk = Disk(World.Untouched);
        var outcome = World.Start(new PowerCutFileSystem(disk)).Run(World.Request, Cancel).GetAwaiter().GetResult();
        Assert.True(outcome.Verdict == Verdict.Applied, outcome.ToString());
        return (disk.Survivors(Loss.Everything, new Random(0)), World.Snapshot(disk.Inner));
    }

    private static void Print(string what, SortedDictionary<string, int> counts) => Console.WriteLine(
        $"{what}: {counts.Values.Sum()} cut points ({string.Join(", ", counts.Select(pair => $"{pair.Value} {pair.Key}"))}), 0 between old and new");
}
