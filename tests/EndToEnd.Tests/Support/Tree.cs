using System.Security.Cryptography;
using System.Text;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>Every file below a folder with its SHA-256: two trees are equal when nothing was added, removed or changed.</summary>
internal static class Tree
{
    /// <summary>The Applier's own folder on an instrument.</summary>
    private static readonly string Own = Path.Combine("ProgramData", "PatchKit") + Path.DirectorySeparatorChar;

    /// <summary>The instrument without what the Applier keeps for itself.</summary>
    public static SortedDictionary<string, string> Of(string folder) =>
        Of(folder, path => !path.Contains(Own, StringComparison.Ordinal));

    /// <summary>Every file, the Applier's own among them.</summary>
    public static SortedDictionary<string, string> Whole(string folder) => Of(folder, _ => true);

    /// <summary>Copies a folder with all that it holds.</summary>
    public static void Copy(string from, string to, DateTime? written = null)
    {
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
            File.SetLastWriteTimeUtc(copy, written ?? File.GetLastWriteTimeUtc(path));
        }
    }

    private static SortedDictionary<string, string> Of(string folder, Func<string, bool> counts) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(counts).ToDictionary(
            path => Path.GetRelativePath(folder, path),
            path => Convert.ToHexStringLower(SHA256.HashData(Content(path)))),
        StringComparer.Ordinal);

    // An account's groups are a set: one that was left and joined again stands last.
    private static byte[] Content(string path) => Path.GetFileName(path) == "accounts.json"
        ? Encoding.UTF8.GetBytes(
            string.Join('\n', File.ReadLines(path).Select(line => line.Trim(' ', ',')).Order(StringComparer.Ordinal)))
        : File.ReadAllBytes(path);
}
