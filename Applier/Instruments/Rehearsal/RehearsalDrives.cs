using System.Text.Json.Serialization;
using PatchKit.Shared;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// The running mode's own drives (the one-letter folders of <c>modes/MODE</c>) and the drives of <c>drives.json</c> whose folder
/// is there: removing the folder, or the entry, pulls the stick.
/// </summary>
internal sealed class RehearsalDrives(RehearsalFolder folder) : IDrives
{
    /// <summary>The file, at the top of the instrument's folder.</summary>
    public const string FileName = "drives.json";

    /// <inheritdoc/>
    public IReadOnlyList<Drive> List()
    {
        var entries = Entries();
        var own = OwnLetters()
            .Select(letter => entries.FirstOrDefault(entry => Letter(entry) == letter) ?? new MakeBelieveDrive($"{letter}:"))
            .Select(entry => Facts(entry, OwnRoot(Letter(entry))));
        var others = entries
            .Where(entry => entry.Path is not null && !IsOwn(Letter(entry)))
            .Select(entry => Facts(entry, HostFolder(entry.Path!)));
        return [.. own.Concat(others).Where(drive => folder.FileSystem.Directory.Exists(drive.Root))
            .OrderBy(drive => drive.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public string? Forgets() => folder.Read(MakeBelieveMachine.FileName, RehearsalFormats.Machine).WriteFilter
        ? "a write filter is on"
        : null;

    /// <summary>A make-believe disk is a folder of the host, which nobody unplugs: it only plays the refusal.</summary>
    public void Flush() => folder.Obeys("drives.flush", folder.ModeRoot);

    /// <summary>Likewise.</summary>
    public string? Release(Drive stick)
    {
        try
        {
            folder.Obeys("drives.release", stick.Name);
            return null;
        }
        catch (InstrumentFault fault)
        {
            return fault.Reason;
        }
    }

    /// <summary>The host's folder behind a drive letter, or null.</summary>
    public string? RootOf(char letter)
    {
        if (IsOwn(letter))
            return OwnRoot(letter);
        var entry = Entries().FirstOrDefault(candidate => Letter(candidate) == letter);
        return entry?.Path is { } path && folder.FileSystem.Directory.Exists(HostFolder(path)) ? HostFolder(path) : null;
    }

    private MakeBelieveDrive[] Entries()
    {
        var file = folder.FileSystem.Path.Combine(folder.Root, FileName);
        return RehearsalFolder.TryRead(folder.FileSystem, file, RehearsalFormats.Drives).TryGet(out var entries, out var refusal)
            ? entries
            : throw new InstrumentFault(refusal.Place, refusal.Reason);
    }

    private IEnumerable<char> OwnLetters() => folder.FileSystem.Directory.EnumerateDirectories(folder.ModeRoot)
        .Select(path => folder.FileSystem.Path.GetFileName(path))
        .Where(name => name.Length == 1 && char.IsAsciiLetterUpper(name[0]))
        .Select(name => name[0]);

    private bool IsOwn(char letter) => folder.FileSystem.Directory.Exists(OwnRoot(letter));

    private string OwnRoot(char letter) => folder.FileSystem.Path.Combine(folder.ModeRoot, letter.ToString());

    private string HostFolder(string path) =>
        folder.FileSystem.Path.GetFullPath(folder.FileSystem.Path.Combine(folder.Root, path));

    private static char Letter(MakeBelieveDrive entry) => char.ToUpperInvariant(entry.Name.FirstOrDefault());

    private Drive Facts(MakeBelieveDrive entry, string root)
    {
        var (free, total) = Room(root);
        return new(
            entry.Name,
            root,
            entry.Label,
            entry.VolumeSerial,
            entry.FileSystem,
            entry.Removable,
            entry.ReadOnly,
            Math.Min(entry.FreeBytes ?? long.MaxValue, free),
            total)
        { HoldsOtherSystem = entry.HoldsOtherSystem };
    }

    /// <summary>What the host's disk has; an unreadable disk has no room.</summary>
    private (long Free, long Total) Room(string root)
    {
        try
        {
            // Windows wants the root of the volume; elsewhere any path tells of its volume.
            var volume = folder.FileSystem.Path.GetPathRoot(root) is { Length: > 1 } letter ? letter : root;
            var info = folder.FileSystem.DriveInfo.New(volume);
            return (info.AvailableFreeSpace, info.TotalSize);
        }
        catch (Exception unreadable) when (Fault.Is(unreadable) || unreadable is ArgumentException)
        {
            return (0, 0);
        }
    }
}

/// <summary>An entry of <c>drives.json</c>.</summary>
/// <param name="Name">For example <c>E:</c>.</param>
/// <param name="Path">Its folder on the host, full or relative to the instrument's folder. Null for an entry that only describes
/// one of the mode's own drives.</param>
/// <param name="Label">Volume label.</param>
/// <param name="VolumeSerial">Volume serial number.</param>
/// <param name="FileSystem">For example <c>FAT32</c>.</param>
/// <param name="Removable">A stick.</param>
/// <param name="ReadOnly">Plays a write-protected stick.</param>
/// <param name="FreeBytes">Plays a disk with no more room than this; null: what the host has.</param>
/// <param name="HoldsOtherSystem">Plays the disk of another Windows.</param>
internal sealed record MakeBelieveDrive(
    [property: JsonRequired] string Name,
    string? Path = null,
    string Label = "",
    string VolumeSerial = "",
    string FileSystem = "NTFS",
    bool Removable = false,
    bool ReadOnly = false,
    long? FreeBytes = null,
    bool HoldsOtherSystem = false);
