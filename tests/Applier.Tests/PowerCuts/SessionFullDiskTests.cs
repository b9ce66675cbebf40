using System.IO.Abstractions;
using CliWrap;
using CliWrap.Buffered;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// The disk fills at any moment of a session: a clear word, nothing lost, and with room again the session comes to its end.
/// </summary>
public sealed class SessionFullDiskTests
{
    private const int Stride = 12;
    internal const string OnlyRoot =
        "only root on Linux can mount a file system of a given size; the fake disk of the other test stands in";

    // ENOSPC as .NET gives it on Linux.
    private static readonly IOException Full = new("No space left on device", 28);

    private static readonly SessionWorld World = SessionWorld.WithEveryKind();
    private static readonly string Old = World.Snapshot(PowerCutDisk.Holding(World.Untouched).Inner);

    public static bool CanMount => OperatingSystem.IsLinux() && Environment.UserName == "root" && MountWorks.Value;

    private static Lazy<bool> MountWorks { get; } = new(() =>
    {
        var trial = Directory.CreateTempSubdirectory("patchkit-mount-").FullName;
        var mounted = Run("mount", "-t", "tmpfs", "-o", "size=1m", "patchkit", trial).GetAwaiter().GetResult()
            && Run("umount", trial).GetAwaiter().GetResult();
        Directory.Delete(trial);
        return mounted;
    });

    [Fact]
    public async Task A_disk_that_fills_at_any_operation_of_a_session_loses_nothing()
    {
        var whole = PowerCutDisk.Holding(World.Untouched);
        Assert.Equal(Verdict.Applied, (await World.Start(whole, 1)).Verdict);
        var applied = World.Snapshot(whole.Inner);
        var verdicts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var places = Cuts.Share(Enumerable.Range(1, whole.Operations), Stride).ToList();
        await Parallel.ForEachAsync(places, async (place, _) =>
        {
            var disk = PowerCutDisk.Holding(World.Untouched);
            disk.Refuses = (kind, number) => kind is "write" or "create" && number >= place ? Full : null;
            var outcome = await World.Start(disk, 1);
            var what = $"full from operation {place}: {outcome}";
            Assert.True(IsClear(outcome), what);
            if (outcome.State.Standing is Standing.Untouched or Standing.Undone)
                Assert.True(Old == World.Snapshot(disk.Inner), what);
            if (outcome.State.Standing is Standing.Done)
                Assert.True(applied == World.Snapshot(disk.Inner), what);
            if (outcome.State.Standing is Standing.Between)
                Assert.True(outcome is { Verdict: Verdict.HalfWay, Receipt: { Place: "", Code: null } }, what);

            disk.Refuses = (_, _) => null;
            var remains = new SessionRemains(World, Old, applied);
            var ends = new List<Verdict>();
            for (var start = 2; start <= 4 && ends is not [.., Verdict.Applied or Verdict.AlreadyApplied]; start++)
            {
                var next = await World.Start(disk, start);
                ends.Add(next.Verdict);
                Assert.True(next.Verdict is Verdict.Undone || next.Refusal is null, $"{what}, then {next}");
                remains.Check(disk);
            }

            Assert.True(ends is [.., Verdict.Applied or Verdict.AlreadyApplied], $"{what}, then {string.Join(", ", ends)}");
            Assert.True(applied == World.Snapshot(disk.Inner), what);
            Assert.Equal(1, remains.Device(disk).Counters["miseqdx"]);
            lock (verdicts)
            {
                var key = $"{outcome.Verdict}/{outcome.Refusal?.Code.ToString() ?? "-"}";
                verdicts[key] = verdicts.GetValueOrDefault(key) + 1;
            }
        });
        Console.WriteLine(
            $"disk that fills during a session: {places.Count} of {whole.Operations} moments " +
            $"({string.Join(", ", verdicts.Select(pair => $"{pair.Value} {pair.Key}"))})");
    }

    [Fact]
    public async Task An_operation_that_is_refused_once_while_applying_loses_nothing()
    {
        var whole = PowerCutDisk.Holding(World.Untouched);
        var begins = 0;
        await World.Start(whole, 1,
            happened => begins = happened is StageStarted { Stage: Stage.Apply } ? whole.Operations : begins);
        var applied = World.Snapshot(whole.Inner);
        var held = new IOException("the file is in use by another process", 11);
        var places = Cuts.Share(Enumerable.Range(begins + 1, whole.Operations - begins), Stride).ToList();
        var verdicts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(places, async (place, _) =>
        {
            var disk = PowerCutDisk.Holding(World.Untouched);
            disk.Refuses = (_, number) => number == place ? held : null;
            var outcome = await World.Start(disk, 1);
            var what = $"refused at operation {place}: {outcome}";
            Assert.True(outcome.Verdict is not Verdict.Inconsistent, what);
            if (outcome.State.Standing is Standing.Untouched or Standing.Undone)
                Assert.True(Old == World.Snapshot(disk.Inner), what);
            if (outcome.State.Standing is Standing.Done)
                Assert.True(applied == World.Snapshot(disk.Inner), what);
            var remains = new SessionRemains(World, Old, applied);
            remains.Check(disk);
            var next = await World.Start(disk, 2);
            remains.Check(disk);
            Assert.True(next is { Verdict: Verdict.Applied or Verdict.AlreadyApplied, Refusal: null }, $"{what}, then {next}");
            Assert.True(applied == World.Snapshot(disk.Inner), what);
            lock (verdicts)
            {
                var key = $"{outcome.Verdict}/{outcome.Refusal?.Code.ToString() ?? "-"}";
                verdicts[key] = verdicts.GetValueOrDefault(key) + 1;
            }
        });
        Console.WriteLine(
            $"one refused operation: {places.Count} of {whole.Operations - begins} moments " +
            $"({string.Join(", ", verdicts.Select(pair => $"{pair.Value} {pair.Key}"))})");
    }

    [Fact(Skip = OnlyRoot, SkipUnless = nameof(CanMount))]
    public async Task A_real_disk_that_is_too_small_or_fills_is_refused_and_with_room_the_session_succeeds()
    {
        Directory.CreateDirectory(World.Folder);
        Assert.True(await Run("mount", "-t", "tmpfs", "-o", "size=8m", "patchkit", World.Folder));
        try
        {
            var files = new FileSystem();
            World.PutOn(files);

            var small = await World.Start(files, 1);
            Assert.Equal((Verdict.Refused, RefusalCode.SpaceLacking), (small.Verdict, small.Refusal?.Code));
            Assert.Equal(Old, World.Snapshot(files));

            Assert.True(await Run("mount", "-o", "remount,size=64m", World.Folder));
            foreach (var stage in new[] { Stage.Backup, Stage.Apply })
            {
                var filler = Path.Combine(World.Folder, "filler");
                var full = await World.Start(files, 1 + (int)stage, happened =>
                {
                    if (happened is StageStarted started && started.Stage == stage)
                        Fill(filler);
                });
                Assert.True(full.Refusal?.Code is RefusalCode.DiskFull or RefusalCode.SpaceLacking, $"{stage}: {full}");
                Assert.Equal(Verdict.Refused, full.Verdict);
                Assert.Equal(Old, World.Snapshot(files));
                File.Delete(filler);
            }

            var roomy = await World.Start(files, 20);
            Assert.True(roomy is { Verdict: Verdict.Applied, Refusal: null }, roomy.ToString());
            Assert.NotEqual(Old, World.Snapshot(files));
        }
        finally
        {
            await Run("umount", World.Folder);
            Directory.Delete(World.Folder);
        }
    }

    // What a full disk may be called: never a fault of the program, never success without a receipt said to be missing.
    private static bool IsClear(SessionOutcome outcome) => outcome.Refusal is null
        ? outcome is { Verdict: Verdict.Applied, Receipt: { Place.Length: > 0 } or { Fault: not null } }
        : outcome.Refusal.Code is RefusalCode.DiskFull or RefusalCode.SpaceLacking or RefusalCode.ReceiptNotWritten
            or RefusalCode.StickReadOnly;

    private static void Fill(string path)
    {
        using var stream = new FileStream(path, FileMode.Create);
        try
        {
            for (var piece = 1 << 20; piece > 0; piece /= 2)
                FillBy(stream, piece);
        }
        catch (IOException)
        {
        }
    }

    private static void FillBy(FileStream stream, int piece)
    {
        try
        {
            while (true)
            {
                stream.Write(new byte[piece]);
                stream.Flush();
            }
        }
        catch (IOException)
        {
            // So much for pieces of this size.
        }
    }

    internal static async Task<bool> Run(string program, params string[] arguments)
    {
        try
        {
            return (await Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync()).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
