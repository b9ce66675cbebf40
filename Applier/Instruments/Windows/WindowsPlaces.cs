using System.IO.Abstractions;
using System.Runtime.Versioning;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Paths of the instrument, which are the host's own, and the Applier's folder on the running mode's disk.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsPlaces(IFileSystem files) : IPlaces
{
    /// <inheritdoc/>
    public string State { get; } = files.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData),
        "PatchKit");

    /// <inheritdoc/>
    public bool Close(string folder)
    {
        // A share has no drive: its rights are its server's.
        var root = files.Path.GetPathRoot(files.Path.GetFullPath(folder));
        if (root is not [_, ':', ..] || files.DriveInfo.New(root).DriveFormat is not ("NTFS" or "ReFS"))
        {
            files.Directory.CreateDirectory(folder);
            return false;
        }

        StateFolder.Close(folder);
        return true;
    }

    /// <inheritdoc/>
    public string OnHost(string instrumentPath)
    {
        if (instrumentPath.Length < 3 || !char.IsAsciiLetter(instrumentPath[0]) || instrumentPath[1] != ':'
            || instrumentPath[2] is not ('\\' or '/'))
            throw new InstrumentFault(instrumentPath, "the path does not begin with a drive letter");
        var segments = instrumentPath[3..].Split(['\\', '/'], StringSplitOptions.RemoveEmptyEntries);
        if (segments.Any(segment => segment is "." or ".." || segment.Contains(':', StringComparison.Ordinal)))
            throw new InstrumentFault(instrumentPath, "the path climbs out, or names a data stream");
        var letter = char.ToUpperInvariant(instrumentPath[0]);
        return WindowsDrives.Letters().Contains(letter)
            ? $@"{letter}:\{string.Join('\\', segments)}"
            : throw new InstrumentFault(instrumentPath, $"the instrument has no drive {letter}:");
    }
}
