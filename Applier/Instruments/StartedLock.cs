using System.IO.Abstractions;

namespace PatchKit.Applier.Instruments;

/// <summary>
/// A file that nobody holds but what the Applier starts and must not be disturbed by a second start: scripts and Windows
/// Installer. Lent while such a program runs, it is inherited by it, and by nothing that is started at another time.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="stateFolder">The Applier's own folder.</param>
internal sealed class StartedLock(IFileSystem files, string stateFolder)
{
    private const string Name = "started.lock";

    /// <summary>The file.</summary>
    public string Path { get; } = files.Path.Combine(stateFolder, Name);

    /// <summary>
    /// What is started until it is given back holds the file too, and so does what that starts: when the Applier is killed, as
    /// long as any of them runs.
    /// </summary>
    public IDisposable Lend()
    {
        files.Directory.CreateDirectory(stateFolder);
        return files.FileStream.New(
            Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete | FileShare.Inheritable);
    }

    /// <summary>Returns when nobody holds the file.</summary>
    /// <exception cref="IOException">Somebody does.</exception>
    public void MustBeFree() => files.FileStream.New(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None).Dispose();
}
