using PatchKit.Applier.Backups;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// The power goes while whole sessions run, from the lock to the receipt on the stick, and while the session's backup is
/// restored, for the sample campaign's own plans and for one with every kind of step. <see cref="Cuts"/> says at how many
/// operations; of those that apply nothing, which are alike in all worlds, one in some is cut, beginning with a random one.
/// </summary>
public sealed class SessionPowerCutTests
{
    // The fourth start after cuts that came before anything was proven is the loop breaker's.
    private const int MostStarts = 3;
    private const int Stride = 24;

    private static readonly Dictionary<string, Lazy<Task<Known>>> Worlds = SessionWorld.All.ToDictionary(
        world => world.Key, world => new Lazy<Task<Known>>(() => Known.Of(world.Value.Value)), StringComparer.Ordinal);

    public static TheoryData<string, Loss> WorldsAndLosses => Cuts.WorldsAndLosses;

    public static TheoryData<string> WorldNames { get; } = [.. Cuts.Worlds];

    [Theory]
    [MemberData(nameof(WorldsAndLosses))]
    public async Task A_cut_at_any_operation_of_a_session_ends_new_with_a_receipt(string name, Loss loss)
    {
        var known = await Worlds[name].Value;
        await EveryCut("session", known.World, known.World.Untouched, loss, known.Old, known.Applied, async (disk, remains) =>
        {
            var outcome = await ToTheEnd(known.World, disk, remains);
            Assert.True(outcome.Refusal is null, outcome.ToString());
            Assert.Single(remains.OnStick(disk),
                receipt => receipt is
                { Verdict: Verdict.Applied, Backup.Proof: not null, Journal: not null, Operator: not null });
            Assert.Equal(known.Applied, known.World.Snapshot(disk.Inner));
            Assert.Equal(1, remains.Device(disk).Counters[known.World.Plan.Product.Product.Text]);
        });
    }

    [Theory]
    [MemberData(nameof(WorldsAndLosses))]
    public async Task A_cut_at_any_operation_of_a_failing_session_ends_old_with_a_receipt(string name, Loss loss)
    {
        var world = SessionWorld.All[name].Value;
        var old = world.Snapshot(PowerCutDisk.Holding(world.LastStepFails).Inner);
        await EveryCut("session with undo", world, world.LastStepFails, loss, old, null, async (disk, remains) =>
        {
            var outcome = await ToTheEnd(world, disk, remains);
            Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
            Assert.Equal(old, world.Snapshot(disk.Inner));
            Assert.Empty(remains.Device(disk).Counters);
        });
    }

    [Theory]
    [MemberData(nameof(WorldsAndLosses))]
    public async Task A_cut_at_any_operation_of_a_restore_of_the_sessions_backup_leaves_each_file_old_or_new(string name,
        Loss loss)
    {
        var (world, _, _, image) = await Worlds[name].Value;
        var whole = PowerCutDisk.Holding(image);
        var files = whole.Inner;
        var before = await Restore(world, whole);
        Assert.True(before is { Refusal: null, Value.Written: > 2 }, $"{before.Refusal}");
        for (var place = 1; place <= whole.Operations; place++)
        {
            var disk = PowerCutDisk.Holding(image);
            disk.CutAt = place;
            await Assert.ThrowsAsync<PowerCutException>(() => Restore(world, disk));
            var survived = PowerCutDisk.Holding(disk.Survivors(loss, new Random(place)));
            await Cuts.Describing($"{name}, restore: cut at operation {place} of {whole.Operations}, losing {loss}", async () =>
            {
                foreach (var (path, changed) in image)
                {
                    var now = survived.Inner.File.ReadAllBytes(path);
                    Assert.True(now.AsSpan().SequenceEqual(changed) || now.AsSpan().SequenceEqual(files.File.ReadAllBytes(path)),
                        $"{path} is between old and new");
                }

                Assert.Null((await Restore(world, survived)).Refusal);
                Assert.Equal(world.Snapshot(files), world.Snapshot(survived.Inner));
            });
        }

        Console.WriteLine(
            $"{name}, restore, losing {loss}: {whole.Operations} cut points ({whole.InWords}), cut at each, 0 between old and " +
            $"new");
    }

    [Theory]
    [MemberData(nameof(WorldNames))]
    public async Task Two_cuts_at_random_operations_of_a_session_end_new(string name)
    {
        var seed = Cuts.Seed();
        var random = new Random(seed);
        var (world, old, applied, _) = await Worlds[name].Value;
        var operations = await Operations(world, world.Untouched);
        var inConsecutiveStarts = 0;
        var rounds = Cuts.Every ? 200 : 20;
        for (var round = 0; round < rounds; round++)
        {
            var remains = new SessionRemains(world, old, applied);
            IReadOnlyDictionary<string, byte[]> image = world.Untouched;
            var cuts = 0;
            for (var start = 1; start <= 2; start++)
            {
                var disk = PowerCutDisk.Holding(image);
                disk.CutAt = random.Next(1, operations.All);
                cuts += await IsCut(world, disk, start) ? 1 : 0;
                image = disk.Survivors(Loss.Some, random);
                remains.Check(PowerCutDisk.Holding(image));
            }

            var last = PowerCutDisk.Holding(image);
            await Cuts.Describing($"{name}, seed {seed}, round {round}", async () =>
            {
                await ToTheEnd(world, last, remains);
                Assert.Equal(applied, world.Snapshot(last.Inner));
            });
            inConsecutiveStarts += cuts == 2 ? 1 : 0;
        }

        Assert.True(inConsecutiveStarts > rounds / 8, "too few rounds were cut twice");
        Console.WriteLine(
            $"{name}, double cuts of a session: seed {seed}, {rounds} rounds, {inConsecutiveStarts} of them cut twice, 0 " +
            $"between old and new");
    }

    private static async Task EveryCut(
        string what, SessionWorld world, IReadOnlyDictionary<string, byte[]> image, Loss loss, string old, string? applied,
            Func<PowerCutDisk, SessionRemains, Task> then)
    {
        var operations = await Operations(world, image);
        var seed = Cuts.Seed();
        var offset = new Random(seed).Next(Stride);
        var places = Cuts.Places(operations.All, loss).Where(operations.Applies)
            .Concat(Enumerable.Range(1, operations.All)
                .Where(place => !operations.Applies(place) && (Cuts.Every || place % Stride == offset)))
            .ToList();
        await Parallel.ForEachAsync(places, async (place, _) =>
        {
            var disk = PowerCutDisk.Holding(image);
            disk.CutAt = place;
            Assert.True(await IsCut(world, disk, 1), $"operation {place} was never reached");
            var survived = PowerCutDisk.Holding(disk.Survivors(loss, new Random(place)));
            await Cuts.Describing($"{world.Plan.Name}, {what}: cut at operation {place} of {operations}, losing {loss}",
                async () =>
            {
                var remains = new SessionRemains(world, old, applied);
                remains.Check(survived);
                await then(survived, remains);
            });
        });
        Console.WriteLine(
            $"{world.Plan.Name}, {what}, losing {loss}: {operations.All} operations ({operations.InWords}), cut at " +
                $"{places.Count} of them, "
            + $"{places.Count(operations.Applies)} while applying{(Cuts.Every ? "" : $" (seed {seed})")}, 0 between old and new");
    }

    // New starts until one has written its receipt to the stick.
    private static async Task<SessionOutcome> ToTheEnd(SessionWorld world, PowerCutDisk disk, SessionRemains remains)
    {
        for (var start = 3; start < 3 + MostStarts; start++)
        {
            var outcome = await world.Start(disk, start);
            remains.Check(disk);
            if (outcome.Verdict is Verdict.Applied or Verdict.AlreadyApplied or Verdict.Undone)
            {
                remains.CheckEnd(disk, outcome);
                return outcome;
            }

            Assert.Fail($"start {start}: {outcome}");
        }

        throw new InvalidOperationException($"{MostStarts} starts did not bring it to its end");
    }

    private static async Task<bool> IsCut(SessionWorld world, PowerCutDisk disk, int start)
    {
        try
        {
            await world.Start(disk, start);
            return false;
        }
        catch (PowerCutException)
        {
            return true;
        }
    }

    // What 'applier restore --overwrite-newer' asks for.
    private static Task<Result<RestoredBackup>> Restore(SessionWorld world, PowerCutDisk disk)
    {
        var files = new PowerCutFileSystem(disk);
        var place = files.Path.Combine(world.State, "backups");
        var request = new RestoreRequest(place, files.Path.GetFileName(files.Directory.GetDirectories(place).Single()),
            world.Open(files).Places.OnHost)
        {
            OverwriteNewer = true,
        };
        return Task.Run(() => new BackupRestorer(files, TimeProvider.System).Restore(request, null, CancellationToken.None));
    }

    private static async Task<SessionOperations> Operations(SessionWorld world, IReadOnlyDictionary<string, byte[]> image)
    {
        var disk = PowerCutDisk.Holding(image);
        var stages = new Dictionary<Stage, int>();
        await world.Start(disk, 1, happened =>
        {
            if (happened is StageStarted started)
                stages[started.Stage] = disk.Operations;
        });
        return new(disk.Operations, stages[Stage.Apply] + 1, stages[Stage.Receipt], disk.InWords);
    }

    /// <summary>What a world looks like before and after.</summary>
    private sealed record Known(SessionWorld World, string Old, string Applied, Dictionary<string, byte[]> AppliedImage)
    {
        public static async Task<Known> Of(SessionWorld world)
        {
            var old = world.Snapshot(PowerCutDisk.Holding(world.Untouched).Inner);
            var disk = PowerCutDisk.Holding(world.Untouched);
            var outcome = await world.Start(disk, 1);
            Assert.True(outcome is { Verdict: Verdict.Applied, Refusal: null, Receipt.Place.Length: > 0 }, outcome.ToString());
            var applied = world.Snapshot(disk.Inner);
            Assert.NotEqual(old, applied);
            return new(world, old, applied, disk.Survivors(Loss.Nothing, new Random(0)));
        }
    }

    /// <summary>How many operations a session has, and which of them apply.</summary>
    private sealed record SessionOperations(int All, int ApplyBegins, int ApplyEnds, string InWords)
    {
        public bool Applies(int place) => place >= ApplyBegins && place <= ApplyEnds;

        public override string ToString() => $"{All}, {ApplyBegins} to {ApplyEnds} of them apply";
    }
}
