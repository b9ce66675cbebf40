using System.Globalization;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// The power goes at the operations of a whole session, from the stick to the receipt, and the next starts bring it to its end. Every operation of the
/// apply stage is cut, losing in one of the three ways, and of the others every few; PATCHKIT_EVERY_CUT=1 cuts all of them in all ways, PATCHKIT_SEED
/// repeats a choice.
/// </summary>
public sealed class SessionPowerCutTests
{
    /// <summary>One operation in so many is cut outside the apply stage.</summary>
    private const int Stride = 8;

    /// <summary>Starts after which a session has to be at its end.</summary>
    private const int MostStarts = 4;

    private static readonly SessionWorld World = new();
    private static readonly string Old = World.Snapshot(PowerCutDisk.Holding(World.Untouched).Inner);
    private static readonly Lazy<Task<string>> Applied = new(ApplyAll);

    public static TheoryData<Loss> Losses { get; } = [.. Enum.GetValues<Loss>()];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_cut_at_any_operation_of_a_session_ends_new_with_a_receipt(Loss loss)
    {
        var applied = await Applied.Value;
        Assert.NotEqual(Old, applied);
        await EveryCut("session", World.Untouched, loss, Old, applied, async (disk, remains) =>
        {
            var outcome = await ToTheEnd(disk, remains);
            Assert.True(outcome.Refusal is null, outcome.ToString());
            Assert.Single(remains.OnStick(disk), receipt => receipt is { Verdict: Verdict.Applied, Backup.Proven: true, Journal: not null, Operator: not null });
            Assert.Equal(applied, World.Snapshot(disk.Inner));
            Assert.Equal(1, remains.Device(disk).Counters["miseqdx"]);
        });
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_cut_at_any_operation_of_a_failing_session_ends_old_with_a_receipt(Loss loss)
    {
        var old = World.Snapshot(PowerCutDisk.Holding(World.LastStepFails).Inner);
        await EveryCut("session with undo", World.LastStepFails, loss, old, null, async (disk, remains) =>
        {
            var outcome = await ToTheEnd(disk, remains);
            Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
            Assert.Equal(old, World.Snapshot(disk.Inner));
            Assert.Empty(remains.Device(disk).Counters);
        });
    }

    [Fact]
    public async Task Two_cuts_at_random_operations_of_a_session_end_new()
    {
        var seed = Seed();
        var random = new Random(seed);
        var applied = await Applied.Value;
        var operations = await Operations(World.Untouched);
        var inConsecutiveStarts = 0;
        const int Rounds = 60;
        for (var round = 0; round < Rounds; round++)
        {
            var remains = new SessionRemains(World, Old, applied);
            IReadOnlyDictionary<string, byte[]> image = World.Untouched;
            var cuts = 0;
            for (var start = 1; start <= 2; start++)
            {
                var disk = PowerCutDisk.Holding(image);
                disk.CutAt = random.Next(1, operations.All);
                cuts += await IsCut(disk, start) ? 1 : 0;
                image = disk.Survivors(Loss.Some, random);
                remains.Check(PowerCutDisk.Holding(image));
            }

            var last = PowerCutDisk.Holding(image);
            await Describing($"seed {seed}, round {round}", async () =>
            {
                await ToTheEnd(last, remains);
                Assert.Equal(applied, World.Snapshot(last.Inner));
            });
            inConsecutiveStarts += cuts == 2 ? 1 : 0;
        }

        Assert.True(inConsecutiveStarts > Rounds / 4, "too few rounds were cut twice");
        Console.WriteLine($"double cuts of a session: seed {seed}, {Rounds} rounds, {inConsecutiveStarts} of them cut twice, 0 between old and new");
    }

    private static async Task EveryCut(
        string what, IReadOnlyDictionary<string, byte[]> image, Loss loss, string old, string? applied, Func<PowerCutDisk, SessionRemains, Task> then)
    {
        var operations = await Operations(image);
        var seed = Seed();
        var every = Environment.GetEnvironmentVariable("PATCHKIT_EVERY_CUT") == "1";
        var offset = new Random(seed).Next(Stride);
        var places = Enumerable.Range(1, operations.All)
            .Where(place => every || place % (operations.Applies(place) ? Losses.Count : Stride) == (operations.Applies(place) ? (int)loss - 1 : offset))
            .ToList();
        await Parallel.ForEachAsync(places, async (place, _) =>
        {
            var disk = PowerCutDisk.Holding(image);
            disk.CutAt = place;
            Assert.True(await IsCut(disk, 1), $"operation {place} was never reached");
            var survived = PowerCutDisk.Holding(disk.Survivors(loss, new Random(place)));
            await Describing($"{what}: cut at operation {place} of {operations}, losing {loss}", async () =>
            {
                var remains = new SessionRemains(World, old, applied);
                remains.Check(survived);
                await then(survived, remains);
            });
        });
        Console.WriteLine(
            $"{what}, losing {loss}: {operations.All} operations ({string.Join(", ", operations.Counts.Select(pair => $"{pair.Value} {pair.Key}"))}), "
            + $"cut at {places.Count} of them, {places.Count(operations.Applies)} while applying ({(every ? "every one" : $"one in {Losses.Count}, one in {Stride} of the others from {offset}, seed {seed}")}), "
            + "0 between old and new");
    }

    // New starts until one has written its receipt to the stick.
    private static async Task<SessionOutcome> ToTheEnd(PowerCutDisk disk, SessionRemains remains)
    {
        for (var start = 3; start < 3 + MostStarts; start++)
        {
            var outcome = await World.Start(disk, start);
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

    private static async Task<bool> IsCut(PowerCutDisk disk, int start)
    {
        try
        {
            await World.Start(disk, start);
            return false;
        }
        catch (PowerCutException)
        {
            return true;
        }
    }

    private static async Task<SessionOperations> Operations(IReadOnlyDictionary<string, byte[]> image)
    {
        var disk = PowerCutDisk.Holding(image);
        var stages = new Dictionary<Stage, int>();
        await World.Start(disk, 1, happened =>
        {
            if (happened is StageStarted started)
                stages[started.Stage] = disk.Operations;
        });
        return new(disk.Operations, stages[Stage.Apply] + 1, stages[Stage.Receipt], disk.Counts);
    }

    private static async Task<string> ApplyAll()
    {
        var disk = PowerCutDisk.Holding(World.Untouched);
        var outcome = await World.Start(disk, 1);
        Assert.True(outcome is { Verdict: Verdict.Applied, Refusal: null, Receipt.Length: > 0 }, outcome.ToString());
        return World.Snapshot(disk.Inner);
    }

    private static async Task Describing(string what, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception wrong)
        {
            throw new InvalidOperationException($"{what}: {wrong.Message}", wrong);
        }
    }

    private static int Seed() =>
        Environment.GetEnvironmentVariable("PATCHKIT_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();

    /// <summary>How many operations a session has, and which of them apply.</summary>
    private sealed record SessionOperations(int All, int ApplyBegins, int ApplyEnds, SortedDictionary<string, int> Counts)
    {
        public bool Applies(int place) => place >= ApplyBegins && place <= ApplyEnds;

        public override string ToString() => $"{All}, {ApplyBegins} to {ApplyEnds} of them apply";
    }
}
