using System.IO.Abstractions;

namespace PatchKit.Applier.Staging;

/// <summary>
/// A copy, in a scratch folder, of what this boot mode remembers of earlier sticks: so that a mere look is as strict as an
/// application and yet leaves the instrument's own folder as it was.
/// </summary>
internal sealed class ScratchState : IDisposable
{
    private readonly IFileSystem _files;

    /// <summary>Copies the memory.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="stateFolder">The Applier's own folder.</param>
    public ScratchState(IFileSystem files, string stateFolder)
    {
        _files = files;
        Folder = files.Directory.CreateTempSubdirectory("patchkit-check-").FullName;
        if (!files.Directory.Exists(stateFolder))
            return;
        foreach (var file in files.Directory.EnumerateFiles(stateFolder, "device.?"))
            files.File.Copy(file, files.Path.Combine(Folder, files.Path.GetFileName(file)));
        var trust = files.Path.Combine(stateFolder, "trust");
        if (files.Directory.Exists(trust))
            Copy(trust, files.Path.Combine(Folder, "trust"));
    }

    /// <summary>The scratch folder.</summary>
    public string Folder { get; }

    /// <summary>Removes it.</summary>
    public void Dispose() => _files.Directory.Delete(Folder, recursive: true);

    private void Copy(string from, string to)
    {
        foreach (var path in _files.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = _files.Path.Combine(to, _files.Path.GetRelativePath(from, path));
            _files.Directory.CreateDirectory(_files.Path.GetDirectoryName(copy)!);
            _files.File.Copy(path, copy);
        }
    }
}
