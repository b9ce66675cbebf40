using System.IO.Abstractions;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// The list of all files of a published Applier with their SHA-256, in the format of <c>sha256sum</c>.
/// </summary>
internal sealed class FileList(IFileSystem files)
{
    private static readonly string Name = StickLayout.FileList.Text;

    /// <summary>Writes the list into the folder. It names every file but itself.</summary>
    public void Write(string folder) =>
        files.File.WriteAllText(Path.Combine(folder, Name), Lines(Digests(folder).Select(pair => (pair.Key, pair.Value))));

    /// <summary>What <c>sha256sum -c</c> reads.</summary>
    public static string Lines(IEnumerable<(string Path, Sha256Digest Digest)> files) =>
        string.Concat(files.Select(file => $"{file.Digest}  {file.Path}\n"));

    /// <summary>Compares a folder with the list in it: nothing missing, altered or added.</summary>
    /// <returns>How many files are listed.</returns>
    public Result<int> Verify(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!files.File.Exists(path))
            return new Refusal(RefusalCode.InputMissing, path, "the folder has no file list; 'packager publish' makes one");
        var listed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in files.File.ReadLines(path, Encoding.UTF8))
        {
            if (line.Split("  ", 2) is not [var digest, var name] || !Sha256Digest.TryParse(digest, out _)
                || !listed.TryAdd(name, digest))
                return new Refusal(RefusalCode.FormatInvalid, path,
                    $"not a line of sha256sum, or a file for the second time: {line}");
        }

        var there = Digests(folder);
        if (listed.Keys.FirstOrDefault(name => !there.ContainsKey(name)) is { } missing)
            return new Refusal(RefusalCode.FileMissing, missing, $"{path} names it");
        foreach (var (name, digest) in there)
        {
            if (!listed.TryGetValue(name, out var expected))
                return new Refusal(RefusalCode.FileAltered, name, $"{path} does not name it");
            if (expected != digest.Hex)
                return new Refusal(RefusalCode.FileAltered, name, $"{path} names another digest");
        }

        return listed.Count;
    }

    private SortedDictionary<string, Sha256Digest> Digests(string folder)
    {
        var digests = new SortedDictionary<string, Sha256Digest>(StringComparer.Ordinal);
        foreach (var path in files.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (name == Name)
                continue;
            using var stream = files.File.OpenRead(path);
            digests[name] = Sha256Digest.Of(stream);
        }

        return digests;
    }
}
