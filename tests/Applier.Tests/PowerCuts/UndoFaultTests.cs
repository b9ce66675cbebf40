using PatchKit.Applier.Applying;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.Applying;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// The disk refuses an operation of a rollback, once or from then on: a single fault is lived through, a lasting one leaves the
/// undo under way, and "do not use" is said only of an instrument that is neither old nor new.
/// </summary>
public sealed class UndoFaultTests
{
    private static readonly PlanWorld World = PlanWorld.WithEveryKind();
    private static readonly Lazy<Task<(Dictionary<string, byte[]> Image, string Applied)>> Applied = new(Apply);

    // EIO and EACCES, as .NET gives them on Linux.
    public static TheoryData<int> Errors { get; } = [5, 13];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task One_refused_operation_of_a_rollback_is_lived_through(int error)
    {
        var old = World.Snapshot(PowerCutDisk.Holding(World.Untouched).Inner);
        var (image, applied) = await Applied.Value;
        var operations = await Operations(image);
        foreach (var place in Cuts.Share(Enumerable.Range(1, operations), 3))
        {
            var (outcome, disk) = await Rollback(image, (_, number) => number == place ? Fault(error) : null);
            Assert.True(outcome.Verdict == Verdict.Undone, $"refused at operation {place} of {operations}: {outcome}");
            Assert.Equal(old, Snapshot(disk));
        }

        Console.WriteLine($"rollback with one operation refused ({error}): {operations} operations, each ended old");
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task A_disk_that_refuses_from_any_operation_of_a_rollback_on_is_never_called_between_and_can_be_gone_on_with(
        int error)
    {
        var old = World.Snapshot(PowerCutDisk.Holding(World.Untouched).Inner);
        var (image, applied) = await Applied.Value;
        var operations = await Operations(image);
        var verdicts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var place in Cuts.Share(Enumerable.Range(1, operations), 3))
        {
            var (outcome, disk) = await Rollback(image, (_, number) => number >= place ? Fault(error) : null);
            var what = $"refused from operation {place} of {operations}: {outcome}";
            var now = Snapshot(disk);
            Assert.True(outcome.Verdict is Verdict.Undone or Verdict.HalfWay or Verdict.Refused, what);
            Assert.True(outcome.Verdict != Verdict.Undone || now == old, what);
            Assert.True(outcome.Verdict != Verdict.Refused || now == applied, what);
            verdicts[outcome.Verdict.ToString()] = verdicts.GetValueOrDefault(outcome.Verdict.ToString()) + 1;

            disk.Refuses = (_, _) => null;
            var transaction = World.Start(new PowerCutFileSystem(disk));
            var stands = transaction.Standing()!;
            Assert.True(stands.Stage == (outcome.Verdict switch
            {
                Verdict.Undone => TransactionStage.Undone,
                Verdict.HalfWay => TransactionStage.Undoing,
                _ => TransactionStage.Applied,
            }), $"{what}, but the journal says {stands.Stage}");
            if (outcome.Verdict == Verdict.Undone)
                continue;
            var next = await transaction.Rollback();
            Assert.True(next is { Verdict: Verdict.Undone, Refusal: null }, $"{what}, then {next}");
            Assert.Equal(old, Snapshot(disk));
        }

        Console.WriteLine($"rollback with all operations refused from one on ({error}): {operations} moments " +
            $"({string.Join(", ", verdicts.Select(pair => $"{pair.Value} {pair.Key}"))})");
    }

    // The sample's script leaves the file behind that it could not rename, which is no file of the kit's.
    private static string Snapshot(PowerCutDisk disk)
    {
        var files = disk.Inner;
        foreach (var left in files.Directory.GetFiles(World.Folder, "ucs-users.cfg.new", SearchOption.AllDirectories))
            files.File.Delete(left);
        return World.Snapshot(files);
    }

    private static async Task<(ApplyOutcome Outcome, PowerCutDisk Disk)> Rollback(
        Dictionary<string, byte[]> image, Func<string, int, Exception?> refuses)
    {
        var disk = PowerCutDisk.Holding(image);
        disk.Refuses = refuses;
        return (await World.Start(new PowerCutFileSystem(disk)).Rollback(), disk);
    }

    private static async Task<int> Operations(Dictionary<string, byte[]> image) =>
        (await Rollback(image, (_, _) => null)).Disk.Operations;

    private static async Task<(Dictionary<string, byte[]>, string)> Apply()
    {
        var disk = PowerCutDisk.Holding(World.Untouched);
        var outcome = await World.Start(new PowerCutFileSystem(disk)).Apply(World.Request, Cancel);
        Assert.True(outcome.Verdict == Verdict.Applied, outcome.ToString());
        return (disk.Survivors(Loss.Nothing, new Random(0)), World.Snapshot(disk.Inner));
    }

    private static Exception Fault(int error) => error == 13
        ? new UnauthorizedAccessException("Permission denied")
        : new IOException("Input/output error", error);
}
