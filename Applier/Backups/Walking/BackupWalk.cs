using System.IO.Abstractions;
using System.Text;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Volumes;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups.Walking;

/// <summary>Something that the walk came to.</summary>
/// <param name="Path">The path on the instrument, or a document's name.</param>
internal abstract record BackupFinding(string Path);

/// <summary>A file that is to be copied, as the walk saw it.</summary>
/// <param name="Path">The path on the instrument, or a document's name.</param>
/// <param name="HostPath">Where it is read; empty for a document.</param>
/// <param name="Entry">Its name in the zip.</param>
/// <param name="Set">Which promise it stands under.</param>
/// <param name="Look">Size, times, attributes.</param>
internal sealed record BackupItem(string Path, string HostPath, string Entry, BackupSet Set, FileLook Look) : BackupFinding(Path)
{
    // Figures, braces and names of members of one record in the manifest, and the fixed part of a zip's two headers.
    private const int FixedBytes = 400 + 152 + (2 * ZipTimes.Longest);

    // What owner and rights of a file mostly are, on a Windows.
    private const int SecurityBytes = 200;

    /// <summary>The path of the file that it is an alternate data stream of; null for a file.</summary>
    public string? StreamOf { get; init; }

    /// <summary>The captured bytes of a document.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>
    /// What the file costs beside its content, in bytes: its record in the manifest, where a letter beyond ASCII takes six, and
    /// its name in the zip, twice.
    /// </summary>
    public long RecordBytes =>
        FixedBytes + SecurityBytes + Escaped(Path) + Escaped(Entry) + (2 * Encoding.UTF8.GetByteCount(Entry));

    private static long Escaped(string text)
    {
        var bytes = 0L;
        foreach (var letter in text)
            bytes += letter == '\\' ? 2 : char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '/' or '.' or '_' or '-' ? 1 : 6;
        return bytes;
    }
}

/// <summary>A folder; what it holds follows.</summary>
internal sealed record FoundFolder(BackupFolder Folder, string HostPath, string Separated) : BackupFinding(Separated);

/// <summary>A link: listed, never followed.</summary>
internal sealed record FoundLink(BackupLink Link) : BackupFinding(Link.Path);

/// <summary>Something of the optional set that cannot be read.</summary>
internal sealed record FoundProblem(BackupProblem Problem) : BackupFinding(Problem.Path);

/// <summary>A source that is not there, and need not be.</summary>
internal sealed record FoundNothing(string Source) : BackupFinding(Source);

/// <summary>
/// A walk that begins when its findings are asked for; it throws <see cref="UnreadableException"/> at what the mandatory set
/// cannot do without.
/// </summary>
internal sealed record BackupListing(IEnumerable<BackupFinding> Findings);

/// <summary>
/// Lists the sources in the order of their paths, so that what was listed can be copied while the rest is found.
/// </summary>
internal sealed class BackupWalk(IFileSystem files, TimeProvider clock)
{
    /// <summary>Looks which sources are there; refuses when one of the mandatory set is missing.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="scratch">Gives the path of a new file for what does not fit into memory; null when the order of the findings
    /// means nothing.</param>
    public Result<BackupListing> Walk(BackupRequest request, Func<string>? scratch)
    {
        var names = new EntryName();
        var roots = new List<string>();
        var walks = new List<IEnumerable<BackupFinding>> { request.Documents.OrderBy(d => d.Name, StringComparer.Ordinal)
            .Select(Document) };

        // The mandatory set first: a file that both sets name stands under the stronger promise.
        foreach (var source in request.Sources.Where(source => source.Mandatory)
            .Concat(request.Sources.Where(source => !source.Mandatory)))
        {
            if (!IsCovered(source.InstrumentPath, roots))
            {
                var walk = new SourceWalk(files, request.Extras, source, names,
                    roots.ToHashSet(StringComparer.OrdinalIgnoreCase), scratch);
                if (walk.Missing is { } refusal)
                    return refusal;
                walks.Add(walk.Findings());
            }

            roots.Add(source.InstrumentPath);
        }

        return new BackupListing(PathOrder.Merge(walks, finding => finding.Path));
    }

    private static bool IsCovered(string path, List<string> roots) => roots.Exists(root =>
        path.StartsWith(root, StringComparison.OrdinalIgnoreCase)
        && (path.Length == root.Length || root[^1] is '\\' or '/' || path[root.Length] is '\\' or '/'));

    private BackupItem Document(BackupDocument document)
    {
        var now = clock.GetUtcNow();
        var look = new FileLook(document.Bytes.Length, now, now, default);
        return new BackupItem(document.Name, "", $"{EntryName.Documents}/{document.Name}", BackupSet.Document, look)
        { Bytes = document.Bytes };
    }
}
