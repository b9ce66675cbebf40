using System.Text;

namespace PatchKit.Applier.Backups.Walking;

/// <summary>
/// Names inside the zip: relative, with <c>/</c>, the drive letter as the first folder (<c>C/ProgramData/X</c>), a share below
/// <c>UNC</c>.
/// </summary>
/// <remarks>
/// The manifest, not the name in the zip, says where a file came from: a character that Windows refuses becomes <c>_</c>, and a
/// name that is taken in all but case gets <c>~2</c>.
/// </remarks>
internal sealed class EntryName
{
    /// <summary>Folder of the captured documents.</summary>
    public const string Documents = "documents";

    private readonly HashSet<string> _sources = new(StringComparer.OrdinalIgnoreCase) { Documents };

    /// <summary>The name of a source, free in this backup. All sources are named before any folder's children.</summary>
    public string OfSource(string instrumentPath) => Free(Relative(instrumentPath), _sources);

    /// <summary>Gives the names of a folder's children. All sources are named before.</summary>
    public ChildNames Below(string folder) =>
        new(_sources.Any(source => source.Length > folder.Length && source.StartsWith(folder, StringComparison.OrdinalIgnoreCase))
            ? name => _sources.Contains($"{folder}/{name}")
            : null);

    /// <summary>An instrument path as a relative path with <c>/</c>; not necessarily free.</summary>
    public static string Relative(string instrumentPath)
    {
        var text = instrumentPath.Replace('\\', '/');
        if (text.StartsWith("//?/", StringComparison.Ordinal))
            text = text.StartsWith("//?/UNC/", StringComparison.OrdinalIgnoreCase) ? "//" + text[8..] : text[4..];
        var name = new StringBuilder(text.StartsWith("//", StringComparison.Ordinal) ? "UNC" : "");
        foreach (var segment in text.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var drive = name.Length == 0 && segment.Length == 2 && segment[1] == ':';
            name.Append(name.Length == 0 ? "" : "/").Append(drive ? segment[..1] : Safe(segment));
        }

        return name.Length == 0 ? "root" : name.ToString();
    }

    /// <summary>True when an instrument path has a segment that climbs, or nothing at all.</summary>
    public static bool Climbs(string path) =>
        path.Length == 0 || path.Contains('\0')
            || (path.Contains('.') && path.Split('/', '\\').Any(segment => segment is "." or ".."));

    /// <summary>A name without what Windows refuses; not necessarily free.</summary>
    public static string Safe(string segment)
    {
        if (segment is "." or "..")
            return new string('_', segment.Length);
        var forbidden = segment[^1] is '.' or ' ';
        foreach (var c in segment)
            forbidden |= IsForbidden(c);
        if (!forbidden)
            return segment;
        var safe = string.Create(segment.Length, segment, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = IsForbidden(text[i]) ? '_' : text[i];
        });
        return safe[^1] is '.' or ' ' ? safe[..^1] + "_" : safe;
    }

    private static bool IsForbidden(char c) => c < 32 || c is '<' or '>' or ':' or '"' or '\\' or '|' or '?' or '*' or '/';

    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var i = 2; !taken.Add(free); i++)
            free = $"{name}~{i}";
        return free;
    }
}
