using System.IO.Abstractions.TestingHelpers;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Backups;

public class SourceTroubleTests
{
    [Theory]
    [InlineData("run/a.bcl", 1)]
    [InlineData("run/big.fastq", 1)]
    public void A_file_that_changes_once_is_read_again_and_is_good(string name, int times)
    {
        using var room = new BackupRoom().Furnish();
        Meddle(room, name, times);

        var taken = room.Take().Value;

        Assert.Empty(room.Listed(taken).Changed);
        Assert.Null(room.Prove(taken).Refusal);
        room.Restore(room.Elsewhere(Path.Combine(room.Root, "out")));
        Assert.Equal(BackupRoom.Contents(room.Data), BackupRoom.Contents(Path.Combine(room.Root, "out", "D", "Data")));
    }

    [Theory]
    [InlineData("run/a.bcl")]
    [InlineData("run/big.fastq")]
    public void A_file_that_goes_on_changing_is_listed_and_copied_anew_next_time(string name)
    {
        using var room = new BackupRoom().Furnish();
        Meddle(room, name, times: int.MaxValue);

        var taken = room.Take().Value;

        Assert.Equal([@"D:\Data\" + name.Replace('/', '\\')], room.Listed(taken).Changed);
        Assert.Null(room.Prove(taken).Refusal);
        Assert.Contains(room.Listed(taken).Changed.First(), File.ReadAllText(Path.Combine(taken.Folder, "RESTORE.txt")),
            StringComparison.Ordinal);
        room.Files = new System.IO.Abstractions.FileSystem();
        Assert.Empty(room.Listed(room.Take("b2").Value).Changed);
    }

    [Fact]
    public void An_unreadable_file_is_listed_for_the_optional_set()
    {
        using var room = new BackupRoom().Furnish();
        Lock(room, Path.Combine(room.Data, "run/a.bcl"));

        var taken = room.Take().Value;

        Assert.Equal([@"D:\Data\run\a.bcl"], room.Listed(taken).Unreadable.Select(problem => problem.Path));
        Assert.Equal("access is denied", room.Listed(taken).Unreadable[0].Reason);
        Assert.Equal(43, room.Prove(taken).Value.Optional.Files);
    }

    [Fact]
    public void An_unreadable_file_stops_the_mandatory_set()
    {
        using var room = new BackupRoom().Furnish();
        Lock(room, Path.Combine(room.Config, "app.cfg"));

        var refusal = room.Take().Refusal!;

        Assert.Equal(RefusalCode.BackupFailed, refusal.Code);
        Assert.Equal(@"C:\Instrument\app.cfg", refusal.Place);
        Assert.False(File.Exists(Path.Combine(room.Place, "b1", "manifest.json")));
    }

    [Fact]
    public void A_fault_in_the_middle_of_a_large_file_lists_it_and_the_rest_is_good()
    {
        using var room = new BackupRoom().Furnish();
        var reads = 0;
        room.Files = new MeddlingFileSystem
        {
            HasRead = path =>
            {
                if (path.EndsWith("big.fastq", StringComparison.Ordinal) && Interlocked.Increment(ref reads) > 6)
                    throw new IOException("the disk has a bad sector");
            },
        };

        var taken = room.Take().Value;

        Assert.Equal("the disk has a bad sector", room.Listed(taken).Unreadable.Single().Reason);
        Assert.Equal(43, room.Prove(taken).Value.Optional.Files);
    }

    [Fact]
    public void A_pipe_among_the_files_is_listed_and_nobody_waits_for_it()
    {
        Needed.That(OperatingSystem.IsLinux(), "pipes among files");
        using var room = new BackupRoom().Furnish();
        Pipe.At(Path.Combine(room.Data, "run/pipe"));
        Pipe.At(Path.Combine(room.Config, "pipe"));

        var taken = room.Take().Value;

        Assert.Equal([@"C:\Instrument\pipe", @"D:\Data\run\pipe"], room.Listed(taken).Unreadable.Select(one => one.Path).Order());
        Assert.Equal(2, taken.LeftOut);
        Assert.Null(room.Prove(taken).Refusal);
    }

    [Fact]
    public void Before_consent_the_survey_names_who_holds_a_mandatory_file_open()
    {
        using var room = new BackupRoom().Furnish();
        var held = Path.Combine(room.Config, "app.cfg");
        room.Files = new MeddlingFileSystem
        {
            Opening = path =>
            {
                if (path == held)
                    throw new IOException("in use", OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : 11);
            },
        };

        var size = new BackupSurvey(room.Files, TimeProvider.System, path => path == held ? ["MiSeq Control (MCS.exe)"] : [])
            .Look(room.Request(), CancellationToken.None);

        Assert.Equal(@"C:\Instrument\app.cfg", size.Unreadable!.Place);
        Assert.EndsWith("another program holds it open: MiSeq Control (MCS.exe)", size.Unreadable.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Before_consent_the_survey_counts_what_windows_encrypts_or_compresses()
    {
        var files = new MockFileSystem();
        files.AddFile("/data/secret", new MockFileData("x") { Attributes = FileAttributes.Encrypted });
        files.AddFile("/data/small", new MockFileData("x") { Attributes = FileAttributes.Compressed | FileAttributes.Archive });
        files.AddFile("/data/plain", new MockFileData("x") { Attributes = FileAttributes.Archive });

        var size = new BackupSurvey(files, TimeProvider.System).Look(
            new("b1", "/place", "i", "m", [.. new[] { "plain", "secret", "small" }.Select(name =>
                new BackupSource($@"D:\Data\{name}", $"/data/{name}", Mandatory: false))], []),
            CancellationToken.None);

        Assert.Equal((2, @"D:\Data\secret"), (size.Plain, size.FirstPlain));
    }

    [Fact]
    public void Before_consent_the_survey_names_what_cannot_be_read_and_what_is_left_out()
    {
        using var room = new BackupRoom().Furnish();
        File.CreateSymbolicLink(Path.Combine(room.Data, "run/link"), "a.bcl");

        var good = Survey(room);

        Assert.Null(good.Unreadable);
        Assert.Equal((1, @"D:\Data\run\link -> a.bcl"), (good.LeftOut, good.LeftOutNames[0]));
        Assert.True(good.Peak > 3 * good.Mandatory);

        Lock(room, Path.Combine(room.Config, "app.cfg"));
        var refusal = Survey(room).Unreadable!;

        Assert.Equal((RefusalCode.BackupFailed, @"C:\Instrument\app.cfg"), (refusal.Code, refusal.Place));
        Assert.False(Directory.Exists(room.Place));
    }

    [Fact]
    public void The_room_that_was_measured_is_the_room_that_is_taken()
    {
        using var room = new BackupRoom();
        for (var i = 0; i < 400; i++)
            room.Put(room.Config, $"naïve & folder/{i:D4} \"q\" {new string('é', i % 60)}.dat", BackupRoom.Noise(i * 7, i));
        var request = room.Request() with { Documents = [] };
        var size = new BackupSurvey(room.Files, TimeProvider.System).Look(request, CancellationToken.None);

        var taken = room.Take(request, null).Value;

        var clusters = 2 * Directory.GetFiles(room.Config, "*", SearchOption.AllDirectories)
            .Sum(path => (new FileInfo(path).Length + 4095) / 4096 * 4096);
        var backup = Directory.GetFiles(taken.Folder).Where(path => !path.EndsWith(".txt", StringComparison.Ordinal))
            .Sum(path => new FileInfo(path).Length);
        Assert.InRange(backup, 0, size.Peak - clusters);
    }

    private static BackupSize Survey(BackupRoom room) =>
        new BackupSurvey(room.Files, TimeProvider.System).Look(room.Request(), CancellationToken.None);

    [Fact]
    public void A_file_that_two_sources_name_stands_once_under_the_stronger_promise()
    {
        using var room = new BackupRoom().Furnish();
        var request = room.Request();
        var inner = new BackupSource(@"D:\Data\run\a.bcl", Path.Combine(room.Data, "run/a.bcl"),
            Mandatory: true);

        var taken = room.Take(request with { Sources = request.Sources.Add(inner) }, null).Value;

        var file = room.Listed(taken).Files.Single(f => f.Path == inner.InstrumentPath);
        Assert.Equal(BackupSet.Mandatory, file.Set);
    }

    private static void Lock(BackupRoom room, string locked) => room.Files = new MeddlingFileSystem
    {
        Opening = path =>
        {
            if (path == locked)
                throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.");
        },
    };

    private static void Meddle(BackupRoom room, string name, int times)
    {
        var target = Path.Combine(room.Data, name);
        room.Files = new MeddlingFileSystem
        {
            HasRead = path =>
            {
                if (path == target && times-- > 0)
                    File.AppendAllText(target, "one more line\n");
            },
        };
    }
}
