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

    /// <summary>Takes the lock, or says who holds it.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="stateFolder">The Applier's own folder.</param>
    /// <param name="who">What the holder is called: process and user.</param>
    /// <param name="since">When it began.</param>
    public static Result<InstanceLock> Take(IFileSystem files, string stateFolder, string who, DateTimeOffset since)
    {
        var path = files.Path.Combine(stateFolder, Name);
        var told = path + ".txt";
        try
        {
            files.Directory.CreateDirectory(stateFolder);
            var held = files.FileStream.New(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            files.File.WriteAllText(told, $"{who}, {since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}");
            return new InstanceLock(held);
        }
        catch (UnauthorizedAccessException e)
        {
            return new Refusal(RefusalCode.AccessDenied, stateFolder, e.Message).With(stateFolder);
        }
        catch (IOException e) when (files.File.Exists(path))
        {
            var holder = files.File.Exists(told) ? files.File.ReadAllText(told) : e.Message;
            return new Refusal(RefusalCode.AlreadyRunning, "", $"another Applier is at work here: {holder}").With(holder);
        }
    }

    /// <summary>Lets go.</summary>
    public void Dispose() => _held.Dispose();
}
