using PatchKit.Applier.Backups;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Backups;

public class BackupResumeTests
{
    private const int LinuxNoSpace = 28;

    [Fact]
    public void A_cancelled_backup_has_no_manifest_and_nothing_half_done_and_goes_on_where_it_stopped()
    {
        using var room = Room();
        using var cancel = new CancellationTokenSource();
        var files = new MeddlingFileSystem { Opening = path => CancelAt(path, "038.txt", cancel) };
        room.Files = files;

        var stopped = new BackupTaker(files, TimeProvider.System).Take(room.Request(), null, cancel.Token);

        Assert.Equal(RefusalCode.Declined, stopped.Refusal!.Code);
        var folder = Path.Combine(room.Place, "b1");
        Assert.Empty(Directory.GetFiles(folder, "*.part"));
        Assert.False(File.Exists(Path.Combine(folder, "manifest.json")));
        var kept = Directory.GetFiles(folder, "*.zip").ToDictionary(path => path, File.ReadAllBytes);
        Assert.NotEmpty(kept);
        AssertGoesOn(room, files, kept);
    }

    [Fact]
    public void After_a_cut_whole_volumes_count_and_the_rest_is_removed()
    {
        using var room = Room();
        var files = new MeddlingFileSystem { Opening = path => FailAt(path, "030.txt") };
        room.Files = files;
        Assert.ThrowsAny<InvalidOperationException>(() => room.Take());
        var folder = Path.Combine(room.Place, "b1");
        File.WriteAllText(Path.Combine(folder, "volume-0090.zip.part"), "cut off");
        File.WriteAllText(Path.Combine(folder, "volume-0091.zip"), "never indexed");
        File.WriteAllText(Path.Combine(folder, "volume-0092.zip.index.json"), "{\"schema\":\"1.0\",");
        var kept = Directory.GetFiles(folder, "*.index.json")
            .Select(path => path.Replace(".index.json", "", StringComparison.Ordinal))
            .Where(File.Exists).ToDictionary(path => path, File.ReadAllBytes);
        Assert.NotEmpty(kept);

        AssertGoesOn(room, files, kept);
        Assert.DoesNotContain(Directory.GetFiles(folder), path => path.Contains("volume-009", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(400_000)]
    [InlineData(1_500_000)]
    [InlineData(3_900_000)]
    public void A_disk_that_fills_is_a_clear_refusal_and_the_next_try_goes_on(int room1)
    {
        using var room = Room();
        var left = room1;
        var files = new MeddlingFileSystem
        {
            Writing = (_, count) =>
            {
                if (Interlocked.Add(ref left, -count) < 0)
                    throw new IOException("No space left on device", LinuxNoSpace);
            },
        };
        room.Files = files;

        var stopped = room.Take();

        Assert.Equal(RefusalCode.DiskFull, stopped.Refusal!.Code);
        Assert.Empty(Directory.GetFiles(Path.Combine(room.Place, "b1"), "*.part"));
        files.Writing = (_, _) => { };
        room.Prove(room.Take().Value).Value.ToString();
    }

    [Fact]
    public void A_disk_that_fills_while_the_manifest_is_written_loses_no_volume()
    {
        using var room = Room();
        var files = new MeddlingFileSystem
        {
            Writing = (path, _) =>
            {
                if (path.Contains("manifest.json", StringComparison.Ordinal))
                    throw new IOException("No space left on device", LinuxNoSpace);
            },
        };
        room.Files = files;

        Assert.Equal(RefusalCode.DiskFull, room.Take().Refusal!.Code);
        var kept = Directory.GetFiles(Path.Combine(room.Place, "b1"), "*.zip").ToDictionary(path => path, File.ReadAllBytes);

        files.Writing = (_, _) => { };
        var opened = AssertGoesOn(room, files, kept);
        Assert.DoesNotContain(opened, path => path.StartsWith(room.Data, StringComparison.Ordinal));
    }

    [Fact]
    public void Too_little_room_is_known_before_anything_is_copied()
    {
        using var room = Room();
        room.Files = new MeddlingFileSystem { Free = 1_000_000 };

        Assert.Equal(RefusalCode.SpaceLacking, room.Take().Refusal!.Code);
        Assert.Empty(Directory.GetFiles(Path.Combine(room.Place, "b1")));
    }

    private static BackupRoom Room()
    {
        var room = new BackupRoom().Furnish();
        room.Options = new BackupOptions { Workers = 1, VolumeTarget = 100_000 };
        return room;
    }

    private static List<string> AssertGoesOn(BackupRoom room, MeddlingFileSystem files, Dictionary<string, byte[]> kept)
    {
        var opened = new List<string>();
        files.Opening = path =>
        {
            lock (opened)
                opened.Add(path);
        };
        var taken = room.Take().Value;
        files.Opening = _ => { };

        Assert.All(kept, volume => Assert.Equal(volume.Value, File.ReadAllBytes(volume.Key)));
        Assert.All(kept.Keys,
            volume => Assert.Contains(taken.Manifest.Volumes, listed => volume.EndsWith(listed.Name, StringComparison.Ordinal)));
        var sourcesRead = opened.Count(path => path.StartsWith(room.Data, StringComparison.Ordinal));
        Assert.True(sourcesRead < 44, $"{sourcesRead} of 44 optional files were read again");
        Assert.Equal(44, room.Prove(taken).Value.Optional.Files);
        Assert.Empty(Directory.GetFiles(taken.Folder, "*.index.json"));
        return opened;
    }

    private static void CancelAt(string path, string name, CancellationTokenSource cancel)
    {
        if (path.EndsWith(name, StringComparison.Ordinal))
            cancel.Cancel();
    }

    // What no code expects: the nearest thing to the power going.
    private static void FailAt(string path, string name)
    {
        if (path.EndsWith(name, StringComparison.Ordinal))
            throw new InvalidOperationException("cut");
    }
}
