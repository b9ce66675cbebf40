using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>The files that a manifest lists, for the rules that refer to them.</summary>
internal sealed class BundleContents(IEnumerable<BundleFile> files)
{
    private readonly Dictionary<string, BundleFile> _files =
        files.DistinctBy(file => file.Path.Text).ToDictionary(file => file.Path.Text);

    /// <summary>The digest of a file, or null when it is not listed.</summary>
    public Sha256Digest? DigestOf(MediaPath path) => _files.GetValueOrDefault(path.Text)?.Sha256;

    /// <summary>How long a file is, in bytes, or null when it is not listed.</summary>
    public long? LengthOf(MediaPath path) => _files.GetValueOrDefault(path.Text)?.Length;

    /// <summary>What is wrong with a reference to a file of the bundle that must lie in a folder, or null.</summary>
    public string? Missing(MediaPath path, string folder)
    {
        if (!path.Text.StartsWith($"{folder}/", StringComparison.Ordinal))
            return $"'{path}' does not lie in {folder}/{Meant($"{folder}/{path}")}";
        return _files.ContainsKey(path.Text) ? null : $"there is no file '{path}'{Meant(path.Text)}";
    }

    // Windows finds a file in whichever case; a bundle has one spelling. Notices differ in their language's name alone.
    private string Meant(string path)
    {
        if (path.StartsWith("notices/", StringComparison.Ordinal))
            return "";
        var nearest = _files.Keys.MinBy(file => Spelling.Distance(file, path));
        return nearest is not null && Spelling.Distance(nearest, path) <= Math.Max(1, Path.GetFileName(path).Length / 4)
            ? $"; did you mean '{nearest}'?"
            : "";
    }

    /// <summary>The folders above a path, the nearest last.</summary>
    public static IEnumerable<string> Folders(MediaPath path)
    {
        for (var slash = path.Text.IndexOf('/'); slash >= 0; slash = path.Text.IndexOf('/', slash + 1))
            yield return path.Text[..slash];
    }
}
