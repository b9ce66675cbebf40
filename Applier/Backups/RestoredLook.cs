using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups;

/// <summary>
/// Gives what is restored its times, attributes and mode, looks whether the disk has kept them, and remembers what it has not.
/// </summary>
internal sealed class RestoredLook(IFileSystem files, IFileExtras extras)
{
    private static readonly TimeSpan Fat = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (string First, long Count)> _lost = [];

    /// <summary>What this disk did not take, each kind once: the first path, and how many more.</summary>
    public IEnumerable<BackupProblem> Lost => _lost.Select(kind => new BackupProblem(kind.Value.First,
        kind.Value.Count == 1 ? kind.Key : $"{kind.Key}; the same of {kind.Value.Count - 1} more"));

    /// <summary>Notes something that came back without a part of what it was.</summary>
    /// <param name="path">The path on the instrument.</param>
    /// <param name="what">What is missing, the same words for all of a kind.</param>
    public void Lose(string path, string what) =>
        _lost[what] = _lost.TryGetValue(what, out var kind) ? (kind.First, kind.Count + 1) : (path, 1);

    /// <summary>Sets the times. Made before written: where a disk keeps no time of making, .NET sets that of writing.</summary>
    public void SetTimes(IFileSystemInfo target, DateTimeOffset created, DateTimeOffset modified, RareFacts? rare)
    {
        target.CreationTimeUtc = created.UtcDateTime;
        target.LastWriteTimeUtc = modified.UtcDateTime;
        if (rare?.Written is { } beyond)
            FileFacts.SetWritten(files, target.FullName, beyond);
    }

    /// <summary>Gives a file or folder its owner and rights, where it has others, and looks whether it has them.</summary>
    /// <param name="path">The path on the instrument.</param>
    /// <param name="target">Where it is.</param>
    /// <param name="wanted">In SDDL; null leaves it as it is.</param>
    public void SetSecurity(string path, string target, string? wanted)
    {
        if (wanted is null)
            return;
        var taken = false;
        Fault.Try(() =>
        {
            if (extras.SecurityOf(target) != wanted)
                extras.SetSecurity(target, wanted);
            taken = extras.SecurityOf(target) == wanted;
        });
        if (!taken)
            Lose(path, "this disk does not take its owner and access rights");
    }

    /// <summary>Whether a file has another time, other attributes, mode, owner or rights than it is to have.</summary>
    public bool Differs(IFileSystemInfo target, in FileLook wanted, int mode, string? security) =>
        (new DateTimeOffset(target.Written()) - wanted.Modified).Duration() > Fat
        || Differs(target, wanted.Attributes, mode) || RightsBefore(target.FullName, security) is not null;

    /// <summary>Owner and rights that a file or folder has, when it is to get others; null when it is not.</summary>
    /// <param name="target">Where it is.</param>
    /// <param name="wanted">In SDDL; null leaves it as it is.</param>
    public string? RightsBefore(string target, string? wanted)
    {
        string? now = null;
        // What cannot be read cannot be given either: SetSecurity lists it.
        Fault.Try(() => now = extras.SecurityOf(target));
        return wanted is null || now == wanted ? null : now;
    }

    /// <summary>
    /// Sets attributes and mode, where they are others, and compares all with what was wanted. Times may differ by two seconds:
    /// no FAT keeps them finer.
    /// </summary>
    public void Finish(string path, IFileSystemInfo target, in FileLook wanted, int mode, RareFacts? rare)
    {
        var written = new DateTimeOffset(target.Written());
        if ((written - wanted.Modified).Duration() > Fat
            || (rare?.Written is { } beyond && FileFacts.WrittenAt(files, target.FullName) is { } kept
                && Math.Abs(kept - beyond) > Fat.Ticks))
            Lose(path, "this disk does not take the time of its last write");
        if (OperatingSystem.IsWindows() && (new DateTimeOffset(target.Made()) - wanted.Created).Duration() > Fat)
            Lose(path, "this disk does not take the time when it was made");
        if (!Set(target, wanted.Attributes, mode))
            Lose(path, "this disk does not take its attributes or rights");
    }

    /// <summary>Makes a file that is there writable.</summary>
    public static void Unlock(IFileSystemInfo existing)
    {
        if ((existing.Attributes & FileAttributes.ReadOnly) != 0)
            existing.Attributes &= ~FileAttributes.ReadOnly;
    }

    // A backup of a Unix has the mode, of which the read-only attribute is a part.
    private bool Set(IFileSystemInfo target, FileAttributes wanted, int mode)
    {
        if (!Differs(target, wanted, mode))
            return true;
        try
        {
            if (mode != 0 && !OperatingSystem.IsWindows())
                files.File.SetUnixFileMode(target.FullName, (UnixFileMode)mode);
            else
                target.Attributes = (target.Attributes & ~(FileLook.Kept | FileLook.Plain)) | (wanted & FileLook.Kept);
        }
        catch (Exception fault) when (Fault.KindOf(fault) is FaultKind.Denied or FaultKind.Other)
        {
            return false;
        }

        target.Refresh();
        return !Differs(target, wanted, mode);
    }

    private bool Differs(IFileSystemInfo target, FileAttributes wanted, int mode) => mode != 0 && !OperatingSystem.IsWindows()
        ? FileFacts.ModeAt(files, target.FullName) != mode
        : ((target.Attributes ^ wanted) & Compared) != 0;

    // .NET knows no other attribute on a Unix.
    private static FileAttributes Compared =>
        OperatingSystem.IsWindows() ? FileLook.Kept | FileLook.Plain : FileAttributes.ReadOnly;
}
