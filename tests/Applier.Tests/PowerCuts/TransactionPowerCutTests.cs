using PatchKit.Applier.Applying;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.Applying;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// The power goes at the operations of the disk in apply, in the undo after a failure, and in a rollback, for the sample
/// campaign's own plans and for one with every kind of step: always old or new. <see cref="Cuts"/> says how many of them.
/// </summary>
public sealed class TransactionPowerCutTests
{
    private static readonly Dictionary<string, Lazy<Known>> Worlds = PlanWorld.All.ToDictionary(
        world => world.Key, world => new Lazy<Known>(() => Known.Of(world.Value.Value)), StringComparer.Ordinal);

    public static TheoryData<string, Loss> WorldsAndLosses => Cuts.WorldsAndLosses;

    public static TheoryData<string> WorldNames { get; } = [.. Cuts.Worlds];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(WorldsAndLosses))]
    public async Task A_cut_at_any_operation_of_apply_ends_new(string name, Loss loss)
    {
        var (world, known) = (PlanWorld.All[name].Value, Worlds[name].Value);
        await EveryCut("apply", known, world.Untouched, transaction => transaction.Apply(world.Request, Cancel), loss,
            async disk =>
        {
            var outcome = await world.Start(new PowerCutFileSystem(disk)).Apply(world.Request, Cancel);
            Assert.True(outcome.Verdict is Verdict.Applied or Verdict.AlreadyApplied, outcome.ToString());
            Assert.Equal(known.Applied, world.Snapshot(disk.Inner));
        });
    }

    [Theory]
    [MemberData(nameof(WorldsAndLosses))]
    public async Task A_cut_at_any_operation_of_a_failing_apply_and_its_undo_ends_old(string name, Loss loss)
    {
        var (world, known) = (PlanWorld.All[name].Value, Worlds[name].Value);
        await EveryCut("apply with undo", known, world.LastStepFails, transaction => transaction.Apply(world.Request, Cancel),
            loss, async disk =>
        {
            var outcome = await world.Start(new PowerCutFileSystem(disk)).Apply(world.Request, Cancel);
            Assert.True(outcome.Verdict is Verdict.Undone, outcome.ToString());
            Assert.Equal(known.OldWithFault, world.Snapshot(disk.Inner));
        });
    }

    [Theory]
    [MemberData(nameof(WorldsAndLosses))]
    public async Task A_cut_at_any_operation_of_a_rollback_ends_old(string name, Loss loss)
    {
        var (world, known) = (PlanWorld.All[name].Value, Worlds[name].Value);
        await EveryCut("rollback", known, known.AppliedImage, transaction => transaction.Rollback(), loss, async disk =>
        {
            var outcome = await world.Start(new PowerCutFileSystem(disk)).Rollback();
            Assert.True(outcome.Verdict is Verdict.Undone || outcome.Refusal?.Code == PatchKit.Shared.RefusalCode.NothingToUndo,
                outcome.ToString());
            Assert.Equal(known.Old, world.Snapshot(disk.Inner));
        });
    }

    [Theory]
    [MemberData(nameof(WorldsAndLosses))]
    public async Task A_cut_in_apply_that_is_followed_by_a_rollback_ends_old(string name, Loss loss)
    {
        var (world, known) = (PlanWorld.All[name].Value, Worlds[name].Value);
        await EveryCut("apply, then rollback", known, world.Untouched, transaction => transaction.Apply(world.Request, Cancel),
            loss, async disk =>
        {
            await world.Start(new PowerCutFileSystem(disk)).Rollback();
            Assert.Equal(known.Old, world.Snapshot(disk.Inner));
        });
    }

    [Theory]
    [MemberData(nameof(WorldNames))]
    public async Task Two_cuts_at_random_operations_end_new(string name)
    {
        var (world, known) = (PlanWorld.All[name].Value, Worlds[name].Value);
        var seed = Cuts.Seed();
        Console.WriteLine($"{name}, double cuts: seed {seed} (PATCHKIT_SEED repeats it)");
        var random = new Random(seed);
        for (var round = 0; round < (Cuts.Every ? 200 : 20); round++)
        {
            IReadOnlyDictionary<string, byte[]> image = world.Untouched;
            for (var cut = 0; cut < 2; cut++)
            {
                var disk = PowerCutDisk.Holding(image);
                disk.CutAt = random.Next(1, known.Operations);
                await Cut(world, disk, transaction => transaction.Apply(world.Request, Cancel));
                image = disk.Survivors(Loss.Some, random);
            }

            var last = PowerCutDisk.Holding(image);
            var outcome = await world.Start(new PowerCutFileSystem(last)).Apply(world.Request, Cancel);
            Assert.True(outcome.Verdict is Verdict.Applied or Verdict.AlreadyApplied, $"seed {seed}, round {round}: {outcome}");
            Assert.Equal(known.Applied, world.Snapshot(last.Inner));
        }
    }

    private static async Task EveryCut(
        string what, Known known, IReadOnlyDictionary<string, byte[]> image, Func<Transaction, Task> first, Loss loss,
            Func<PowerCutDisk, Task> then)
    {
        var world = known.World;
        var whole = PowerCutDisk.Holding(image);
        await first(world.Start(new PowerCutFileSystem(whole)));
        var places = Cuts.Places(whole.Operations, loss).ToList();
        foreach (var place in places)
        {
            var disk = PowerCutDisk.Holding(image);
            disk.CutAt = place;
            Assert.True(await Cut(world, disk, first), $"operation {place} was never reached");
            var survived = PowerCutDisk.Holding(disk.Survivors(loss, new Random(place)));
            await Cuts.Describing($"{world.Name}, {what}: cut at operation {place} of {whole.Operations}, losing {loss}",
                async () =>
            {
                known.Check(survived);
                await then(survived);
            });
        }

        Console.WriteLine(
            $"{world.Name}, {what}, losing {loss}: {whole.Operations} cut points ({whole.InWords}), cut at {places.Count}, 0 " +
            $"between old and new");
    }

    private static async Task<bool> Cut(PlanWorld world, PowerCutDisk disk, Func<Transaction, Task> run)
    {
        try
        {
            await run(world.Start(new PowerCutFileSystem(disk)));
            return false;
        }
        catch (PowerCutException)
        {
            return true;
        }
    }

    /// <summary>What a world looks like before and after.</summary>
    private sealed record Known(PlanWorld World, string Old, string OldWithFault, string Applied,
        Dictionary<string, byte[]> AppliedImage, int Operations)
    {
        public static Known Of(PlanWorld world)
        {
            var old = world.Snapshot(PowerCutDisk.Holding(world.Untouched).Inner);
            var fault = world.Snapshot(PowerCutDisk.Holding(world.LastStepFails).Inner);
            var disk = PowerCutDisk.Holding(world.Untouched);
            var outcome = world.Start(new PowerCutFileSystem(disk)).Apply(world.Request, CancellationToken.None).GetAwaiter()
                .GetResult();
            Assert.True(outcome.Verdict == Verdict.Applied, $"{world.Name}: {outcome}");
            var applied = world.Snapshot(disk.Inner);
            Assert.NotEqual(old, applied);
            var operations = disk.Operations;
            return new(world, old, fault, applied, disk.Survivors(Loss.Everything, new Random(0)), operations);
        }

        // Nothing is claimed that is not so.
        public void Check(PowerCutDisk disk)
        {
            var pending = World.Start(new PowerCutFileSystem(disk)).Pending();
            Assert.Null(pending?.Damage);
            Assert.NotEqual(TransactionStage.Inconsistent, pending?.Stage);
            if (pending is null)
                Assert.Contains(World.Snapshot(disk.Inner), new[] { Old, Applied, OldWithFault });
        }
    }
}
