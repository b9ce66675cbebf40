using System.Globalization;
using System.IO.Abstractions;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Walking;

namespace PatchKit.Benchmarks;

/// <summary>The backup engine as a process, with its own clock and peak memory on standard error.</summary>
internal static class BackupCommands
{
    public static int Backup(string source, string place, string id)
    {
        var request = new BackupRequest(id, place, "benchmark", "benchmark",
            [new BackupSource("D:\\Data", source, Mandatory: false)], []);
        var result = new BackupTaker(new FileSystem(), TimeProvider.System).Take(request, progress: null, CancellationToken.None);
        if (!result.TryGet(out var taken, out var refusal))
            return Say(refusal.ToString(), 1);
        return Say($"{taken.Copied.Files} files, {taken.Copied.Bytes} bytes copied, {taken.ReusedFiles} reused", 0);
    }

    public static int Verify(string place, string id)
    {
        var files = new FileSystem();
        var result = new BackupVerifier(files, TimeProvider.System)
            .Verify(new(new BackupPlace(files, place), id), progress: null, CancellationToken.None);
        return result.TryGet(out var verified, out var refusal)
            ? Say($"{verified.Files} files, {verified.Bytes} bytes verified", 0)
            : Say(refusal.ToString(), 1);
    }

    public static int Restore(string place, string id, string target)
    {
        var request = new RestoreRequest(place, id, path => Path.Combine(target, EntryName.Relative(path))) { Flush = false };
        var result = new BackupRestorer(new FileSystem(), TimeProvider.System)
            .Restore(request, progress: null, CancellationToken.None);
        return result.TryGet(out var restored, out var refusal)
            ? Say($"{restored.Written} files, {restored.Bytes} bytes restored", 0)
            : Say(refusal.ToString(), 1);
    }

    private static int Say(string what, int code)
    {
        // The kernel's high-water mark of this process: exact, and free.
        const string Status = "/proc/self/status";
        var peak = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
            : null;
        Console.Error.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what}; {peak}; {Environment.TickCount64 - StartedAt()} ms"));
        return code;
    }

    private static long StartedAt() =>
        Environment.TickCount64 - (long)(
            DateTime.UtcNow - System.Diagnostics.Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds;
}
