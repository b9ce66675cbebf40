using System.Globalization;
using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Applier.Staging;

/// <summary>
/// One Applier at a time in a boot mode: a file that is held open while the program runs. The system lets go of it when the program dies,
/// however it dies, so nothing stale is left to clear by hand.
/// </summary>
internal sealed class InstanceLock : IDisposable
{
    private const string Name = "running.lock";
    private readonly FileSystemStream _held;

    private InstanceLock(FileSystemStream held) => _held = held;

    /// <summary>Takes the lock, or says who holds it: AlreadyRunning; else AccessDenied, DiskFull.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="stateFolder">The Applier's own folder.</param>
    /// <param name="who">What the holder is called: process and user.</param>
    /// <param name="since">When it began.</param>
    public static Result<InstanceLock> Take(IFileSystem files, string stateFolder, string who, DateTimeOffset since)
    {
        var path = files.Path.Combine(stateFolder, Name);
        var told = path + ".txt";
        FileSystemStream held;
        try
        {
            files.Directory.CreateDirectory(stateFolder);
            held = files.FileStream.New(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (files.File.Exists(path) && DiskFault.Code(e) != RefusalCode.DiskFull)
        {
            var holder = Told(files, told) ?? e.Message;
            return new Refusal(RefusalCode.AlreadyRunning, "", $"another Applier is at work here: {holder}").With(holder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Refusal(DiskFault.Code(e), stateFolder, e.Message).With(stateFolder);
        }

        Tell(files, told, $"{who}, {since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}");
        return new InstanceLock(held);
    }

    /// <summary>Lets go.</summary>
    public void Dispose() => _held.Dispose();

    // Who holds the lock is for a person to read; the lock itself does not hang on it.
    private static void Tell(IFileSystem files, string path, string text)
    {
        try
        {
            files.File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk is refused later, where something is lost by it.
        }
    }

    private static string? Told(IFileSystem files, string path)
    {
        try
        {
            return files.File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
