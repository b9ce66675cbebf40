using System.Globalization;
using System.IO.Abstractions;
using System.Text.RegularExpressions;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Staging;

/// <summary>
/// One Applier at a time in a boot mode: a file that is held open while the program runs, and a second one that its scripts and
/// Windows Installer hold (<see cref="StartedLock"/>). The system lets go of them when these have ended, however they end:
/// nothing stale is left to clear by hand, and no start comes while a script of one that was killed is still writing.
/// </summary>
internal sealed partial class InstanceLock : IDisposable
{
    private const string Name = "running.lock";
    private const int MostTries = 26;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly FileLock _held;

    private InstanceLock(FileLock held) => _held = held;

    /// <summary>
    /// As <see cref="Take"/>, with five seconds' patience: what a killed Applier had started ends soon as a rule.
    /// </summary>
    public static async Task<Result<InstanceLock>> TakeWhenFree(IFileSystem files, string stateFolder, string who,
        TimeProvider clock)
    {
        for (var attempt = 1; ; attempt++)
        {
            var taken = Take(files, stateFolder, who, clock.GetUtcNow());
            if (taken.Refusal?.Code != RefusalCode.AlreadyRunning || attempt >= MostTries)
                return taken;
            await Task.Delay(Pause, clock).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the lock, or says who holds it: AlreadyRunning; else AccessDenied, DiskFull.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="stateFolder">The Applier's own folder.</param>
    /// <param name="who">What the holder is called: process and user.</param>
    /// <param name="since">When it began.</param>
    public static Result<InstanceLock> Take(IFileSystem files, string stateFolder, string who, DateTimeOffset since)
    {
        var path = files.Path.Combine(stateFolder, Name);
        var started = new StartedLock(files, stateFolder);
        FileLock? held = null;
        try
        {
            files.Directory.CreateDirectory(stateFolder);
            held = FileLock.Take(files, path, out var holder);
            if (held is null)
                return Busy(holder);
            // Nobody comes in between, because the other lock is held.
            started.MustBeFree();
            held.Tell(who, since);
            return new InstanceLock(held);
        }
        catch (IOException e) when (held is not null && files.File.Exists(started.Path) && Fault.Code(e) != RefusalCode.DiskFull)
        {
            // The Applier itself has ended when its own file is free.
            held.Dispose();
            return Busy(FileLock.Told(files, path) ?? e.Message) with { Wording = "AlreadyRunning_Started" };
        }
        catch (Exception e) when (Fault.Is(e))
        {
            held?.Dispose();
            return Fault.Refuse(e, stateFolder);
        }
    }

    /// <summary>Lets go.</summary>
    public void Dispose() => _held.Dispose();

    // Who it is was written down by the other program; a person reads it in their own language.
    private static Refusal Busy(string holder)
    {
        var refusal = new Refusal(RefusalCode.AlreadyRunning, "", $"another Applier is at work here: {holder}");
        return Holder().Match(holder) is { Success: true } known
            && DateTimeOffset.TryParseExact(known.Groups["since"].Value, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var since)
            ? refusal.With(known.Groups["process"].Value, known.Groups["user"].Value, since)
            : refusal.With("", "", "", holder);
    }

    [GeneratedRegex(@"^process (?<process>\d+), user (?<user>.+), (?<since>[-0-9]{10} [:0-9]{8}) UTC$")]
    private static partial Regex Holder();
}
