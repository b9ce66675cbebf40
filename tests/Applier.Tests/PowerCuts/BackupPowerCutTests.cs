using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using PatchKit.Applier.Backups;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Tests.Applier.Backups;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>The power goes at every operation of a backup and of a restore.</summary>
public sealed class BackupPowerCutTests
{
    private const string Id = "M70503-Dx-2";
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "backups-in-memory");
    private static readonly string Place = Path.Combine(Root, "place");
    private static readonly Dictionary<string, byte[]> Sources = new(StringComparer.Ordinal)
    {
        ["config/app.cfg"] = BackupRoom.Text(5000),
        ["config/deep/settings.xml"] = "<a/>"u8.ToArray(),
        ["data/run/a.bcl"] = BackupRoom.Noise(60_000),
        ["data/run/b.bcl"] = BackupRoom.Noise(50_000, 2),
        ["data/run/empty.txt"] = [],
        ["data/run/large.fastq"] = BackupRoom.Noise(1_200_000, 3),
        ["data/run/log.txt"] = BackupRoom.Text(40_000),
    };

    public static TheoryData<Loss> Losses { get; } = [.. Enum.GetValues<Loss>()];

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_cut_at_any_operation_of_a_backup_leaves_one_that_is_whole_or_gone_on_with(Loss loss)
    {
        var image = ImageWithAnEarlierBackup();
        Cuts.AtEach("backup", image, loss, disk => Assert.Null(Take(disk, Id).Refusal), disk =>
        {
            var files = new PowerCutFileSystem(disk);
            AssertWhole(files, "M70503-Dx-1");
            Assert.Null(new BackupPlace(files, Place).Interrupted("M70503-Ruo-"));
            if (files.File.Exists(new BackupPlace(files, Place).Manifest(Id)))
                AssertWhole(files, Id);
            else
                Assert.Null(Take(disk, Id).Refusal);
            AssertWhole(files, Id);
            AssertWhole(files, "M70503-Dx-1");
            Assert.Null(new BackupPlace(files, Place).Interrupted("M70503-Dx-"));
            foreach (var (path, bytes) in Sources)
                Assert.Equal(bytes, disk.Inner.File.ReadAllBytes(Path.Combine(Root, path)));
        });
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_cut_at_any_operation_of_a_restore_leaves_each_file_old_or_new(Loss loss)
    {
        var taken = PowerCutDisk.Holding(ImageWithAnEarlierBackup());
        Assert.Null(Take(taken, Id).Refusal);
        var image = taken.Survivors(Loss.Nothing, new Random(0));
        var changed = Path.Combine(Root, "data/run/b.bcl");
        var spoilt = new Dictionary<string, byte[]>(image, StringComparer.Ordinal)
        {
            [Path.Combine(Root, "config/app.cfg")] = "spoilt"u8.ToArray(),
            [changed] = BackupRoom.Noise(50_000, 9),
            [Path.Combine(Root, "data/run/large.fastq")] = [1, 2, 3],
        };
        spoilt.Remove(Path.Combine(Root, "data/run/log.txt"));
        Cuts.AtEach("restore", spoilt, loss, disk => Assert.Null(Restore(disk).Refusal), disk =>
        {
            foreach (var (path, right) in Sources)
            {
                var target = Path.Combine(Root, path);
                var now = disk.Inner.File.Exists(target) ? disk.Inner.File.ReadAllBytes(target) : null;
                Assert.True(now is null
                    ? !spoilt.ContainsKey(target)
                    : now.AsSpan().SequenceEqual(right) || now.AsSpan().SequenceEqual(spoilt.GetValueOrDefault(target)),
                    $"{path} is between old and new");
            }

            Assert.Null(Restore(disk).Refusal);
            foreach (var (path, right) in Sources)
                Assert.Equal(right, disk.Inner.File.ReadAllBytes(Path.Combine(Root, path)));
            Assert.DoesNotContain(((MockFileSystem)disk.Inner).AllFiles, DurableFile.IsNeighbour);
        });
    }

    [Fact]
    public void A_disk_that_fills_at_any_operation_of_a_backup_is_refused_and_the_next_try_goes_on()
    {
        var image = ImageWithAnEarlierBackup();
        var whole = PowerCutDisk.Holding(image);
        Assert.Null(Take(whole, Id).Refusal);
        for (var place = 1; place <= whole.Operations; place++)
        {
            var disk = PowerCutDisk.Holding(image);
            disk.Refuses = (kind, number) =>
                kind is "write" or "create" && number >= place ? new IOException("No space left on device", 28) : null;
            var taken = Take(disk, Id);
            Assert.True(taken.Refusal is null or { Code: RefusalCode.DiskFull }, $"full from operation {place}: {taken.Refusal}");
            disk.Refuses = (_, _) => null;
            AssertWhole(disk.Inner, "M70503-Dx-1");
            if (taken.Refusal is not null)
                Assert.True(Take(disk, Id).Refusal is null, $"full from operation {place}");
            AssertWhole(disk.Inner, Id);
        }

        Console.WriteLine($"disk that fills during a backup: {whole.Operations} moments, each refused as full and gone on with");
    }

    // One backup is whole; since then files of the mandatory and the optional set have changed, and some are new.
    private static Dictionary<string, byte[]> ImageWithAnEarlierBackup()
    {
        var before = Sources.ToDictionary(file => Path.Combine(Root, file.Key), file => file.Value, StringComparer.Ordinal);
        before[Path.Combine(Root, "config/app.cfg")] = "older"u8.ToArray();
        before[Path.Combine(Root, "data/run/a.bcl")] = BackupRoom.Noise(40_000, 7);
        before.Remove(Path.Combine(Root, "data/run/b.bcl"));
        before.Remove(Path.Combine(Root, "data/run/large.fastq"));
        var disk = PowerCutDisk.Holding(before);
        Assert.Null(Take(disk, "M70503-Dx-1").Refusal);
        var image = disk.Survivors(Loss.Nothing, new Random(0));
        foreach (var (path, bytes) in Sources)
            image[Path.Combine(Root, path)] = bytes;
        return image;
    }

    private static Result<BackupTaken> Take(PowerCutDisk disk, string id) =>
        new BackupTaker(new PowerCutFileSystem(disk), TimeProvider.System).Take(
        new(
            id,
            Place,
            "MiSeqDx M70503",
            "Dx",
            [new(BackupRoom.InstrumentRoot, Path.Combine(Root, "config"), Mandatory: true),
                new(BackupRoom.DataRoot, Path.Combine(Root, "data"), Mandatory: false)],
            [new("services.json", "[]"u8.ToArray())])
        {
            Options = new() { Workers = 1, VolumeTarget = 16 << 10 },
        },
        null,
        CancellationToken.None);

    private static Result<RestoredBackup> Restore(PowerCutDisk disk) =>
        new BackupRestorer(new PowerCutFileSystem(disk), TimeProvider.System).Restore(
        new(Place, Id, path => Path.Combine(
            Root,
            path.StartsWith(BackupRoom.InstrumentRoot, StringComparison.Ordinal) ? "config" : "data",
            Below(path))),
        null,
        CancellationToken.None);

    // C:\Instrument\deep\x is deep/x.
    private static string Below(string path) => string.Join('/', path.Split('\\')[2..]);

    private static void AssertWhole(IFileSystem files, string id)
    {
        var verified = new BackupVerifier(files, TimeProvider.System).Verify(
            new(new BackupPlace(files, Place), id) { Workers = 1 }, null, CancellationToken.None);
        Assert.True(verified.Refusal is null, $"{id}: {verified.Refusal}");
    }
}
