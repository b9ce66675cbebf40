using System.Globalization;
using System.IO.Abstractions;

namespace PatchKit.Shared.Disks;

/// <summary>
/// One at a time: a file that is held open while somebody works, and a text beside it that says who. The system lets go of it
/// when the program ends, however it ends: nothing stale is left to clear by hand.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly FileSystemStream _held;

    private FileLock(IFileSystem files, string path, FileSystemStream held) => (_files, _path, _held) = (files, path, held);

    /// <summary>Takes the lock, or null when somebody else holds it.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="path">The file, in a folder that is there; it stays when the lock is given back.</param>
    /// <param name="holder">Who holds it, when it is not we.</param>
    /// <exception cref="IOException">The disk said no.</exception>
    public static FileLock? Take(IFileSystem files, string path, out string holder)
    {
        holder = "";
        try
        {
            return new FileLock(files, path,
                files.FileStream.New(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (files.File.Exists(path) && Fault.Code(e) != RefusalCode.DiskFull)
        {
            holder = Told(files, path) ?? e.Message;
            return null;
        }
    }

    /// <summary>
    /// Says who holds it, for a person to read: the lock itself does not hang on it. A full disk is refused later, where
    /// something is lost by it.
    /// </summary>
    /// <param name="who">What the holder is called: process and user.</param>
    /// <param name="since">When it began.</param>
    public void Tell(string who, DateTimeOffset since) => Fault.Try(() => _files.File.WriteAllText(TextOf(_path),
        $"{who}, {since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}"));

    /// <summary>Who took the lock last; null when nobody said it.</summary>
    public static string? Told(IFileSystem files, string path)
    {
        try
        {
            return files.File.ReadAllText(TextOf(path));
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return null;
        }
    }

    /// <summary>Lets go.</summary>
    public void Dispose() => _held.Dispose();

    private static string TextOf(string path) => path + ".txt";
}
