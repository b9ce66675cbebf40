using System.IO.Abstractions;

namespace PatchKit.Shared.Media;

/// <summary>
/// A folder of our own among the system's temporary files, removed when it is disposed of. The one place that makes any.
/// </summary>
public sealed class ScratchFolder : IDisposable
{
    private readonly IFileSystem _files;

    private ScratchFolder(IFileSystem files, string path) => (_files, Path) = (files, path);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>
    /// Makes an empty one. Refused with the folder's name when the system's folder for temporary files is missing or says no.
    /// </summary>
    public static Result<ScratchFolder> Make(IFileSystem files)
    {
        try
        {
#pragma warning disable RS0030 // The one place that may.
            return new ScratchFolder(files, files.Directory.CreateTempSubdirectory("patchkit-").FullName);
#pragma warning restore RS0030
        }
        catch (Exception wrong) when (Fault.Is(wrong) && !Fault.IsFull(wrong))
        {
            var folder = files.Path.GetTempPath();
            return new Refusal(RefusalCode.TempFolderUnusable, folder, $"no folder can be made there: {wrong.Message}");
        }
    }

    /// <summary>Removes it with all it holds.</summary>
    public void Dispose() => _files.Directory.Delete(Path, recursive: true);
}
