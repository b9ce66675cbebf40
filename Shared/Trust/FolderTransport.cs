using System.IO.Abstractions;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Trust;

/// <summary>A repository in a folder, such as a stick's release: <c>metadata/</c> and <c>targets/</c> below it.</summary>
/// <remarks>
/// Names must be <see cref="MediaPath"/>s; links, junctions and devices on the way from the root to a file are refused.
/// </remarks>
/// <param name="files">The disk.</param>
/// <param name="root">Where the way begins: the stick's root. It may itself be a link, since somebody we trust named it.</param>
/// <param name="below">The repository's folder below the root, which is not to be a link either; null when the root is the
/// repository.</param>
/// <param name="readBack">Whether to read past the system's cache, to see what the medium has kept.</param>
public sealed class FolderTransport(IFileSystem files, string root, MediaPath? below = null, bool readBack = false) : ITransport
{
    private const int MostNames = 20_000;
    private readonly GuardedFolder _folder = new(files, root, readBack);
    private readonly string _prefix = below is { } folder ? folder.Text + "/" : "";

    /// <summary>The folder of the metadata files.</summary>
    public const string MetadataFolder = "metadata";

    /// <summary>The folder of the target files.</summary>
    public const string TargetsFolder = "targets";

    /// <inheritdoc/>
    public Result<Stream> OpenMetadata(string fileName) => Open($"{MetadataFolder}/{fileName}");

    /// <inheritdoc/>
    public Result<Stream> OpenTarget(string path) => Open($"{TargetsFolder}/{path}");

    /// <inheritdoc/>
    public long? RootAfter(long version)
    {
        try
        {
            return files.Directory.EnumerateFiles(MediaPath.Of(_prefix + MetadataFolder).Under(root), "*.root.json")
                .Take(MostNames)
                .Select(path => Role.VersionOfRoot(files.Path.GetFileName(path)))
                .Where(other => other > version)
                .Min();
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return null; // whoever reads the next file hears of it
        }
    }

    private Result<Stream> Open(string name) =>
        MediaPath.Parse(_prefix + name).Then(path => _folder.Open(path, name));
}
