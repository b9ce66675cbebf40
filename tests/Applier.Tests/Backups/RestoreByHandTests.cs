using System.Text.Json;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using PatchKit.Applier.Backups;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>
/// Somebody restores from the sheet, with 7-Zip and sha256sum alone: what the sheet says is done line by line, and nothing of
/// this kit is asked. The second of two backups, with a file in parts, files that were read a second time, names that Windows
/// refuses, names alike but for capitals, a second name of one file, and a link. What comes back is compared name by name.
/// </summary>
public sealed partial class RestoreByHandTests
{
    [Fact]
    public async Task Everything_comes_back_by_following_the_sheet()
    {
        Needed.Programs("7z", "sha256sum", "mv", "cp", "ln");
        using var room = new BackupRoom().Furnish();
        room.Options = new BackupOptions { Workers = 2, VolumeLimit = 2 << 20 };
        room.Put(room.Data, "run/name: with?.txt", "odd");
        room.Put(room.Data, "run/alike.txt", "one");
        room.Put(room.Data, "run/ALIKE.txt", "another");
        await Run("ln", Path.Combine(room.Data, "run/a.bcl"), Path.Combine(room.Data, "run/z.bcl"));
        File.CreateSymbolicLink(Path.Combine(room.Data, "latest"), "run");
        Assert.Null(room.Take("b1").Refusal);
        room.Put(room.Config, "app.cfg", "newer than in the first backup");
        room.Put(room.Data, "run/twice.dat", BackupRoom.Noise(1_500_000, 9));
        room.Put(room.Data, "run/twice-in-parts.dat", BackupRoom.Noise(3_000_000, 7));
        ChangeOnce(room, "twice.dat", "twice-in-parts.dat");
        var backup = room.Take("a-name-that-sorts-before-b1").Value.Folder;
        var saved = BackupRoom.Contents(room.Data).Concat(BackupRoom.Contents(room.Config))
            .Select(file => file.Value).ToHashSet();

        var unpacked = Path.Combine(room.Root, "unpacked");
        var sheet = await File.ReadAllTextAsync(Path.Combine(backup, "RESTORE.txt"), TestContext.Current.CancellationToken);
        foreach (var line in Section(sheet, "VOLUMES"))
            await Run("7z", "x", "-aoa", Path.Combine(Path.GetDirectoryName(backup)!, line.Split("  ")[0]), $"-o{unpacked}");
        foreach (var (what, copy) in Pairs(Section(sheet, "FILES IN PARTS")))
            Join(Path.Combine(unpacked, Rule(what[..what.LastIndexOf("  (", StringComparison.Ordinal)])), copy);
        foreach (var line in Section(sheet, "READ A SECOND TIME"))
        {
            var (entry, path) = (line.Split(" -> ")[0], line.Split(" -> ")[1]);
            await Run("mv", Path.Combine(unpacked, entry), Path.Combine(unpacked, Rule(path)));
        }

        foreach (var line in Section(sheet, "FURTHER NAMES"))
        {
            var (first, further) = (line.Split(" -> ")[0], line.Split(" -> ")[1]);
            await Run("cp", Path.Combine(unpacked, Rule(first)), Path.Combine(unpacked, Rule(further)));
        }

        // Step 4: each file of the manifest, checked by its SHA-256.
        var (sums, places) = (new List<string>(), new Dictionary<string, string>());
        using var manifest = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(backup, "manifest.json"), TestContext.Current.CancellationToken));
        foreach (var file in manifest.RootElement.GetProperty("files").EnumerateArray())
        {
            var entry = file.GetProperty("parts")[0].GetProperty("entry").GetString()!;
            var whole = file.GetProperty("parts").GetArrayLength() == 1
                && !entry.EndsWith(".read-again", StringComparison.Ordinal)
                && !(file.TryGetProperty("rare", out var rare) && rare.TryGetProperty("linkOf", out _));
            var path = file.GetProperty("path").GetString()!;
            var name = whole ? entry : Rule(path);
            if (file.GetProperty("set").GetString() != "document")
                places.Add(path, Path.Combine(unpacked, name));
            sums.Add($"{file.GetProperty("sha256").GetString()}  {Path.Combine(unpacked, name)}");
        }

        var list = Path.Combine(room.Root, "sums.txt");
        await File.WriteAllLinesAsync(list, sums, TestContext.Current.CancellationToken);
        await Run("sha256sum", "--check", "--strict", list);

        // Steps 2 and 3: each goes to its original path, links are made again.
        var back = Directory.CreateDirectory(Path.Combine(room.Root, "back")).FullName;
        foreach (var (path, copy) in places)
        {
            var target = Path.Combine(back, path[..1], path[3..].Replace('\\', '/'));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await Run("cp", copy, target);
        }

        foreach (var line in Section(sheet, "LINKS"))
            await Run("ln", "-s", line.Split(" -> ")[1], Path.Combine(back, Rule(line.Split(" -> ")[0])));
        Assert.Equal(BackupRoom.Contents(room.Data), BackupRoom.Contents(Path.Combine(back, "D/Data")));
        Assert.Equal(BackupRoom.Contents(room.Config), BackupRoom.Contents(Path.Combine(back, "C/Instrument")));
        Assert.Equal("run", new DirectoryInfo(Path.Combine(back, "D/Data/latest")).LinkTarget);

        // What was checked is all that was saved.
        saved.ExceptWith(sums.Select(sum => sum[..64].ToUpperInvariant()));
        Assert.Empty(saved);
        Assert.Contains(Section(sheet, "READ A SECOND TIME"), line => line.Contains("twice.dat", StringComparison.Ordinal));
        Assert.Contains(Section(sheet, "FILES IN PARTS"), line => line.Contains("twice-in-parts.dat.read-again.001",
            StringComparison.Ordinal));
    }

    // Step 2, read backwards.
    private static string Rule(string path) => path.Replace(":", "", StringComparison.Ordinal).Replace('\\', '/');

    private static void Join(string target, string copy)
    {
        var names = Quoted().Matches(copy).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(Path.GetFileName(target), names[^1]);
        using var whole = File.Create(target);
        foreach (var part in names[..^1])
        {
            using var stream = File.OpenRead(Path.Combine(Path.GetDirectoryName(target)!, part));
            stream.CopyTo(whole);
        }
    }

    private static List<string> Section(string sheet, string heading) =>
        [.. sheet.ReplaceLineEndings("\n").Split('\n')
            .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.Length > 0).Select(line => line[2..])];

    private static IEnumerable<(string What, string Copy)> Pairs(List<string> lines) =>
        lines.Chunk(2).Select(pair => (pair[0], pair[1]));

    private static async Task Run(string program, params string[] arguments) => await Cli.Wrap(program).WithArguments(arguments)
        .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

    // Whoever reads it to its end the first time finds it changed.
    private static void ChangeOnce(BackupRoom room, params string[] names)
    {
        var changed = new HashSet<string>();
        room.Files = new MeddlingFileSystem
        {
            HasRead = path =>
            {
                lock (changed)
                {
                    if (names.Contains(Path.GetFileName(path)) && changed.Add(path))
                        File.AppendAllText(path, "one more line\n");
                }
            },
        };
    }

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();
}
