using System.Diagnostics;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared.Disks;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>What belongs to a file beside its bytes and its time: further names, holes, links, rights.</summary>
public class WholeFileTests
{
    private const long Hole = 64 << 20;

    [Fact]
    public void Further_names_of_one_file_are_read_once_and_are_one_file_again()
    {
        Needed.That(OperatingSystem.IsLinux(), "ln");
        using var room = new BackupRoom { Options = new() { Workers = 1 } };
        var first = room.Put(room.Data, "a/first", BackupRoom.Noise(300_000));
        Link(first, Path.Combine(room.Data, "b-second"));
        Link(first, Path.Combine(room.Data, "a/third"));
        Link(room.Put(room.Config, "app.cfg", "x"), Path.Combine(room.Config, "same.cfg"));

        var taken = room.Take().Value;

        var files = room.Listed(taken).Files.ToDictionary(file => file.Path);
        Assert.Equal(new RareFacts { Names = 3 }, files[@"D:\Data\a\first"].Rare);
        Assert.Equal(new RareFacts { Names = 3, LinkOf = @"D:\Data\a\first" }, files[@"D:\Data\b-second"].Rare);
        Assert.InRange(Directory.GetFiles(taken.Folder, "*.zip").Sum(path => new FileInfo(path).Length), 300_000, 400_000);
        Assert.Equal(3, room.Prove(taken).Value.Mandatory.Files);
        Assert.Empty(room.Restore(room.Elsewhere(Path.Combine(room.Root, "out"))).Value.NotRestored);
        Assert.Equal(3, NamesOf(room, Path.Combine(room.Root, "out/D/Data/b-second")));
        Assert.Equal(2, NamesOf(room, Path.Combine(room.Root, "out/C/Instrument/app.cfg")));
        Assert.Equal(BackupRoom.Noise(300_000), File.ReadAllBytes(Path.Combine(room.Root, "out/D/Data/a/third")));
    }

    [Fact]
    public void A_further_name_that_is_asked_for_alone_comes_back_as_a_file_and_that_is_said()
    {
        Needed.That(OperatingSystem.IsLinux(), "ln");
        using var room = new BackupRoom { Options = new() { Workers = 1 } };
        Link(room.Put(room.Data, "first", "one file"), Path.Combine(room.Data, "second"));
        room.Take();
        var elsewhere = Path.Combine(room.Root, "out");

        var restored = room.Restore(room.Elsewhere(elsewhere) with { Only = @"D:\Data\second" }).Value;

        Assert.Equal("one file", File.ReadAllText(Path.Combine(elsewhere, "D/Data/second")));
        Assert.Equal([new BackupProblem(@"D:\Data\second",
            @"it was the same file as D:\Data\first, and came back as a file of its own")], restored.NotRestored);
    }

    [Fact]
    public void A_second_backup_copies_no_further_name_again_and_keeps_all_of_them()
    {
        Needed.That(OperatingSystem.IsLinux(), "ln");
        using var room = new BackupRoom { Options = new() { Workers = 1 } };
        Link(room.Put(room.Data, "first", BackupRoom.Noise(100_000)), Path.Combine(room.Data, "second"));
        room.Take("b1");

        var second = room.Take("b2").Value;

        Assert.Equal(1, second.Copied.Files);
        Assert.Equal(@"D:\Data\first",
            room.Listed(second).Files.Single(file => file.Path == @"D:\Data\second").Rare?.LinkOf);
    }

    [Fact]
    public void A_further_name_of_what_cannot_be_read_is_listed_with_it()
    {
        Needed.That(OperatingSystem.IsLinux(), "ln");
        using var room = new BackupRoom { Options = new() { Workers = 1 } };
        var first = room.Put(room.Data, "first", BackupRoom.Noise(3_000_000));
        Link(first, Path.Combine(room.Data, "second"));
        room.Files = new MeddlingFileSystem
        {
            HasRead = path =>
            {
                if (path == first)
                    throw new IOException("bad sector");
            }
        };

        var taken = room.Take().Value;

        Assert.Equal([@"D:\Data\first", @"D:\Data\second"], room.Listed(taken).Unreadable.Select(one => one.Path).Order());
        Assert.Equal(1, taken.Manifest.Totals.Files);
    }

    [Theory]
    [InlineData("/tmp")]
    [InlineData("/dev/shm")]
    public void Holes_are_not_read_and_are_holes_again(string disk)
    {
        Needed.That(OperatingSystem.IsLinux() && Directory.Exists(disk), disk);
        using var room = new BackupRoom(Directory.CreateDirectory(Path.Combine(disk, $"patchkit-{Guid.NewGuid():N}")));
        using (var file = File.Create(Path.Combine(room.Data, "sparse")))
        {
            file.SetLength(Hole);
            file.Position = Hole / 2;
            file.Write(BackupRoom.Noise(200_000));
        }

        var read = 0L;
        room.Files = new MeddlingFileSystem { HasReadBytes = (path, count) => read += path.EndsWith("sparse") ? count : 0 };
        var taken = room.Take().Value;
        room.Files = new System.IO.Abstractions.FileSystem();

        Assert.InRange(read, 200_000, 500_000);
        Assert.True(room.Listed(taken).Files.Single(file => file.Size == Hole).Rare?.Sparse);
        var elsewhere = Path.Combine(room.Root, "out");
        Assert.Empty(room.Restore(room.Elsewhere(elsewhere)).Value.NotRestored);
        var back = Path.Combine(elsewhere, "D/Data/sparse");
        Assert.Equal(BackupRoom.Contents(room.Data)["sparse"], BackupRoom.Contents(elsewhere)["D/Data/sparse"]);
        using var stream = room.Files.FileStream.New(back, FileMode.Open, FileAccess.Read);
        Assert.True(FileFacts.Of(stream)?.Sparse);
        Assert.Equal((Hole / 2, Hole / 2), (Holes.DataFrom(stream, 0, Hole).Start, Holes.DataFrom(stream, Hole / 2, Hole).Start));
    }

    [Fact]
    public void Holes_take_no_room_when_it_is_measured()
    {
        Needed.That(OperatingSystem.IsLinux(), "holes");
        using var room = new BackupRoom { Files = new MeddlingFileSystem { Free = 30_000_000 } };
        foreach (var folder in new[] { room.Data, room.Config })
        {
            using var file = File.Create(Path.Combine(folder, "sparse"));
            file.SetLength(Hole);
            file.Position = Hole / 2;
            file.Write(BackupRoom.Noise(200_000));
        }

        var size = new BackupSurvey(room.Files, TimeProvider.System).Look(room.Request(), CancellationToken.None);
        var taken = room.Take().Value;

        var written = Directory.GetFiles(taken.Folder, "*.zip").Sum(path => new FileInfo(path).Length);
        Assert.InRange(written, 400_000, 6_000_000);
        Assert.InRange(size.Optional + size.Mandatory, written, 6_000_000);
        // What is kept for an undo has no holes.
        Assert.InRange(size.Peak, Hole, Hole + 6_000_000);
    }

    [Fact]
    public void Links_come_back_as_links_and_never_in_the_place_of_something_else()
    {
        using var room = new BackupRoom().Furnish();
        File.CreateSymbolicLink(Path.Combine(room.Data, "to-file"), "run/a.bcl");
        File.CreateSymbolicLink(Path.Combine(room.Data, "to-nothing"), "/there/is/none");
        Directory.CreateSymbolicLink(Path.Combine(room.Data, "to-folder"), room.Config);
        File.CreateSymbolicLink(Path.Combine(room.Data, "taken"), "/etc/hostname");
        room.Take();
        var elsewhere = Path.Combine(room.Root, "out");
        var inTheWay = room.Put(elsewhere, "D/Data/taken", "a person's own");

        var restored = room.Restore(room.Elsewhere(elsewhere)).Value;

        var back = Path.Combine(elsewhere, "D/Data");
        Assert.Equal("run/a.bcl", new FileInfo(Path.Combine(back, "to-file")).LinkTarget);
        Assert.Equal("/there/is/none", new FileInfo(Path.Combine(back, "to-nothing")).LinkTarget);
        Assert.Equal(room.Config, new DirectoryInfo(Path.Combine(back, "to-folder")).LinkTarget);
        Assert.Equal("a person's own", File.ReadAllText(inTheWay));
        Assert.Equal([@"D:\Data\taken"], restored.NotRestored.Select(one => one.Path));
        Assert.Empty(room.Restore(room.Elsewhere(elsewhere) with { Only = @"D:\Data\to-file" }).Value.NotRestored);
    }

    [Fact]
    public void A_mode_comes_back_also_that_of_a_folder()
    {
        Needed.That(OperatingSystem.IsLinux(), "modes");
        if (OperatingSystem.IsWindows())
            return;
        using var room = new BackupRoom();
        var script = room.Put(room.Data, "tools/run.sh", "#!/bin/sh");
        File.SetUnixFileMode(script, (UnixFileMode)0x1E8);
        File.SetUnixFileMode(Path.Combine(room.Data, "tools"), (UnixFileMode)0x1C0);
        room.Take();
        var elsewhere = Path.Combine(room.Root, "out");

        Assert.Empty(room.Restore(room.Elsewhere(elsewhere)).Value.NotRestored);

        Assert.Equal((UnixFileMode)0x1E8, File.GetUnixFileMode(Path.Combine(elsewhere, "D/Data/tools/run.sh")));
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(Path.Combine(elsewhere, "D/Data/tools")));
    }

    private static void Link(string existing, string added)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(added)!);
        using var link = Process.Start("ln", [existing, added]);
        link.WaitForExit();
        Assert.Equal(0, link.ExitCode);
    }

    private static long? NamesOf(BackupRoom room, string path)
    {
        using var stream = room.Files.FileStream.New(path, FileMode.Open, FileAccess.Read);
        return FileFacts.Of(stream)?.Names;
    }
}
