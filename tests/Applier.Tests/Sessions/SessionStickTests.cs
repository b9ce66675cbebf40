using System.IO.Abstractions;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Receipts;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>
/// The stick that a session began with is swapped or vanishes before the receipt is written: nothing goes to another medium.
/// </summary>
public sealed class SessionStickTests
{
    private const string Away = "-in-a-pocket";

    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;

    public SessionStickTests() => _disk = PowerCutDisk.Holding(_world.Untouched);

    /// <summary>What stands where the stick was.</summary>
    public static TheoryData<string> Swaps { get; } =
        ["another stick", "the same name with another release", "an empty drive", "nothing"];

    private IFileSystem Files => _disk.Inner;

    [Theory]
    [MemberData(nameof(Swaps))]
    public async Task A_receipt_is_never_written_to_what_has_taken_the_sticks_place(string swap)
    {
        var outcome = await Start(() => Swap(swap));
        Assert.Equal((Verdict.Applied, null, RefusalCode.ReceiptNotWritten),
            (outcome.Verdict, outcome.Refusal, outcome.Receipt.Fault?.Code));
        Assert.Equal(90, outcome.ExitCode);
        Assert.Equal((Standing.Done, 1), (outcome.State.Standing, outcome.State.ReceiptsKept));
        Assert.False(Files.Directory.Exists(Receipts) && Files.Directory.EnumerateFiles(Receipts).Any(),
            "the receipt lies on another medium");
        Assert.Equal(swap != "nothing", Files.Directory.Exists(_world.Stick));
        Assert.Single(new ReceiptOutbox(Files, _world.State).Kept);
        // It is named, so that a person knows which one to plug in.
        Assert.Contains(StickBenchName, outcome.Receipt.Fault!.Place, StringComparison.Ordinal);
        if (swap == "another stick")
            Assert.Contains("PK-0666", outcome.Receipt.Fault.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Swaps))]
    public async Task The_same_stick_plugged_in_again_takes_it(string swap)
    {
        var asked = new List<RefusalCode>();
        _world.TriesAgain = question =>
        {
            asked.Add(question.Refusal.Code);
            Bring();
            return true;
        };
        var outcome = await Start(() => Swap(swap));
        Assert.Equal((Verdict.Applied, null), (outcome.Verdict, outcome.Refusal));
        Assert.Equal([RefusalCode.ReceiptNotWritten], asked);
        Assert.Single(Files.Directory.EnumerateFiles(Receipts, "*.dsse.json"));
        Assert.Empty(new ReceiptOutbox(Files, _world.State).Kept);
    }

    [Fact]
    public async Task The_stick_is_let_go_when_nothing_touches_it_any_more()
    {
        var asked = new List<string>();
        _world.Ports = ports => Watched.Of(ports, asked.Add);
        _world.Disk = files => new WatchedDisk(files, asked.Add);

        Assert.Null((await Start(() => { })).StickDoubt);

        var released = asked.FindIndex(call => call.StartsWith("IDrives.Release ", StringComparison.Ordinal));
        Assert.Contains(asked.Take(Math.Max(0, released)), call => call.Contains(Receipts, StringComparison.Ordinal));
        Assert.DoesNotContain(asked.Skip(released + 1), call => call.Contains(_world.Stick, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_later_start_sends_what_was_kept()
    {
        await Start(() => Swap("another stick"));
        Bring();
        var outcome = await Start(() => { });
        Assert.Equal((Verdict.AlreadyApplied, null), (outcome.Verdict, outcome.Refusal));
        Assert.Equal(2, Files.Directory.EnumerateFiles(Receipts, "*.dsse.json").Count());
        // The second start only looked at the plan: of an application that never began nothing is left.
        Assert.Single(Files.Directory.GetDirectories(Files.Path.Combine(_world.State, "applications")));
    }

    private static string StickBenchName => "PK-0042";

    private string Receipts => StickLayout.Receipts.Under(_world.Stick);

    // The plan is applied, and its receipt is about to be written.
    private Task<SessionOutcome> Start(Action beforeTheReceipt) => _world.Start(_disk, 1, happened =>
    {
        if (happened is StageStarted { Stage: Stage.Receipt })
            beforeTheReceipt();
    });

    private void Swap(string swap)
    {
        Files.Directory.Move(_world.Stick, _world.Stick + Away);
        if (swap == "nothing")
            return;
        Files.Directory.CreateDirectory(_world.Stick);
        if (swap == "an empty drive")
            return;
        foreach (var file in Files.Directory.EnumerateFiles(_world.Stick + Away, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_world.Stick, Path.GetRelativePath(_world.Stick + Away, file));
            Files.Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            Files.File.Copy(file, copy);
        }

        if (swap == "another stick")
            Files.File.WriteAllBytes(StickLayout.Marker.Under(_world.Stick), StickMarker.Write(Token.Of<StickId>("PK-0666")));
        else
            Files.File.AppendAllText(StickLayout.Metadata.Append("timestamp.json").Under(_world.Stick), "\n");
    }

    private void Bring()
    {
        if (Files.Directory.Exists(_world.Stick))
            Files.Directory.Delete(_world.Stick, recursive: true);
        Files.Directory.Move(_world.Stick + Away, _world.Stick);
    }
}
