using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using System.Text.Json.Nodes;
using PatchKit.Applier.Instruments.Rehearsal;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>
/// A copy of one of the sample campaign's make-believe instruments, on a real disk or in memory, to be changed at will.
/// </summary>
internal sealed class RehearsalBench : IDisposable
{
    private readonly IDirectoryInfo _place;

    private RehearsalBench(IFileSystem fileSystem, string product)
    {
        FileSystem = fileSystem;
        fileSystem.Directory.CreateDirectory(Path.GetTempPath());
        _place = fileSystem.Directory.CreateTempSubdirectory("patchkit-");
        Folder = fileSystem.Path.Combine(_place.FullName, "instrument");
        Copy(product, Folder);
        Copy(StandInPackage.Folder, fileSystem.Path.Combine(Beside, StandInPackage.Folder));
    }

    private void Copy(string template, string to)
    {
        var from = Campaign(Path.Combine("rehearsal", template));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            FileSystem.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            FileSystem.File.WriteAllBytes(target, File.ReadAllBytes(file));
            FileSystem.File.SetLastWriteTimeUtc(target, Now.UtcDateTime.AddDays(-1));
        }
    }

    /// <summary>Writes the stand-in of an installer beside the instrument.</summary>
    public void StandIn(MediaPath payload, string package)
    {
        var file = FileSystem.Path.Combine(Beside, StandInPackage.Place(payload));
        FileSystem.Directory.CreateDirectory(FileSystem.Path.GetDirectoryName(file)!);
        FileSystem.File.WriteAllText(file, package);
    }

    /// <summary>The instrument's clock in tests that need one; every file of the instrument is a day older.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    public IFileSystem FileSystem { get; }

    /// <summary>The instrument's folder.</summary>
    public string Folder { get; }

    /// <summary>A folder beside the instrument.</summary>
    public string Beside => _place.FullName;

    public static RehearsalBench OnDisk(string product = "miseqdx") => new(new FileSystem(), product);

    public static RehearsalBench InMemory(string product = "miseqdx") => new(new MockFileSystem(), product);

    public RehearsalInstrument Open(string mode = "Dx")
    {
        Edit("instrument.json", sheet => sheet["booted"] = mode);
        return RehearsalInstrument.Open(FileSystem, Folder).Value;
    }

    /// <summary>Changes a JSON file of the instrument, as a person with an editor would.</summary>
    public void Edit(string file, Action<JsonNode> change)
    {
        var path = Path.Combine(Folder, file);
        var node = JsonNode.Parse(FileSystem.File.ReadAllText(path))!;
        change(node);
        FileSystem.File.WriteAllText(path, node.ToJsonString());
    }

    public void EditMachine(Action<JsonNode> change, string mode = "Dx") =>
        Edit($"modes/{mode}/machine.json", change);

    /// <summary>Every file below a folder of the instrument with its bytes, to compare before and after.</summary>
    public SortedDictionary<string, string> Snapshot() => new(
        FileSystem.Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(Folder, file),
                file => Convert.ToBase64String(FileSystem.File.ReadAllBytes(file))),
        StringComparer.Ordinal);

    /// <summary>A page of docs/formats.</summary>
    public static string Page(string name) => Path.Combine(Repository(), "docs", "formats", name);

    /// <summary>A file of the sample campaign.</summary>
    public static string Campaign(string path) => Path.Combine(Repository(), "campaigns", "fsn2023-1338", path);

    public void Dispose() => _place.Delete(recursive: true);

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PatchKit.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        return folder;
    }
}
