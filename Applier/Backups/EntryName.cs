using System.Buffers;
using System.Text;

namespace PatchKit.Applier.Backups;

/// <summary>
/// Names inside the zip: relative, with <c>/</c>, the drive letter as the first folder (<c>C/ProgramData/X</c>), a share below <c>UNC</c>.
/// </summary>
/// <remarks>
/// The manifest, not the name in the zip, says where a file came from: a character that Windows refuses becomes <c>_</c>, and a name that
/// is taken in all but case gets <c>~2</c>.
/// </remarks>
internal sealed class EntryName
{
    /// <summary>Folder of the captured documents.</summary>
    public const string Documents = "documents";

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        "<>:\"\\|?*/" + string.Concat(Enumerable.Range(0, 32).Select(i => (char)i)));

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of a source, free in this backup.</summary>
    public string OfRoot(string instrumentPath) => Claim(Relative(instrumentPath));

    /// <summary>The name of something in a folder, free in this backup.</summary>
    public string OfChild(string folder, string name) => Claim($"{folder}/{Safe(name)}");

    /// <summary>The last part alone of a file's name in a folder, free in this backup; mostly <paramref name="name"/> itself.</summary>
    public string OfFile(string folder, string name)
    {
        var last = OfChild(folder, name).AsSpan(folder.Length + 1);
        return last.SequenceEqual(name) ? name : last.ToString();
    }

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
        path.Length == 0 || path.Contains('\0') || path.Split('/', '\\').Any(segment => segment is "." or "..");

    private static string Safe(string segment)
    {
        if (segment is "." or "..")
            return new string('_', segment.Length);
        if (!segment.AsSpan().ContainsAny(Forbidden) && segment[^1] is not ('.' or ' '))
            return segment;
        var safe = string.Create(segment.Length, segment, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = Forbidden.Contains(text[i]) ? '_' : text[i];
        });
        return safe[^1] is '.' or ' ' ? safe[..^1] + "_" : safe;
    }

    private string Claim(string name)
    {
        var free = name;
        for (var i = 2; !_taken.Add(free); i++)
            free = $"{name}~{i}";
        return free;
    }
}
