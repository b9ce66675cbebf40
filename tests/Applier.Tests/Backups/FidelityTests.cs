using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;

namespace PatchKit.Tests.Applier.Backups;

public class FidelityTests
{
    [Fact]
    public void Times_attributes_and_empty_folders_survive()
    {
        using var room = new BackupRoom();
        var path = room.Put(room.Data, "a/locked.cfg", "x");
        var written = new DateTime(2019, 3, 31, 1, 59, 59, 123, DateTimeKind.Utc).AddTicks(4567);
        File.SetLastWriteTimeUtc(path, written);
        File.SetAttributes(path, FileAttributes.ReadOnly);
        var empty = Directory.CreateDirectory(Path.Combine(room.Data, "nothing", "in here")).FullName;
        Directory.SetLastWriteTimeUtc(empty, written);
        var old = room.Put(room.Data, "from-1971.txt", "older than any zip");
        File.SetLastWriteTimeUtc(old, new DateTime(1971, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        room.Take();
        var elsewhere = Path.Combine(room.Root, "out");
        room.Restore(room.Elsewhere(elsewhere));

        var back = Path.Combine(elsewhere, "D/Data/a/locked.cfg");
        Assert.Equal(written, File.GetLastWriteTimeUtc(back));
        Assert.Equal(FileAttributes.ReadOnly, File.GetAttributes(back) & FileAttributes.ReadOnly);
        Assert.Equal(written, Directory.GetLastWriteTimeUtc(Path.Combine(elsewhere, "D/Data/nothing/in here")));
        Assert.Equal(1971, File.GetLastWriteTimeUtc(Path.Combine(elsewhere, "D/Data/from-1971.txt")).Year);
    }

    [Fact]
    public void A_read_only_file_is_replaced_and_is_read_only_again()
    {
        using var room = new BackupRoom();
        var path = room.Put(room.Config, "locked.cfg", "good");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        room.Take();
        File.SetAttributes(path, FileAttributes.Normal);
        File.WriteAllText(path, "bad");
        File.SetAttributes(path, FileAttributes.ReadOnly);

        room.Restore(room.InPlace() with { OverwriteNewer = true });

        Assert.Equal("good", File.ReadAllText(path));
        Assert.Equal(FileAttributes.ReadOnly, File.GetAttributes(path) & FileAttributes.ReadOnly);
    }

    [Fact]
    public void A_path_of_more_than_260_characters_survives()
    {
        using var room = new BackupRoom();
        var deep = string.Join('/', Enumerable.Range(0, 12).Select(i => $"{i:D2}-{new string('x', 50)}"));
        room.Put(room.Data, deep + "/end.txt", "deep");

        Assert.Null(room.Prove(room.Take().Value).Refusal);
        room.Restore(room.Elsewhere(Path.Combine(room.Root, "out")));

        Assert.Equal("deep", File.ReadAllText(Path.Combine(room.Root, "out/D/Data", deep, "end.txt")));
    }

    [Fact]
    public void A_link_is_listed_and_not_followed()
    {
        using var room = new BackupRoom().Furnish();
        File.CreateSymbolicLink(Path.Combine(room.Data, "link.txt"), "/etc/hostname");
        Directory.CreateSymbolicLink(Path.Combine(room.Data, "loop"), room.Data);

        var taken = room.Take().Value;

        Assert.Equal(
            [new BackupLink(@"D:\Data\link.txt", "/etc/hostname", Folder: false),
                new BackupLink(@"D:\Data\loop", room.Data, Folder: true)],
                room.Listed(taken).Links);
        Assert.Equal(47, taken.Manifest.Totals.Files);
    }

    [Fact]
    public void Names_that_windows_refuses_or_that_differ_in_case_alone_have_names_of_their_own_in_the_zip()
    {
        using var room = new BackupRoom();
        foreach (var name in new[] { "A.txt", "a.txt", "b:c.txt", "b_c.txt", "ends with dot." })
            room.Put(room.Data, name, name);

        var taken = room.Take().Value;

        var entries = room.Listed(taken).Files.SelectMany(file => file.Parts).Select(part => part.Entry).ToList();
        Assert.Equal(entries.Count, entries.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("D/Data/a.txt~2", entries);
        Assert.Null(room.Prove(taken).Refusal);
    }

    [Theory]
    [InlineData(@"C:\ProgramData\X", "C/ProgramData/X")]
    [InlineData(@"\\server\share\x", "UNC/server/share/x")]
    [InlineData(@"\\?\C:\long\path", "C/long/path")]
    [InlineData(@"\\?\UNC\server\share", "UNC/server/share")]
    [InlineData(@"C:\", "C")]
    [InlineData("/var/data", "var/data")]
    [InlineData(@"C:\a\..\b", "C/a/__/b")]
    public void An_entry_name_is_relative_with_the_drive_as_its_first_folder(string path, string entry) =>
        Assert.Equal(entry, EntryName.Relative(path));
}
