using System.IO.Abstractions;

namespace PatchKit.Applier.Instruments;

/// <summary>The volumes that the running boot mode sees.</summary>
internal interface IDrives
{
    /// <summary>All of them, anew.</summary>
    IReadOnlyList<Drive> List();

    /// <summary>
    /// Why what is written to the system's volume would be gone after a restart; null when it stays.
    /// </summary>
    string? Forgets();

    /// <summary>
    /// Hands everything that was written to the instrument's own disks, by whatever program, to the disks, and waits until it is
    /// there. Installers and scripts do not, and without it a power cut soon after them takes back what a read-back has seen.
    /// </summary>
    /// <exception cref="InstrumentFault">A disk said no.</exception>
    void Flush();

    /// <summary>
    /// Hands everything that was written to a stick to it, waits until it is there, and lets the system let go of it where nobody
    /// else uses it: what comes after that makes the system take it up anew.
    /// </summary>
    /// <param name="stick">The stick.</param>
    /// <returns>Why it is not certain that all of it is there; null when it is.</returns>
    string? Release(Drive stick);
}

/// <summary>A volume.</summary>
/// <param name="Name">As the operator knows it: <c>E:</c>.</param>
/// <param name="Root">Its root on the host.</param>
/// <param name="Label">Volume label; may be empty.</param>
/// <param name="VolumeSerial">Volume serial number, eight hexadecimal digits; may be empty.</param>
/// <param name="FileSystem">For example <c>FAT32</c>, <c>exFAT</c>, <c>NTFS</c>.</param>
/// <param name="Removable">A stick or card.</param>
/// <param name="ReadOnly">Cannot be written.</param>
/// <param name="FreeBytes">Free for us.</param>
/// <param name="TotalBytes">Size.</param>
internal sealed record Drive(
    string Name,
    string Root,
    string Label,
    string VolumeSerial,
    string FileSystem,
    bool Removable,
    bool ReadOnly,
    long FreeBytes,
    long TotalBytes)
{
    /// <summary>Whether another installed Windows lives on it, whose disk it is.</summary>
    public bool HoldsOtherSystem { get; init; }

    /// <summary>
    /// The drive that holds a folder, the one with the longest root above it; null for a folder on none of them, such as a share.
    /// </summary>
    public static Drive? Of(string folder, IEnumerable<Drive> all, IPath paths) =>
        all.Where(drive => IsBelow(folder, drive.Root, paths)).MaxBy(drive => drive.Root.Length);

    private static bool IsBelow(string folder, string root, IPath paths)
    {
        var relative = paths.GetRelativePath(root, folder);
        return !paths.IsPathRooted(relative) && relative.Split(['/', '\\'])[0] != "..";
    }
}
