using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Packager.Releases;

/// <summary>
/// One command at a time changes a release: two that publish at once would undo each other's files, and of two holders who sign
/// at once one would lose the signature. The second one waits and says for whom.
/// </summary>
internal static class ReleaseLock
{
    /// <summary>The file that is held, in the release folder; beside it a text that says by whom.</summary>
    public const string Name = "working.lock";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes the lock, waiting for whoever has it.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="clock">The clock that is waited by.</param>
    /// <param name="folder">The release folder.</param>
    /// <param name="patience">How long is waited.</param>
    /// <param name="say">Told once who has it, when it is not free.</param>
    /// <returns>The lock; or AlreadyRunning, AccessDenied, DiskFull.</returns>
    public static Result<FileLock> Take(IFileSystem files, TimeProvider clock, string folder, TimeSpan patience,
        Action<string> say) =>
        Fault.Guard<FileLock>(folder, () =>
        {
            var began = clock.GetTimestamp();
            for (var waited = false; ; waited = true)
            {
                if (FileLock.Take(files, files.Path.Combine(folder, Name), out var holder) is { } taken)
                {
                    taken.Tell(Who, clock.GetUtcNow());
                    return taken;
                }

                if (clock.GetElapsedTime(began) >= patience)
                    return new Refusal(RefusalCode.AlreadyRunning, folder, $"somebody else is at work in this release: {holder}")
                        .With(holder);
                if (!waited)
                    say(holder);
                Task.Delay(Pause, clock).GetAwaiter().GetResult();
            }
        });

    private static string Who => $"process {Environment.ProcessId} of {Environment.UserName} on {Environment.MachineName}";
}
