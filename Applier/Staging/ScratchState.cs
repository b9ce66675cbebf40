using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Staging;

/// <summary>
/// A copy, in a scratch folder, of what this boot mode remembers of earlier sticks: so that a mere look is as strict as an
/// application and yet leaves the instrument's own folder as it was.
/// </summary>
internal static class ScratchState
{
    /// <summary>Makes the copy.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="stateFolder">The Applier's own folder.</param>
    /// <returns>The folder that takes its place; or TempFolderUnusable.</returns>
    /// <exception cref="IOException">A disk said no.</exception>
    public static Result<ScratchFolder> Make(IFileSystem files, string stateFolder)
    {
        if (!ScratchFolder.Make(files).TryGet(out var scratch, out var refusal))
            return refusal;
        try
        {
            Copy(files, stateFolder, scratch.Path);
            return scratch;
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    private static void Copy(IFileSystem files, string stateFolder, string scratch)
    {
        if (!files.Directory.Exists(stateFolder))
            return;
        foreach (var file in files.Directory.EnumerateFiles(stateFolder, "device.?"))
            files.File.Copy(file, files.Path.Combine(scratch, files.Path.GetFileName(file)));
        var trust = files.Path.Combine(stateFolder, "trust");
        if (!files.Directory.Exists(trust))
            return;
        foreach (var path in files.Directory.EnumerateFiles(trust, "*", SearchOption.AllDirectories))
        {
            var copy = files.Path.Combine(scratch, "trust", files.Path.GetRelativePath(trust, path));
            files.Directory.CreateDirectory(files.Path.GetDirectoryName(copy)!);
            files.File.Copy(path, copy);
        }
    }
}
