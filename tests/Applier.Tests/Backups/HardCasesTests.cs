using CliWrap;
using CliWrap.Buffered;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Manifest;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>
/// One fixed set of hard cases on real file systems: backup, proof, restore elsewhere, compared by find and sha256sum.
/// </summary>
public class HardCasesTests
{
    private static readonly DateTime Told = new DateTime(2021, 6, 1, 12, 0, 0, DateTimeKind.Utc).AddTicks(1234567);

    [Theory]
    [InlineData("/tmp")]
    [InlineData("/dev/shm")]
    [InlineData("ntfs")]
    public async Task Every_hard_case_comes_back_as_it_was_or_is_listed(string disk)
    {
        Needed.Programs("find", "sha256sum", "bash");
        await using var mounted = disk == "ntfs" ? await MountedDisk.Of(disk) : null;
        Needed.That(OperatingSystem.IsLinux() && (mounted is not null || Directory.Exists(disk)), disk);
        using var room = new BackupRoom(
            Directory.CreateDirectory(Path.Combine(mounted?.Root ?? disk, $"patchkit-{Guid.NewGuid():N}")));
        await Make(room);
        var before = await Listing(room.Data);
        // A name that is no UTF-8 is listed, not kept; NTFS has none.
        var isNotUtf8 = mounted is null ? $"'{room.Data}'/$'\\xff.txt'" : "";
        await Bash($"touch /dev/null {isNotUtf8}");
        File.CreateSymbolicLink(Path.Combine(room.Data, "link"), "plain.txt");
        Directory.SetLastWriteTimeUtc(room.Data, Told);
        var taken = room.Take().Value;
        await Bash($"rm -f {isNotUtf8}");

        var proven = room.Prove(taken).Value;
        var back = Path.Combine(room.Root, "out");
        var restored = room.Restore(Elsewhere(room, back)).Value;

        Assert.Contains("of 1902|1|-", before, StringComparison.Ordinal);
        Assert.Empty(proven.NotRestorable);
        Assert.Empty(restored.NotRestored);
        Assert.Equal(before, (await Listing(back)).Replace("link|plain.txt\n", "", StringComparison.Ordinal));
        Assert.Equal("plain.txt", new FileInfo(Path.Combine(back, "link")).LinkTarget);
        Assert.Equal([new BackupLink(@"D:\Data\link", "plain.txt", Folder: false)], room.Listed(taken).Links);
        Assert.Equal(mounted is null ? 1 : 0, room.Listed(taken).Unreadable.Count);
    }

    [Fact]
    public async Task What_exfat_has_no_room_for_is_listed_and_all_else_comes_back()
    {
        Needed.Programs("find", "sha256sum", "bash");
        await using var mounted = await MountedDisk.Of("exfat");
        using var room = new BackupRoom();
        await Make(room);
        var then = BackupRoom.Contents(room.Data);
        File.CreateSymbolicLink(Path.Combine(room.Data, "link"), "plain.txt");
        var place = Path.Combine(mounted.Root, "place");
        var taken = room.Take(room.Request() with { Place = place }, null).Value;
        Assert.Null(room.Prove(taken).Refusal);
        var back = Path.Combine(mounted.Root, "out");

        var restored = room.Restore(Elsewhere(room, back) with { Place = place }).Value;

        var listed = restored.NotRestored.Select(one => one.Path[(BackupRoom.DataRoot.Length + 1)..].Replace('\\', '/'))
            .ToHashSet();
        var now = BackupRoom.Contents(back);
        Assert.All(then, file =>
            Assert.True(now.GetValueOrDefault(file.Key) == file.Value || listed.Contains(file.Key), file.Key));
        // Of two names that differ in case alone, one; the other is named with its place in the volume.
        Assert.Equal(1, new[] { "names/Case.txt", "names/case.TXT" }.Count(name => now.GetValueOrDefault(name) == then[name]));
        Assert.Equal(1, new[] { "names/a/file", "names/A/file" }.Count(listed.Contains));
        var reasons = string.Join('\n', restored.NotRestored.Select(one => $"{one.Path} {one.Reason}"));
        Assert.Contains("this disk tells no case, and a file of that name is there; it lies in b1/volume-", reasons,
            StringComparison.Ordinal);
        Assert.Contains("it was the same file as ", reasons, StringComparison.Ordinal);
        Assert.Contains("it had holes, which this disk fills with zeros", reasons, StringComparison.Ordinal);
        Assert.Contains("this disk does not take its attributes or rights; the same of ", reasons, StringComparison.Ordinal);
        Assert.Contains(@"D:\Data\link ", reasons, StringComparison.Ordinal);
        Assert.InRange(restored.NotRestored.Length, 8, 16);
    }

    private static RestoreRequest Elsewhere(BackupRoom room, string back) =>
        new(room.Place, "b1", path => path.StartsWith(BackupRoom.DataRoot, StringComparison.Ordinal)
            ? back + path[BackupRoom.DataRoot.Length..].Replace('\\', '/')
            : null);

    private static async Task Make(BackupRoom room)
    {
        room.Put(room.Config, "app.cfg", "x");
        string[] names =
        [
            "plain.txt", "caf\u00e9.txt", "cafe\u0301.txt", "Case.txt", "case.TXT", "Case.txt~2", "~2", new string('n', 255),
            new string('é', 127), " blank before", "blank after ", "dot after.", "con", "nul.txt", ".hidden", "a:b?c*d|e<f>g\"h",
            "new\nline", "tab\there", "\U0001F52C", "a/file", "A/file",
        ];
        foreach (var name in names)
            room.Put(room.Data, $"names/{name}", $"content of {name}");
        var deep = string.Join('/', Enumerable.Range(0, 12).Select(i => $"{i:D2}-{new string('x', 50)}"));
        room.Put(room.Data, $"{deep}/deep", "deep");
        room.Put(room.Data, "empty", "");
        Directory.CreateDirectory(Path.Combine(room.Data, "empty folder", "in it"));
        using (var sparse = File.Create(Path.Combine(room.Data, "sparse")))
        {
            sparse.SetLength(20_000_000);
            sparse.Position = 10_000_000;
            sparse.Write("in the middle"u8);
        }

        room.Put(room.Data, "first name", "one file of two names");
        await Bash($"cd '{room.Data}' && ln 'first name' 'second name'");
        File.SetAttributes(room.Put(room.Data, "read-only", "x"), FileAttributes.ReadOnly);
        foreach (var path in Directory.EnumerateFileSystemEntries(room.Data, "*", SearchOption.AllDirectories).Reverse())
            SetTime(path, Told);
        foreach (var year in new[] { 1902, 1969, 1979, 2108, 2400 })
            SetTime(room.Put(room.Data, $"of {year}", "x"), new DateTime(year, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        SetTime(room.Data, Told);
    }

    private static void SetTime(string path, DateTime time)
    {
        if (Directory.Exists(path))
            Directory.SetLastWriteTimeUtc(path, time);
        else
            File.SetLastWriteTimeUtc(path, time);
    }

    private static async Task<string> Listing(string folder) =>
        await Bash($"cd '{folder}' && export LC_ALL=C && find . -type f -printf '%P|%s|%T@|%m|%n\\0' | sort -z | tr '\\0' '\\n' "
            + "&& find . -type d -printf '%P|%T@\\0' | sort -z | tr '\\0' '\\n' "
            + "&& find . -type l -printf '%P|%l\\n' "
            + "&& find . -type f -print0 | sort -z | xargs -0 sha256sum");

    private static async Task<string> Bash(string script) => (await Cli.Wrap("bash").WithArguments(["-c", script])
        .ExecuteBufferedAsync(TestContext.Current.CancellationToken)).StandardOutput;
}
