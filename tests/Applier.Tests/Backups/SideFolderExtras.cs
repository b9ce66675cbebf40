using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Disks;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>
/// Owner, rights and streams as NTFS has them, beside a disk that has none: they belong to the file itself, whatever its name,
/// and go with it. Streams are files in a folder aside.
/// </summary>
internal sealed class SideFolderExtras(IFileSystem files, string folder) : IFileExtras
{
    private readonly Dictionary<(ulong, ulong), string> _security = [];
    private readonly Dictionary<(ulong, ulong), SortedSet<string>> _streams = [];

    public Func<string, string?> Refuses { get; set; } = _ => null;

    public HashSet<string> Junctions { get; } = [];

    public string? SecurityOf(string path) => Refuses(path) is { } why ? throw new InstrumentFault(path, why)
        : _security.GetValueOrDefault(Identity(path), "O:BAG:SYD:");

    public void SetSecurity(string path, string sddl)
    {
        if (Refuses(path) is { } why)
            throw new InstrumentFault(path, why);
        _security[Identity(path)] = Sddl.Own(sddl);
    }

    public IReadOnlyList<AlternateStream> StreamsOf(string path)
    {
        var streams = new List<AlternateStream>();
        foreach (var name in _streams.GetValueOrDefault(Identity(path), []).ToList())
        {
            var file = files.FileInfo.New(StreamPath(path, name));
            // One that was named and never written is none. All streams of a file have its time.
            if (!file.Exists)
                continue;
            file.LastWriteTimeUtc = files.File.GetLastWriteTimeUtc(path);
            streams.Add(new(name, file.Length));
        }

        return streams;
    }

    public string StreamPath(string path, string stream)
    {
        var identity = Identity(path);
        if (!_streams.TryGetValue(identity, out var names))
            _streams.Add(identity, names = []);
        names.Add(stream);
        return files.Path.Combine(files.Directory.CreateDirectory(folder).FullName, $"{identity.Item2:x}-{stream}");
    }

    public (long Count, string First) ShortNames(string folder)
    {
        var names = files.Directory.EnumerateFileSystemEntries(folder).Select(path => files.Path.GetFileName(path))
            .Where(name => name.Length > 12).Order(StringComparer.Ordinal).ToList();
        return (names.Count, names is [var first, ..] ? $"{first} ({first[..6].ToUpperInvariant()}~1)" : "");
    }

    public bool IsJunction(string path) => Junctions.Contains(path);

    private (ulong, ulong) Identity(string path)
    {
        if (files.Directory.Exists(path))
            return (ulong.MaxValue, (ulong)path.GetHashCode(StringComparison.Ordinal));
        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        return FileFacts.Of(stream)!.Value.Identity;
    }
}
