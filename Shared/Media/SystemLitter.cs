namespace PatchKit.Shared.Media;

/// <summary>
/// What operating systems leave on a medium without being asked: no program of this kit reads it, and none takes it for
/// somebody's file.
/// </summary>
public static class SystemLitter
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "System Volume Information", "$RECYCLE.BIN", "RECYCLER", "desktop.ini", "Thumbs.db",
        ".DS_Store", ".Spotlight-V100", ".Trashes", ".fseventsd", ".TemporaryItems", ".apdisk",
        "lost+found",
    };

    /// <summary>Whether a file's or folder's name, without its path, is such a thing.</summary>
    public static bool Is(string name) =>
        Names.Contains(name)
        || name.StartsWith("._", StringComparison.Ordinal)
        || name.StartsWith(".Trash-", StringComparison.Ordinal)
        || (name.Length == 9 && name.StartsWith("FOUND.", StringComparison.OrdinalIgnoreCase)
            && name.AsSpan(6).IndexOfAnyExceptInRange('0', '9') < 0);
}
