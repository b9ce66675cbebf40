using System.Globalization;
using System.IO.Compression;
using CliWrap;
using CliWrap.Buffered;
using PatchKit.Applier.Backups;

namespace PatchKit.Tests.Applier.Backups;

public class VolumeTests
{
    private const long Limit = 1 << 20;

    [Fact]
    public void No_volume_is_longer_than_the_limit()
    {
        using var room = Split();

        var taken = room.Take().Value;

        Assert.True(taken.Manifest.Volumes.Count >= 4);
        Assert.All(Directory.GetFiles(taken.Folder, "*.zip"), volume => Assert.InRange(new FileInfo(volume).Length, 1, Limit));
    }

    [Fact]
    public void A_file_in_parts_is_proven_and_restored()
    {
        using var room = Split();
        var taken = room.Take().Value;

        room.Prove(taken).Value.Optional.Files.ToString();
        Assert.Equal(46, room.Restore(room.Elsewhere(Path.Combine(room.Root, "out"))).Value.Written);
        Assert.Equal(BackupRoom.Contents(room.Data), BackupRoom.Contents(Path.Combine(room.Root, "out", "D", "Data")));
    }

    [Fact]
    public void Parts_that_are_joined_as_the_sheet_says_are_the_file()
    {
        using var room = Split();
        var taken = room.Take().Value;
        var file = room.Listed(taken).Files.Single(f => f.Path.EndsWith("big.fastq", StringComparison.Ordinal));

        var joined = file.Parts.SelectMany(part => Entry(Path.Combine(room.Place, part.Volume), part.Entry)).ToArray();

        Assert.Equal(File.ReadAllBytes(Path.Combine(room.Data, "run/big.fastq")), joined);
        Assert.Equal(["D/Data/run/big.fastq.001", "D/Data/run/big.fastq.002"], file.Parts.Take(2).Select(part => part.Entry));
        Assert.Contains(
            "copy /b \"big.fastq.001\" + \"big.fastq.002\"", File.ReadAllText(Path.Combine(taken.Folder, "RESTORE.txt")),
                StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_volume_begins_when_one_has_reached_its_target()
    {
        using var room = new BackupRoom().Furnish();
        room.Options = new BackupOptions { Workers = 1, VolumeTarget = 300_000 };

        Assert.True(room.Take().Value.Manifest.Volumes.Count >= 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Seven_zip_unzip_and_Python_find_every_volume_whole(bool split)
    {
        Needed.Programs("7z", "unzip", "python3");
        using var room = split ? Split() : new BackupRoom().Furnish();
        var taken = room.Take().Value;

        foreach (var volume in Directory.GetFiles(taken.Folder, "*.zip"))
        {
            var tested = await Cli.Wrap("7z").WithArguments(["t", volume])
                .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
            Assert.Contains("Everything is Ok", tested.StandardOutput, StringComparison.Ordinal);
            tested = await Cli.Wrap("unzip").WithArguments(["-t", volume])
                .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
            Assert.Contains("No errors detected", tested.StandardOutput, StringComparison.Ordinal);
            tested = await Cli.Wrap("python3").WithArguments(["-m", "zipfile", "-t", volume])
                .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
            Assert.Equal("Done testing", tested.StandardOutput.Trim());
        }
    }

    [Fact]
    public async Task Seven_zip_alone_brings_everything_back()
    {
        Needed.Programs("7z");
        using var room = new BackupRoom().Furnish();
        var taken = room.Take().Value;
        var elsewhere = Path.Combine(room.Root, "out");

        foreach (var volume in Directory.GetFiles(taken.Folder, "*.zip"))
            await Cli.Wrap("7z").WithArguments(["x", volume, $"-o{elsewhere}"])
                .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(BackupRoom.Contents(room.Data), BackupRoom.Contents(Path.Combine(elsewhere, "D", "Data")));
        Assert.Equal(BackupRoom.Contents(room.Config), BackupRoom.Contents(Path.Combine(elsewhere, "C", "Instrument")));
        Assert.True(File.Exists(Path.Combine(elsewhere, "documents", "services.json")));
    }

    [Theory]
    [InlineData("unzip", "-q", "{0}", "-d", "{1}")]
    [InlineData("7z", "x", "{0}", "-o{1}")]
    public async Task Other_programs_bring_times_back_to_the_second_and_the_mode(string program, params string[] arguments)
    {
        Needed.Programs(program);
        Needed.That(OperatingSystem.IsLinux(), "modes");
        using var room = new BackupRoom();
        var script = room.Put(room.Data, "run.sh", "#!/bin/sh");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(script, (UnixFileMode)0x1E8);
        // An odd second, which the time of DOS does not know.
        File.SetLastWriteTimeUtc(script, Odd);
        room.Options = new BackupOptions { Workers = 1 };
        var volume = Directory.GetFiles(room.Take().Value.Folder, "*.zip").Single();
        var elsewhere = Path.Combine(room.Root, "out");

        await Cli.Wrap(program).WithArguments(arguments.Select(one => string.Format(CultureInfo.InvariantCulture, one, volume,
            elsewhere))).ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        var back = Path.Combine(elsewhere, "D/Data/run.sh");
        var written = File.GetLastWriteTimeUtc(back);
        Assert.Equal(Odd, written.AddTicks(-(written.Ticks % TimeSpan.TicksPerSecond)));
        if (!OperatingSystem.IsWindows())
            Assert.Equal((UnixFileMode)0x1E8, File.GetUnixFileMode(back));
    }

    [Fact]
    public async Task Python_finds_both_fields_of_times_and_what_a_field_cannot_hold_is_left_out()
    {
        Needed.Programs("python3");
        using var room = new BackupRoom { Options = new() { Workers = 1 } };
        File.SetLastWriteTimeUtc(room.Put(room.Data, "a", "x"), Odd.AddTicks(1_234_567));
        File.SetLastWriteTimeUtc(room.Put(room.Data, "b", "x"), new DateTime(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var volume = Directory.GetFiles(room.Take().Value.Folder, "*.zip").Single();

        var told = await Cli.Wrap("python3").WithArguments(["-c", """
            import struct, sys, zipfile
            for entry in zipfile.ZipFile(sys.argv[1]).infolist():
                if not entry.filename.startswith("D/Data/"): continue
                at, told = 0, [entry.filename[-1]]
                while at < len(entry.extra):
                    kind, size = struct.unpack_from("<HH", entry.extra, at)
                    if kind == 0x5455: told.append("unix %d" % struct.unpack_from("<Bi", entry.extra, at + 4)[1])
                    if kind == 0x000a: told.append("ntfs %d" % struct.unpack_from("<IHHQ", entry.extra, at + 4)[3])
                    at += 4 + size
                print(" ".join(told))
            """, volume]).ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        Assert.Equal([
            $"a unix {new DateTimeOffset(Odd).ToUnixTimeSeconds()} ntfs {Odd.AddTicks(1_234_567).ToFileTimeUtc()}",
            $"b ntfs {new DateTime(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc).ToFileTimeUtc()}"],
            told.StandardOutput.ReplaceLineEndings("\n").Trim().Split('\n'));
    }

    private static readonly DateTime Odd = new(2021, 6, 1, 12, 0, 7, DateTimeKind.Utc);

    private static BackupRoom Split()
    {
        var room = new BackupRoom().Furnish();
        room.Options = new BackupOptions { Workers = 2, VolumeLimit = Limit };
        return room;
    }

    private static byte[] Entry(string volume, string name)
    {
        using var zip = ZipFile.OpenRead(volume);
        using var stream = zip.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
