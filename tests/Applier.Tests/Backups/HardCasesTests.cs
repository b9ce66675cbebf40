using CliWrap;
using CliWrap.Buffered;
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
    public async Task Every_hard_case_comes_back_as_it_was_or_is_listed(string disk)
    {
        Needed.That(OperatingSystem.IsLinux() && Directory.Exists(disk), disk);
        Needed.Programs("find", "sha256sum", "bash");
        using var room = new BackupRoom(Directory.CreateDirectory(Path.Combine(disk, $"patchkit-{Guid.NewGuid():N}")));
        await Make(room);
        var before = await Listing(room.Data);
        // A name that is no UTF-8, and a link: listed, not kept.
        await Bash($"touch '{room.Data}'/$'\\xff.txt'");
        File.CreateSymbolicLink(Path.Combine(room.Data, "link"), "plain.txt");
        Directory.SetLastWriteTimeUtc(room.Data, Told);
        var taken = room.Take().Value;
        await Bash($"rm '{room.Data}'/$'\\xff.txt'");

        var proven = room.Prove(taken).Value;
        var back = Path.Combine(room.Root, "out");
        var restored = room.Restore(new(room.Place, "b1", path => path.StartsWith(BackupRoom.DataRoot, StringComparison.Ordinal)
            ? back + path[BackupRoom.DataRoot.Length..].Replace('\\', '/')
            : null)).Value;

        Assert.Contains("of 1902|1|-", before, StringComparison.Ordinal);
        Assert.Empty(proven.NotRestorable);
        Assert.Empty(restored.NotRestored);
        Assert.Equal(before, await Listing(back));
        Assert.Equal([new BackupLink(@"D:\Data\link", "plain.txt", Folder: false)], room.Listed(taken).Links);
        Assert.Single(room.Listed(taken).Unreadable);
        Assert.Equal(2, taken.LeftOut);
    }

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
        await Bash($"cd '{folder}' && export LC_ALL=C && find . -type f -printf '%P|%s|%T@|%m\\0' | sort -z | tr '\\0' '\\n' "
            + "&& find . -type d -printf '%P|%T@\\0' | sort -z | tr '\\0' '\\n' "
            + "&& find . -type f -print0 | sort -z | xargs -0 sha256sum");

    private static async Task<string> Bash(string script) => (await Cli.Wrap("bash").WithArguments(["-c", script])
        .ExecuteBufferedAsync(TestContext.Current.CancellationToken)).StandardOutput;
}
