using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>
/// What is said of the instrument is what its journal, its receipts and its files say, whatever stopped a session and wherever.
/// The journal is read by hand here, and the truth is the instrument's own files.
/// </summary>
public sealed class InstrumentStateTests(ITestOutputHelper output)
{
    private const int Sessions = 200;

    [Fact]
    public async Task After_a_fault_at_any_place_what_is_said_of_the_instrument_is_true()
    {
        var world = SessionWorld.WithEveryKind();
        var seed = Cuts.Seed();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var whole = PowerCutDisk.Holding(world.Untouched);
        var old = world.Snapshot(whole.Inner);
        await world.Start(whole, 1);
        var (applied, last) = (world.Snapshot(whole.Inner), whole.Operations);
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var session = 0; session < Sessions; session++)
        {
            var fails = session % 3 == 2;
            var disk = PowerCutDisk.Holding(fails ? world.LastStepFails : world.Untouched);
            var (place, kind) = (random.Next(1, last + 60), random.Next(3));
            var what = $"seed {seed}, session {session}: {(kind == 0 ? "cut" : kind == 1 ? "EIO" : "full")} at {place}";
            await Cuts.Describing(what, async () =>
            {
                var (outcome, survivors) = await Faulty(world, disk, kind, place, random);
                var files = survivors.Inner;
                var state = world.StateOn(files);
                if (outcome is not null)
                    IsSaid(outcome, state);
                IsTrue(state, new(files, world.State), world.Snapshot(files), fails ? null : applied,
                    fails ? world.Snapshot(PowerCutDisk.Holding(world.LastStepFails).Inner) : old);
                seen[state.Standing.ToString()] = seen.GetValueOrDefault(state.Standing.ToString()) + 1;

                var told = new List<SessionEvent>();
                var next = await world.Start(survivors, 2, told.Add);
                Assert.Equal(state, Assert.IsType<Introduced>(told[0]).State);
                IsSaid(next, world.StateOn(survivors.Inner));
            });
        }

        output.WriteLine(string.Join(", ", seen.Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.True(seen.Count >= 4, "the faults fell on few kinds of states");
    }

    [Fact]
    public async Task An_open_question_whether_to_stop_holds_the_session_before_its_first_change()
    {
        var world = SessionWorld.WithEveryKind();
        var disk = PowerCutDisk.Holding(world.Untouched);
        var old = world.Snapshot(disk.Inner);
        using var stop = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        world.Stops = stop.Token;
        world.Holds = async cancel =>
        {
            asked.TrySetResult();
            await answered.Task;
            cancel.ThrowIfCancellationRequested();
        };

        var session = world.Start(disk, 1);
        await asked.Task;
        Assert.Equal(old, world.Snapshot(disk.Inner));
        Assert.Equal(Standing.Untouched, world.StateOn(disk.Inner).Standing);
        await stop.CancelAsync();
        answered.SetResult();

        var outcome = await session;
        Assert.Equal((RefusalCode.Declined, Standing.Untouched), (outcome.Refusal?.Code, outcome.State.Standing));
        Assert.Equal(old, world.Snapshot(disk.Inner));
    }

    [Fact]
    public async Task Between_two_steps_it_holds_too_and_a_yes_puts_everything_back()
    {
        var world = SessionWorld.WithEveryKind();
        var disk = PowerCutDisk.Holding(world.Untouched);
        var old = world.Snapshot(disk.Inner);
        using var stop = new CancellationTokenSource();
        world.Stops = stop.Token;
        var changes = 0;
        var held = new List<InstrumentState>();
        world.Holds = async cancel =>
        {
            held.Add(world.StateOn(disk.Inner));
            if (++changes == 4)
                await stop.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        };

        var outcome = await world.Start(disk, 1);
        Assert.Equal((Verdict.Undone, Standing.Undone), (outcome.Verdict, outcome.State.Standing));
        Assert.Equal(old, world.Snapshot(disk.Inner));
        // Asked before the first change, before its step, and between the steps: each time what is so then is said.
        Assert.Equal((Standing.Untouched, Standing.Between), (held[0].Standing, held[^1].Standing));
        Assert.True(held[^1].Step > 1, held[^1].ToString());
    }

    [Fact]
    public async Task A_rollback_without_a_stick_says_undone_and_asked_again_sends_its_receipt()
    {
        var world = SessionWorld.WithEveryKind();
        var disk = PowerCutDisk.Holding(world.Untouched);
        var files = disk.Inner;
        var old = world.Snapshot(files);
        Assert.Equal(Verdict.Applied, (await world.Start(disk, 1)).Verdict);
        files.Directory.Move(world.Stick, world.Stick + "-away");

        var first = await world.Rollback(files, 2, world.Open(files));
        Assert.Equal((Verdict.Undone, null, 90), (first.Verdict, first.Refusal, first.ExitCode));
        Assert.Equal((Standing.Undone, 1), (first.State.Standing, first.State.ReceiptsKept));
        Assert.Equal(old, world.Snapshot(files));
        var report = EndReport.Of(first, new("en"));
        Assert.Equal("UPDATE UNDONE", report.Headline);
        Assert.DoesNotContain("could not be put back", string.Join(' ', report.Next.Add(report.Cause)), StringComparison.Ordinal);

        files.Directory.Move(world.Stick + "-away", world.Stick);
        var again = await world.Rollback(files, 3, world.Open(files));
        Assert.Equal((Verdict.Undone, 0), (again.Verdict, again.ExitCode));
        Assert.Equal(0, again.State.ReceiptsKept);
        Assert.Equal(2, files.Directory.EnumerateFiles(StickLayout.Receipts.Under(world.Stick), "*.dsse.json").Count());

        var nothing = await world.Rollback(files, 4, world.Open(files));
        Assert.Equal(RefusalCode.NothingToUndo, nothing.Refusal?.Code);
    }

    [Fact]
    public async Task An_update_after_a_rollback_asks_for_consent_as_a_first_one_does()
    {
        var world = SessionWorld.WithEveryKind();
        var disk = PowerCutDisk.Holding(world.Untouched);
        var files = disk.Inner;
        await world.Start(disk, 1);
        files.Directory.Move(world.Stick, world.Stick + "-away");
        var cutting = new PowerCutFileSystem(disk);
        await world.Rollback(cutting, 2, world.Open(cutting));
        files.Directory.Move(world.Stick + "-away", world.Stick);

        var told = new List<SessionEvent>();
        var outcome = await world.Start(disk, 3, told.Add);
        Assert.Equal(Verdict.Applied, outcome.Verdict);
        var sent = told.FindIndex(happened => happened is Noted { Note: Note.KeptReceiptWritten });
        var consent = told.FindIndex(happened => happened is StageStarted { Stage: Stage.Consent });
        Assert.True(sent >= 0 && sent < consent, "the kept receipt is sent first, and then a person is asked");
    }

    private static async Task<(SessionOutcome? Outcome, PowerCutDisk Survivors)> Faulty(SessionWorld world, PowerCutDisk disk,
        int kind, int place, Random random)
    {
        if (kind == 0)
            disk.CutAt = place;
        else if (kind == 1)
            disk.Refuses = (_, number) => number == place ? new IOException("Input/output error", 5) : null;
        else
            disk.Refuses = (operation, number) => operation is "write" or "create" && number >= place
                ? new IOException("No space left on device", 28)
                : null;
        try
        {
            var outcome = await world.Start(disk, 1);
            disk.Refuses = (_, _) => null;
            disk.CutAt = 0;
            return (outcome, disk);
        }
        catch (PowerCutException)
        {
            return (null, PowerCutDisk.Holding(disk.Survivors(Loss.Some, random)));
        }
    }

    // One verdict, and each sentence from the state.
    private static void IsSaid(SessionOutcome outcome, InstrumentState state)
    {
        Assert.Equal(state, outcome.State);
        foreach (var language in new[] { "en", "it" })
            Assert.Equal(new Texts(language).Of(state), EndReport.Of(outcome, new(language)).State);
        Standing[] fitting = outcome.Verdict switch
        {
            Verdict.Applied or Verdict.AlreadyApplied => [Standing.Done],
            Verdict.Undone => [Standing.Undone, Standing.Untouched],
            Verdict.HalfWay => [Standing.Between, Standing.Untouched, Standing.Done, Standing.NotKnown],
            Verdict.RestartPending => [Standing.RestartAwaited],
            Verdict.Inconsistent => [Standing.Inconsistent],
            _ => [Standing.Untouched, Standing.Undone, Standing.Done],
        };
        Assert.Contains(state.Standing, fitting);
    }

    private static void IsTrue(InstrumentState state, ReadByHand hand, string tree, string? applied, string old)
    {
        Assert.Equal(hand.Kept, state.ReceiptsKept);
        switch (state.Standing)
        {
            case Standing.Untouched or Standing.Undone:
                Assert.Equal(old, tree);
                break;
            case Standing.Done:
                Assert.Equal(applied, tree);
                Assert.Equal(hand.Records.Count > 0 && !hand.IsTold, state.ReportDue);
                break;
            case Standing.Between:
                Assert.Equal((hand.Steps, hand.Undoing), (state.Steps, state.Undoing));
                if (!hand.Undoing)
                    Assert.Equal(hand.Step, state.Step);
                break;
            default:
                Assert.Fail($"{state} after one fault");
                break;
        }
    }
}
