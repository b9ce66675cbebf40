using System.Diagnostics;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Volumes;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Tests.Applier.Backups;

public class BackupRestorerTests
{
    [Fact]
    public void A_changed_and_a_deleted_file_come_back_to_their_place()
    {
        using var room = new BackupRoom().Furnish();
        var before = BackupRoom.Contents(room.Config);
        room.Take();
        var old = File.GetLastWriteTimeUtc(Path.Combine(room.Config, "app.cfg"));
        room.Put(room.Config, "app.cfg", "broken");
        File.SetLastWriteTimeUtc(Path.Combine(room.Config, "app.cfg"), old.AddHours(-1));
        File.Delete(Path.Combine(room.Config, "deep/er/settings.xml"));

        var restored = room.Restore(room.InPlace() with { Only = BackupRoom.InstrumentRoot }).Value;

        Assert.Equal(2, restored.Written);
        Assert.Equal(before, BackupRoom.Contents(room.Config));
        Assert.Equal(old, File.GetLastWriteTimeUtc(Path.Combine(room.Config, "app.cfg")));
    }

    [Fact]
    public void A_newer_file_is_kept_unless_it_may_be_overwritten()
    {
        using var room = new BackupRoom().Furnish();
        room.Take();
        var path = room.Put(room.Config, "app.cfg", "edited later");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));

        var kept = room.Restore(room.InPlace()).Value;
        Assert.Equal([@"C:\Instrument\app.cfg"], kept.KeptNewer);
        Assert.Equal("edited later", File.ReadAllText(path));

        var forced = room.Restore(room.InPlace() with { OverwriteNewer = true }).Value;
        Assert.Equal(1, forced.Written);
        Assert.NotEqual("edited later", File.ReadAllText(path));
    }

    [Fact]
    public void A_link_planted_where_a_restore_writes_first_leads_nowhere()
    {
        using var room = new BackupRoom().Furnish();
        room.Take();
        var path = Path.Combine(room.Config, "app.cfg");
        var old = File.ReadAllText(path);
        File.Delete(path);
        var victim = room.Put(room.Root, "victim.cfg", "of somebody else");
        File.CreateSymbolicLink(DurableFile.Neighbour(path), victim);

        room.Restore(room.InPlace());

        Assert.Equal("of somebody else", File.ReadAllText(victim));
        Assert.Equal(old, File.ReadAllText(path));
        Assert.Null(new FileInfo(path).LinkTarget);
    }

    [Fact]
    public void What_is_already_so_is_not_written()
    {
        using var room = new BackupRoom().Furnish();
        room.Take();

        var restored = room.Restore(room.InPlace()).Value;

        Assert.Equal(0, restored.Written);
        Assert.Equal(46, restored.AlreadySo);
    }

    [Fact]
    public void One_path_is_restored_and_its_neighbours_are_not()
    {
        using var room = new BackupRoom().Furnish();
        room.Put(room.Data, "run/many-more.txt", "neighbour");
        room.Take();
        var elsewhere = Path.Combine(room.Root, "out");

        room.Restore(room.Elsewhere(elsewhere) with { Only = @"D:\Data\run\many" });

        Assert.Equal(40, Directory.GetFiles(elsewhere, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_name_as_long_as_the_disk_takes_is_saved_and_restored()
    {
        using var room = new BackupRoom().Furnish();
        var name = $"run/{new string('n', 255)}";
        room.Put(room.Data, name, "long");
        room.Take();
        File.Delete(Path.Combine(room.Data, name));

        Assert.Null(room.Restore(room.InPlace()).Refusal);

        Assert.Equal("long", File.ReadAllText(Path.Combine(room.Data, name)));
    }

    [Fact]
    public void A_file_of_the_year_29951_is_saved_and_restored_with_exactly_that_time_where_the_disk_takes_it()
    {
        Needed.That(OperatingSystem.IsLinux() && Directory.Exists("/dev/shm"), "a disk that keeps such a time");
        using var room = new BackupRoom(Directory.CreateDirectory($"/dev/shm/patchkit-{Guid.NewGuid():N}")).Furnish();
        room.Put(room.Data, "run/far.txt", "far");
        var path = Path.Combine(room.Data, "run/far.txt");
        using (var touch = Process.Start("touch", ["-d", "@883000000000", path]))
            touch.WaitForExit();
        Assert.ThrowsAny<ArgumentOutOfRangeException>(() => File.GetLastWriteTimeUtc(path));
        Assert.Equal(1, room.Take().Value.UntoldDates);
        File.Delete(path);

        Assert.Empty(room.Restore(room.InPlace()).Value.NotRestored);

        Assert.Equal("far", File.ReadAllText(path));
        Assert.Equal(883_000_000_000 * FileFacts.UnitsPerSecond, FileFacts.WrittenAt(room.Files, path));

        // ext4 ends in the year 2446.
        var elsewhere = Directory.CreateTempSubdirectory("patchkit-far-");
        Assert.Equal(
            [new BackupProblem(@"D:\Data\run\far.txt", "this disk does not take the time of its last write")],
            room.Restore(room.Elsewhere(elsewhere.FullName)).Value.NotRestored);
        elsewhere.Delete(recursive: true);
    }

    [Fact]
    public void A_path_that_is_not_in_the_backup_is_refused()
    {
        using var room = new BackupRoom().Furnish();
        room.Take();

        Assert.Equal(RefusalCode.InputMissing, room.Restore(room.InPlace() with { Only = @"C:\Other" }).Refusal!.Code);
    }

    [Fact]
    public void Damaged_content_never_replaces_a_file()
    {
        using var room = new BackupRoom().Furnish();
        var taken = room.Take().Value;
        var part = room.Listed(taken).Files.Single(file => file.Path.EndsWith("a.bcl", StringComparison.Ordinal)).Parts[0];
        var volume = Path.Combine(room.Place, part.Volume);
        var bytes = File.ReadAllBytes(volume);
        var noise = File.ReadAllBytes(Path.Combine(room.Data, "run/a.bcl")).AsSpan(1000, 64);
        bytes[bytes.AsSpan().IndexOf(noise)] ^= 1;
        File.WriteAllBytes(volume, bytes);
        room.Put(room.Data, "run/a.bcl", "what stands there");

        File.Delete(Path.Combine(room.Data, "run/log.txt"));

        var restored = room.Restore(room.InPlace() with { OverwriteNewer = true }).Value;

        Assert.Equal([@"D:\Data\run\a.bcl"], restored.NotRestored.Select(one => one.Path));
        Assert.True(File.Exists(Path.Combine(room.Data, "run/log.txt")));
        Assert.Equal("what stands there", File.ReadAllText(Path.Combine(room.Data, "run/a.bcl")));
        Assert.DoesNotContain(Directory.GetFiles(room.Data, "*", SearchOption.AllDirectories), DurableFile.IsNeighbour);
    }

    [Fact]
    public void One_file_of_the_run_data_that_cannot_be_put_back_is_listed_and_all_others_come_back()
    {
        using var room = new BackupRoom().Furnish();
        var before = BackupRoom.Contents(room.Data);
        room.Take();
        room.Files = Refusing("a.bcl");
        var elsewhere = Path.Combine(room.Root, "out");

        var restored = room.Restore(room.Elsewhere(elsewhere)).Value;

        Assert.Equal([new BackupProblem(@"D:\Data\run\a.bcl", "access is denied")], restored.NotRestored);
        before.Remove(Path.Combine("run", "a.bcl"));
        Assert.Equal(before, BackupRoom.Contents(Path.Combine(elsewhere, "D", "Data")));
    }

    [Fact]
    public void One_of_the_mandatory_set_ends_the_restore_by_its_name()
    {
        using var room = new BackupRoom().Furnish();
        room.Take();
        room.Files = Refusing("app.cfg");

        var refusal = room.Restore(room.Elsewhere(Path.Combine(room.Root, "out"))).Refusal!;

        Assert.Equal((RefusalCode.AccessDenied, @"C:\Instrument\app.cfg"), (refusal.Code, refusal.Place));
    }

    [Fact]
    public void A_volume_that_is_not_there_is_not_a_thousand_files_that_could_not_be_put_back()
    {
        using var room = new BackupRoom().Furnish();
        File.Delete(Path.Combine(room.Take().Value.Folder, "volume-0001.zip"));

        Assert.Equal(RefusalCode.BackupDamaged, room.Restore(room.Elsewhere(Path.Combine(room.Root, "out"))).Refusal!.Code);
    }

    // What is being written for that file, nobody may open.
    private static MeddlingFileSystem Refusing(string name) => new()
    {
        Opening = path =>
        {
            if (path.StartsWith(DurableFile.Neighbour(path[..(path.LastIndexOf('/') + 1)] + name), StringComparison.Ordinal))
                throw new UnauthorizedAccessException("no");
        },
    };

    [Fact]
    public void A_document_is_read_back_and_never_restored_as_a_file()
    {
        using var room = new BackupRoom().Furnish();
        var document = room.Listed(room.Take().Value).Files.Single(file => file.Path == "services.json");
        using var reader = new ContentReader(room.Files, new BackupPlace(room.Files, room.Place));
        using var bytes = new MemoryStream();

        Assert.Null(reader.Read(document, bytes, meter: null, CancellationToken.None));

        Assert.Equal("{\"services\":[]}", System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
