using System.IO.Abstractions;
using System.Runtime.CompilerServices;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>
/// A real temporary folder with an instrument's files, a place for backups, and short ways to take, prove and restore.
/// </summary>
internal sealed class BackupRoom : IDisposable
{
    public const string InstrumentRoot = @"C:\Instrument";
    public const string DataRoot = @"D:\Data";

    public BackupRoom([CallerMemberName] string test = "")
        : this(Directory.CreateTempSubdirectory($"backups-{(test.Length > 40 ? test[..40] : test)}-"))
    {
    }

    /// <summary>A room in a folder of its own, which it removes.</summary>
    public BackupRoom(DirectoryInfo folder)
    {
        Root = folder.FullName;
        Config = Directory.CreateDirectory(Path.Combine(Root, "config")).FullName;
        Data = Directory.CreateDirectory(Path.Combine(Root, "data")).FullName;
        Place = Path.Combine(Root, "place");
    }

    public IFileSystem Files { get; set; } = new FileSystem();

    public string Root { get; }

    public string Config { get; }

    public string Data { get; }

    public string Place { get; }

    public BackupOptions Options { get; set; } = new() { Workers = 2 };

    public string Put(string folder, string relative, byte[] bytes)
    {
        var path = Path.Combine(folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Files.File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Put(string folder, string relative, string text) =>
        Put(folder, relative, System.Text.Encoding.UTF8.GetBytes(text));

    public static byte[] Noise(int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static byte[] Text(int size) =>
        System.Text.Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Range(0, (size / 20) + 1).Select(i => $"tile {i % 97:D4} cycle {i:D6}\n")))[..size];

    /// <summary>A few files of each kind: text, noise, empty, in folders, one larger than the copy buffer.</summary>
    public BackupRoom Furnish()
    {
        Put(Config, "app.cfg", Text(5000));
        Put(Config, "deep/er/settings.xml", "<a/>");
        Put(Data, "run/a.bcl", Noise(300_000));
        Put(Data, "run/big.fastq", Noise(3_500_000, 2));
        Put(Data, "run/log.txt", Text(2_200_000));
        Put(Data, "run/empty.txt", "");
        for (var i = 0; i < 40; i++)
            Put(Data, $"run/many/{i:D3}.txt", Text(100 * i));
        return this;
    }

    public BackupRequest Request(string id = "b1") => new(
        id,
        Place,
        "MiSeqDx M00001",
        "Dx",
        [new BackupSource(InstrumentRoot, Config, Mandatory: true), new BackupSource(DataRoot, Data, Mandatory: false)],
        [new BackupDocument("services.json", "{\"services\":[]}"u8.ToArray())])
    {
        Options = Options,
    };

    public Result<BackupTaken> Take(string id = "b1") => Take(Request(id), null);

    public Result<BackupTaken> Take(BackupRequest request, IProgress<BackupProgress>? progress) =>
        new BackupTaker(Files, TimeProvider.System).Take(request, progress, CancellationToken.None);

    /// <summary>Everything that a backup's manifest lists.</summary>
    public WholeManifest Listed(BackupTaken backup) => WholeManifest.Read(Files, Path.Combine(backup.Folder, "manifest.json"));

    public Result<ProvenBackup> Prove(BackupTaken backup) =>
        new ProvenBackup.RestoreProof(Files, TimeProvider.System)
            .Prove(backup, Path.Combine(Root, "scratch"), null, CancellationToken.None);

    public Result<RestoredBackup> Restore(RestoreRequest request) =>
        new BackupRestorer(Files, TimeProvider.System).Restore(request, null, CancellationToken.None);

    /// <summary>Everything back below <paramref name="folder"/>, in C/… and D/….</summary>
    public RestoreRequest Elsewhere(string folder, string id = "b1") =>
        new(Place, id, path => Path.Combine(folder, EntryName.Relative(path)));

    /// <summary>Everything back to where it was.</summary>
    public RestoreRequest InPlace(string id = "b1") => new(Place, id, path =>
        path.StartsWith(InstrumentRoot, StringComparison.Ordinal)
            ? Config + path[InstrumentRoot.Length..].Replace('\\', '/')
            : Data + path[DataRoot.Length..].Replace('\\', '/'));

    /// <summary>Relative path and content of every file below a folder.</summary>
    public static SortedDictionary<string, string> Contents(string folder)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", new EnumerationOptions
        { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            all[Path.GetRelativePath(folder, path)] = Convert.ToHexString(
                System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
        return all;
    }

    public void Dispose()
    {
        foreach (var path in Directory.EnumerateFiles(Root, "*", new EnumerationOptions
        { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            File.SetAttributes(path, FileAttributes.Normal);
        Directory.Delete(Root, recursive: true);
    }
}
