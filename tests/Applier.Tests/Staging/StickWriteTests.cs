using System.IO.Abstractions;
using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Backups;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// Many sticks at once, some of them bad: each is right to the last byte or is named and none, and no bad one stops a good one.
/// </summary>
public sealed class StickWriteTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);
    private readonly DeskBench _bench = new();
    private DeskRelease _release;

    public StickWriteTests() => _release = _bench.Publish(yaml => yaml).Value;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Eight_sticks_are_whole_each_for_its_own_order_and_the_source_is_read_once()
    {
        var opened = 0;
        var zip = Directory.EnumerateFiles(Path.Combine(_release.Folder, "targets", "bundles"), "*.zip").Single();
        var watched = new WatchedDisk(new FileSystem(), call => opened += call.Contains(zip, StringComparison.Ordinal)
            && call.StartsWith("IFileStreamFactory.New", StringComparison.Ordinal) ? 1 : 0);
        var services = new PackagerServices(watched, _bench.Clock, TextWriter.Null, TextWriter.Null, Interactive: false);

        var made = Write(8, maker: new(services, _release.Folder, _bench.Ledger)).Value;

        Assert.All(made, one => Assert.Null(one.Fault));
        Assert.Equal(8, _bench.Entries());
        foreach (var (index, one) in made.Index())
        {
            Assert.Equal($"PK-{index}", one.Contents!.Delivery.Stick.Text);
            Assert.Null(_bench.Instrument(_release, one.Output));
            AssertCompanion(one.Output);
        }

        // Once for its directory, when the orders are looked at, and once for all sticks.
        Assert.Equal(2, opened);
    }

    [Fact]
    public void Restricted_sticks_are_written_together_and_each_has_a_bundle_that_its_own_code_alone_opens()
    {
        var made = Write(3, order: (_, one) => one with { UnlockCode = true }).Value;

        Assert.All(made, one => Assert.Null(one.Fault));
        Assert.Equal(3, _bench.Entries());
        var repository = ReleaseRepository.Open(new FileSystem(), _bench.Clock, _release.Folder).Value;
        var listed = repository.Find(ReleaseRoles.Bundles, StickLayout.Bundle(_release.Manifest.Bundle))!;
        foreach (var one in made)
        {
            var zip = Assert.Single(Directory.EnumerateFiles(one.Output, "*.zip", SearchOption.AllDirectories));
            foreach (var other in made)
            {
                var code = UnlockCodes.Of(_bench.Desk.Signer, other.Stick, other.Contents!.Delivery.Nonce).Value;
                var refusal = BundleLock.Open(new FileSystem(), zip, code, listed, _bench.Next("opened"));
                Assert.Equal(one == other ? null : RefusalCode.UnlockCodeWrong, refusal?.Code);
            }

            AssertCompanion(one.Output);
        }
    }

    [Fact]
    public void Orders_with_a_code_and_orders_without_one_are_two_runs()
    {
        var refusal = Write(2, order: (index, one) => one with { UnlockCode = index == 1 }).Refusal;
        Assert.Equal((RefusalCode.AuthoredInvalid, "PK-1"), (refusal?.Code, refusal?.Place));
    }

    [Fact]
    public void A_medium_that_stores_another_byte_of_any_file_is_named_and_the_others_finish()
    {
        // Every kind of file of a stick, in one run: each medium spoils another one.
        var names = DeskFiles();
        var made = Write(names.Count + 1, disk: index => index == 0 ? new FileSystem()
            : new FaultyMedium { Alters = path => path.EndsWith(names[index - 1], StringComparison.Ordinal) }).Value;

        Assert.Null(made[0].Fault);
        foreach (var (index, one) in made.Index().Skip(1))
        {
            Assert.True(one.Fault?.Code == RefusalCode.FileAltered, $"{names[index - 1]}: {one.Fault}");
            Assert.EndsWith(names[index - 1], one.Fault!.Place, StringComparison.Ordinal);
            Assert.Contains("is not what was written", one.Fault.Reason, StringComparison.Ordinal);
            Assert.False(Directory.Exists(one.Output), $"{names[index - 1]}: something is left");
        }

        // A text or a marker that does not read back is found after the stick was entered: the same order again is right then.
        var late = names.Count(name => name == StickLayout.Marker.Text
            || name.StartsWith("START-HERE", StringComparison.Ordinal));
        Assert.Equal(1 + late, _bench.Entries());
    }

    [Fact]
    public void A_medium_with_less_room_than_it_says_is_called_a_forgery()
    {
        var made = Write(2, disk: index => index == 0 ? new FaultyMedium { Wraps = 40 * 512 } : new FileSystem()).Value;

        Assert.Null(made[1].Fault);
        Assert.Equal(RefusalCode.FileAltered, made[0].Fault?.Code);
        Assert.Contains("less room than it says, and its writes wrap around", made[0].Fault!.Reason, StringComparison.Ordinal);
        Assert.Equal(1, _bench.Entries());
        Assert.False(Directory.Exists(made[0].Output));
    }

    [Fact]
    public void One_that_is_slow_is_left_behind_named_and_whole()
    {
        _release = _bench.Publish(yaml => yaml, payload: 40 << 20).Value;
        using var others = new CountdownEvent(2);
        var late = false;
        // The slow one writes its second piece only when the two others are whole: were they to wait for it, nobody ended.
        var made = Write(3, patience: Soon, disk: index => index == 1
            ? new FaultyMedium { Writing = _ => late |= !others.Wait(20_000) }
            : new FaultyMedium { Writing = path => Count(path, others) }).Value;

        Assert.All(made, one => Assert.Null(one.Fault));
        Assert.False(late, "the others waited for the slow one");
        Assert.True(made[1].WasSlow);
        Assert.Equal([false, false], new[] { made[0].WasSlow, made[2].WasSlow });
        Assert.Null(_bench.Instrument(_release, made[1].Output));
    }

    [Theory]
    [InlineData("bundles")]
    [InlineData("timestamp.json")]
    [InlineData("patchkit-stick.json")]
    public void One_that_is_pulled_in_the_middle_is_named_and_goes_on_when_the_run_is_repeated(string at)
    {
        var pulled = true;
        IFileSystem Disk(int index) => index == 0
            ? new FaultyMedium
            {
                Writing = path =>
                {
                    if (pulled && path.Contains(at, StringComparison.Ordinal))
                        throw new IOException("No such device", 19);
                },
            }
            : new FileSystem();
        var made = Write(2, disk: Disk).Value;
        Assert.Equal(RefusalCode.StickGone, made[0].Fault?.Code);
        Assert.Null(made[1].Fault);

        pulled = false;
        var again = Write(2, disk: Disk).Value;

        Assert.All(again, one => Assert.Null(one.Fault));
        Assert.Equal([false, true], again.Select(one => one.WasThere));
        Assert.Equal(made[1].Contents!.Delivery.Nonce, again[1].Contents!.Delivery.Nonce);
        Assert.Null(_bench.Instrument(_release, again[0].Output));
    }

    [Fact]
    public void What_is_left_of_an_earlier_stick_goes_only_with_a_yes_and_receipts_never()
    {
        var asked = new List<string>();
        var made = Write(1).Value[0];
        File.Delete(StickLayout.Marker.Under(made.Output));
        File.WriteAllText(Path.Combine(made.Output, "holiday.jpg"), "somebody's");

        Assert.Equal(RefusalCode.OutputExists, Write(1).Value[0].Fault?.Code);
        var receipt = Path.Combine(made.Output, "receipts", "x.dsse.json");
        File.WriteAllText(receipt, "evidence");
        Assert.Contains("receipts of an earlier stick", Emptied(true).Fault!.Reason, StringComparison.Ordinal);
        File.Delete(receipt);
        Assert.Equal(RefusalCode.OutputExists, Emptied(false).Fault?.Code);
        Assert.Null(Emptied(true).Fault);
        Assert.Contains(asked, question => question.Contains("holds an earlier stick", StringComparison.Ordinal));
        Assert.Equal("somebody's", File.ReadAllText(Path.Combine(made.Output, "holiday.jpg")));

        // The name of a whole stick is taken, whatever became of it.
        StickOutcome Emptied(bool yes) => Write(1,
            order: (_, one) => one with { Stick = Token.Of<StickId>("PK-9") },
            empty: question =>
            {
                asked.Add(question);
                return yes;
            }).Value[0];
    }

    [Fact]
    public void A_medium_that_is_unfit_stops_its_own_stick_and_an_order_that_is_unfit_stops_all()
    {
        var made = Write(2, output: index => index == 0 ? "/proc/nosuch/E" : null).Value;
        Assert.Equal([RefusalCode.AccessDenied, null], made.Select(one => one.Fault?.Code));
        Assert.Equal(1, _bench.Entries());

        var refused = Write(3, order: (index, order) => index == 2 ? order with { Stick = Token.Of<StickId>("PK-0") } : order);
        Assert.Equal(RefusalCode.AuthoredInvalid, refused.Refusal?.Code);
        refused = Write(3, order: (index, order) => index == 2 ? order with
        { Instruments = [new(Token.Of<ProductId>("miseq-dx"), Token.Of<SerialNumber>("M70503"), [SampleModes.Dx])] } : order);
        Assert.Equal(RefusalCode.NotForThisInstrument, refused.Refusal?.Code);
        Assert.Equal(1, _bench.Entries());
    }

    [Fact]
    public void What_makes_a_stick_of_it_is_written_last_when_every_other_byte_was_read_back()
    {
        var (written, read, entered) = (new List<string>(), new HashSet<string>(), -1L);
        var made = Write(1, disk: _ => new FaultyMedium
        {
            Writing = path =>
            {
                if (Late(path) && entered < 0)
                    entered = _bench.Entries();
                written.Add(path);
                Assert.True(!Late(path) || read.Count > 0);
                if (Late(path))
                    Assert.Empty(written.Where(one => !Late(one)).Except(read));
            },
            Reading = path => read.Add(path),
        }).Value[0];

        Assert.Null(made.Fault);
        Assert.Equal(1, entered);
        Assert.Equal(StickLayout.Marker.Text, Path.GetFileName(written[^1]));
        Assert.DoesNotContain(written.SkipWhile(path => !Late(path)), path => !Late(path));
        Assert.Empty(written.Except(read));

        static bool Late(string path) => path.EndsWith(StickLayout.Marker.Text, StringComparison.Ordinal)
            || Path.GetFileName(path).StartsWith("START-HERE", StringComparison.Ordinal);
    }

    [Fact]
    public void The_ledger_has_what_was_read_back_before_it_has_the_stick()
    {
        var made = Write(1).Value[0];
        var list = Directory.EnumerateFiles(made.Output, "*.files.json", SearchOption.AllDirectories).Single();
        var log = _bench.Log();
        var note = log.Single(entry => entry.Kind == "ReadBack");
        var digest = Sha256Digest.Of(File.ReadAllBytes(list));
        Assert.Equal($"{digest} {made.Contents!.Files.Files.Length} {made.ReadFrom}", note.Body);
        Assert.True(note.Number < log.Single(entry => entry.Kind == "Written").Number);
    }

    [Fact]
    public void The_systems_own_drive_is_never_written_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "its root is / there");
        var made = Write(1, output: _ => "/").Value[0];
        Assert.Equal(RefusalCode.Usage, made.Fault?.Code);
        Assert.Contains("the system's drive", made.Fault!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ntfs")]
    [InlineData("exfat")]
    [InlineData("fat32")]
    public async Task On_a_file_system_of_Windows_a_stick_is_written_read_back_and_taken(string kind)
    {
        await using var mounted = await MountedDisk.Of(kind);
        var made = Write(2, output: index => index == 0 ? mounted.Root : null, disk: Told(kind)).Value;

        Assert.All(made, one => Assert.Null(one.Fault));
        Assert.True(kind == "fat32" || made[0].ReadFrom != ReadSource.Cache);
        await mounted.Remount();
        Assert.Null(_bench.Instrument(_release, mounted.Root));
        AssertCompanion(mounted.Root);
    }

    // Not FAT: whoever serves it here cannot remove what a cut has left there.
    [Theory]
    [InlineData("ntfs")]
    [InlineData("exfat")]
    public async Task A_file_system_of_Windows_that_is_pulled_in_the_middle_is_named_and_made_whole_when_it_is_back(string kind)
    {
        _release = _bench.Publish(yaml => yaml, payload: 24 << 20).Value;
        await using var mounted = await MountedDisk.Of(kind);
        var (written, pulled) = (0, false);
        var made = Write(2, output: index => index == 0 ? mounted.Root : null, disk: index => index == 0
            ? new FaultyMedium
            {
                // In the middle of the bundle, a piece of 1 MiB at a time.
                Writing = _ =>
                {
                    if (++written != 12 || pulled)
                        return;
                    pulled = true;
                    mounted.Pull();
                },
            }
            : new FileSystem()).Value;

        Assert.True(pulled);
        Assert.Equal(RefusalCode.StickGone, made[0].Fault?.Code);
        Assert.Null(made[1].Fault);
        Assert.Equal(1, _bench.Entries());

        await mounted.PlugIn();
        Assert.False(File.Exists(StickLayout.Marker.Under(mounted.Root)), "what was cut off is no stick");
        var again = Write(2, output: index => index == 0 ? mounted.Root : null, empty: _ => true).Value;

        Assert.All(again, one => Assert.Null(one.Fault));
        Assert.Equal([false, true], again.Select(one => one.WasThere));
        await mounted.Remount();
        Assert.Null(_bench.Instrument(_release, mounted.Root));
        AssertCompanion(mounted.Root);
    }

    [Fact]
    public async Task A_medium_that_is_full_is_named_before_anything_is_signed()
    {
        await using var mounted = await MountedDisk.Of("exfat");
        await using (var file = File.Create(Path.Combine(mounted.Root, "full")))
        {
            var room = new DriveInfo(mounted.Root).AvailableFreeSpace - (8 << 20);
            for (var chunk = new byte[1 << 20]; room > 0; room -= chunk.Length)
                await file.WriteAsync(chunk, TestContext.Current.CancellationToken);
        }

        var made = Write(1, output: _ => mounted.Root, yes: true).Value[0];
        Assert.Equal(RefusalCode.SpaceLacking, made.Fault?.Code);
        Assert.Equal(0, _bench.Entries());
    }

    // The room of a FAT disk is not told by whoever serves it here, so that of another disk is.
    private static Func<int, IFileSystem> Told(string kind) => index =>
        index == 0 && kind == "fat32"
            ? new FaultyMedium { RoomOf = Path.GetTempPath() }
            : new FileSystem();

    private static void Count(string path, CountdownEvent others)
    {
        if (path.EndsWith(StickLayout.Marker.Text, StringComparison.Ordinal))
            others.Signal();
    }

    // The names of all files that a stick has, as they end.
    private static List<string> DeskFiles()
    {
        var bench = new DeskBench();
        using (bench)
        {
            var release = bench.Publish(yaml => yaml).Value;
            var stick = bench.Next("stick");
            Assert.Null(bench.Make(release, DeskBench.Order(release.Manifest.Bundle), stick).Refusal);
            return
            [
                .. Directory.EnumerateFiles(stick, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!)
                    .Select(name => name.Contains(".files.json", StringComparison.Ordinal) ? ".files.json"
                        : name.Contains("PK-1.json", StringComparison.Ordinal) ? ".json"
                        : name.EndsWith(".zip", StringComparison.Ordinal) ? ".zip"
                        : name)
                    .Where(name => name != ".json").Order(StringComparer.Ordinal),
            ];
        }
    }

    // What a site's IT does: sha256sum -c, by hand.
    private static void AssertCompanion(string stick) =>
        Assert.All(File.ReadAllLines(Path.Combine(stick, StickLayout.FileList.Text)), line => Assert.Equal(
            line[..64], Sha256Digest.Of(File.ReadAllBytes(Path.Combine(stick, line[66..]))).Hex));

    private Result<StickOutcome[]> Write(int sticks, Func<int, IFileSystem>? disk = null, Func<int, string?>? output = null,
        TimeSpan? patience = null, Func<int, StickOrder, StickOrder>? order = null, Func<string, bool>? empty = null,
        bool yes = true, StickMaker? maker = null)
    {
        var wanted = Enumerable.Range(0, sticks).Select(index =>
        {
            var one = DeskBench.Order(_release.Manifest.Bundle) with { Stick = Token.Of<StickId>($"PK-{index}") };
            return (Order: order?.Invoke(index, one) ?? one,
                Output: output?.Invoke(index) ?? Path.Combine(_bench.Folder, $"E{index}"));
        }).ToList();
        var disks = wanted.Select((one, index) => (one.Output, disk?.Invoke(index) ?? new FileSystem()))
            .ToDictionary(one => one.Output, one => one.Item2);
        maker ??= new(_bench.Services, _release.Folder, _bench.Ledger)
        {
            Disk = at => disks[at],
            Patience = patience ?? SharedPass.UsualPatience,
            Empty = empty,
            GoOn = _ => yes,
        };
        return maker.Make(wanted, _ => _bench.Desk, null);
    }
}
