namespace PatchKit.Tests.Applier.Backups;

public class SecondBackupTests
{
    [Fact]
    public void Only_what_is_new_is_copied_and_all_of_it_is_proven_and_restored()
    {
        using var room = new BackupRoom().Furnish();
        room.Take("b1");
        room.Put(room.Data, "run/new.txt", "new");
        room.Put(room.Data, "run/log.txt", "shorter now");

        var second = room.Take("b2").Value;

        // New, changed, and the document, whose state is captured anew each time.
        Assert.Equal(3, second.Copied.Files);
        Assert.Equal(45, second.ReusedFiles);
        Assert.Equal(45, room.Prove(second).Value.Optional.Files);
        room.Restore(room.Elsewhere(Path.Combine(room.Root, "out"), "b2"));
        Assert.Equal(BackupRoom.Contents(room.Data), BackupRoom.Contents(Path.Combine(room.Root, "out", "D", "Data")));
    }

    [Fact]
    public void A_third_backup_leans_on_the_volumes_themselves_not_on_the_second()
    {
        using var room = new BackupRoom().Furnish();
        room.Take("b1");
        room.Take("b2");
        var third = room.Take("b3").Value;
        Directory.Delete(Path.Combine(room.Place, "b2"), recursive: true);

        Assert.Equal(46, third.ReusedFiles);
        Assert.Equal(44, room.Prove(third).Value.Optional.Files);
    }

    [Fact]
    public void A_mandatory_file_with_the_same_size_and_time_is_known_by_its_bytes()
    {
        using var room = new BackupRoom().Furnish();
        room.Take("b1");
        var path = Path.Combine(room.Config, "app.cfg");
        var time = File.GetLastWriteTimeUtc(path);
        var bytes = File.ReadAllBytes(path);
        bytes[17] ^= 1;
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, time);

        room.Take("b2");
        room.Restore(room.Elsewhere(Path.Combine(room.Root, "out"), "b2"));

        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(room.Root, "out", "C", "Instrument", "app.cfg")));
    }

    [Fact]
    public void What_a_lost_volume_held_is_copied_again()
    {
        using var room = new BackupRoom().Furnish();
        room.Take("b1");
        foreach (var volume in Directory.GetFiles(Path.Combine(room.Place, "b1"), "*.zip"))
            File.Delete(volume);

        var second = room.Take("b2").Value;

        Assert.Equal(0, second.ReusedFiles);
        Assert.Null(room.Prove(second).Refusal);
    }

    [Fact]
    public void Another_modes_backup_is_not_leaned_on()
    {
        using var room = new BackupRoom().Furnish();
        room.Take("b1");

        Assert.Equal(0, room.Take(room.Request("b2") with { Mode = "RUO" }, null).Value.ReusedFiles);
    }

    [Fact]
    public void Attributes_and_times_that_changed_alone_are_recorded_without_a_copy()
    {
        using var room = new BackupRoom().Furnish();
        room.Take("b1");
        File.SetAttributes(Path.Combine(room.Data, "run/a.bcl"), FileAttributes.ReadOnly);

        var second = room.Take("b2").Value;

        Assert.Equal(1, second.Copied.Files);
        Assert.Equal(FileAttributes.ReadOnly,
            room.Listed(second).Files.Single(file => file.Path == @"D:\Data\run\a.bcl").Attributes);
    }

    [Fact]
    public void What_lies_in_many_volumes_of_many_backups_is_found_again()
    {
        using var room = new BackupRoom().Furnish();
        room.Options = new() { Workers = 3, VolumeTarget = 40_000 };
        room.Take("b1");
        room.Put(room.Data, "run/many/005.txt", "changed for the second");
        room.Take("b2");
        room.Put(room.Data, "run/many/025.txt", "changed for the third");

        var third = room.Take("b3").Value;

        // The changed one and the document.
        Assert.Equal(2, third.Copied.Files);
        Assert.Equal(44, room.Prove(third).Value.Optional.Files);
        var files = room.Listed(third).Files;
        Assert.Equal(files.Select(file => file.Path).Order(StringComparer.Ordinal), files.Select(file => file.Path));
    }
}
