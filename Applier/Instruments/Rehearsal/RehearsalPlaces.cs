namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// Paths of the instrument as paths of the host: <c>C:\X</c> is <c>modes/MODE/C/X</c>, and a drive of <c>drives.json</c> is its
/// folder. Names that are there in other letters' case are the same names, as on Windows.
/// </summary>
internal sealed class RehearsalPlaces(RehearsalFolder folder, RehearsalDrives drives) : IPlaces
{
    /// <inheritdoc/>
    public string State => OnHost(@"C:\ProgramData\PatchKit");

    /// <inheritdoc/>
    public bool Close(string path)
    {
        // A make-believe disk has no users.
        folder.FileSystem.Directory.CreateDirectory(path);
        return true;
    }

    /// <inheritdoc/>
    public string OnHost(string instrumentPath)
    {
        if (instrumentPath.Length < 2 || !char.IsAsciiLetter(instrumentPath[0]) || instrumentPath[1] != ':')
            throw new InstrumentFault(instrumentPath, "the path does not begin with a drive letter");
        var segments = instrumentPath[2..].Split(['\\', '/'], StringSplitOptions.RemoveEmptyEntries);
        if (segments.Any(segment => segment is "." or ".." || segment.Contains(':', StringComparison.Ordinal)))
            throw new InstrumentFault(instrumentPath, "the path climbs out, or names a data stream");
        var letter = char.ToUpperInvariant(instrumentPath[0]);
        var root = drives.RootOf(letter) ?? throw new InstrumentFault(instrumentPath, $"the instrument has no drive {letter}:");
        return segments.Aggregate(root, Child);
    }

    private string Child(string parent, string name)
    {
        var fileSystem = folder.FileSystem;
        var exact = fileSystem.Path.Combine(parent, name);
        if (fileSystem.Path.Exists(exact) || !fileSystem.Directory.Exists(parent))
            return exact;
        return fileSystem.Directory.EnumerateFileSystemEntries(parent)
            .Where(entry => string.Equals(fileSystem.Path.GetFileName(entry), name, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(exact);
    }
}
