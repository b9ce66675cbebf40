using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// Knows what would survive if the power went now. Names (creations, renames, deletions) stand in one ordered log, as on NTFS and
/// ext4: any flush to the disk writes the log up to there. Bytes of a file are safe when that file was flushed.
/// </summary>
/// <param name="inner">What the program sees: everything at once.</param>
internal sealed class PowerCutDisk(IFileSystem inner)
{
    private readonly Dictionary<string, Content> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Content> _safe = new(StringComparer.Ordinal);
    private readonly List<Action> _log = [];
    private readonly HashSet<PowerCutStream> _open = [];

    /// <summary>The time of every file.</summary>
    public static DateTime Yesterday { get; } = new(2026, 5, 31, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Held by each operation: the threads of a backup share the disk.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What the program sees.</summary>
    public IFileSystem Inner => inner;

    /// <summary>Writes, flushes, creations, renames and deletions so far.</summary>
    public int Operations { get; private set; }

    /// <summary>How many of each.</summary>
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary><see cref="Counts"/>, to be printed.</summary>
    public string InWords => string.Join(", ", Counts.Select(pair => $"{pair.Value} {pair.Key}"));

    /// <summary>The operation at which the power goes, from 1; null for never.</summary>
    public int? CutAt { get; set; }

    /// <summary>
    /// What the disk answers to an operation instead of doing it, by kind and number; null to do it. A full disk, a file held
    /// open.
    /// </summary>
    public Func<string, int, Exception?> Refuses { get; set; } = (_, _) => null;

    /// <summary>Whether it would refuse a write for want of room.</summary>
    public bool IsFull => Refuses("write", Operations + 1) is { } refusal && Fault.IsFull(refusal);

    /// <summary>Whether the power is gone.</summary>
    public bool IsOff { get; private set; }

    /// <summary>A disk that holds these files, all of them safe.</summary>
    public static PowerCutDisk Holding(IReadOnlyDictionary<string, byte[]> image)
    {
        // Every file is of one day: what a session makes of times does not hang on the machine that tests.
        var memory = new MockFileSystem().MockTime(() => Yesterday);
        memory.AddDrive(Path.GetPathRoot(Path.GetTempPath())!, new MockDriveData
        { AvailableFreeSpace = 1L << 40, TotalSize = 1L << 41, DriveFormat = "NTFS" });
        var disk = new PowerCutDisk(memory);
        foreach (var (path, bytes) in image)
        {
            disk.Inner.Directory.CreateDirectory(disk.Inner.Path.GetDirectoryName(path)!);
            disk.Inner.File.WriteAllBytes(path, bytes);
            disk._seen[path] = disk._safe[path] = new Content { Safe = bytes };
        }

        return disk;
    }

    /// <summary>One operation; the power may go at it. <paramref name="torn"/> is what is half done when it does.</summary>
    public void Operate(string kind, Action? torn = null)
    {
        Read();
        Operations++;
        Counts[kind] = Counts.GetValueOrDefault(kind) + 1;
        if (Refuses(kind, Operations) is { } refused)
            throw refused;
        if (Operations != CutAt)
            return;
        torn?.Invoke();
        IsOff = true;
        throw new PowerCutException();
    }

    /// <summary>Nothing can be read without power.</summary>
    public void Read()
    {
        if (IsOff)
            throw new PowerCutException();
    }

    public void Created(string path)
    {
        var content = _seen[path] = new Content { IsDirty = true };
        _log.Add(() => _safe[path] = content);
    }

    public void Wrote(string path) => _seen[path].IsDirty = true;

    public void Deleted(string path)
    {
        _seen.Remove(path);
        _log.Add(() => _safe.Remove(path));
    }

    public void Opened(PowerCutStream stream) => _open.Add(stream);

    public void Closed(PowerCutStream stream) => _open.Remove(stream);

    public void Renamed(string from, string to)
    {
        foreach (var stream in _open)
            stream.Renamed(from, to);
        _seen.Remove(from, out var content);
        _seen[to] = content!;
        _log.Add(() =>
        {
            _safe.Remove(from);
            _safe[to] = content!;
        });
    }

    public void Flushed(string path)
    {
        _seen[path].Safe = inner.File.ReadAllBytes(path);
        _seen[path].IsDirty = false;
        Commit(_log.Count);
    }

    public void FlushedAll()
    {
        foreach (var (path, content) in _seen)
        {
            content.Safe = content.IsDirty ? inner.File.ReadAllBytes(path) : content.Safe;
            content.IsDirty = false;
        }

        Commit(_log.Count);
    }

    public bool Knows(string path) => _seen.ContainsKey(path);

    /// <summary>What is on the disk when the machine starts again.</summary>
    public Dictionary<string, byte[]> Survivors(Loss loss, Random random)
    {
        Commit(loss switch { Loss.Nothing => _log.Count, Loss.Everything => 0, _ => random.Next(_log.Count + 1) });
        var paths = _seen.ToDictionary(pair => pair.Value, pair => pair.Key);
        return _safe.ToDictionary(pair => pair.Key, pair => Bytes(pair.Value, paths.GetValueOrDefault(pair.Value), loss, random),
            StringComparer.Ordinal);
    }

    private byte[] Bytes(Content content, string? path, Loss loss, Random random)
    {
        if (!content.IsDirty || path is null || loss == Loss.Everything)
            return content.Safe;
        var now = inner.File.ReadAllBytes(path);
        if (loss == Loss.Nothing)
            return now;

        // What was flushed and not written again is safe.
        var part = random.Next(content.Safe.AsSpan().CommonPrefixLength(now), now.Length + 1);
        return random.Next(4) switch
        {
            0 => content.Safe,
            1 => now,
            2 => now[..part],
            _ => [.. now[..part], .. new byte[now.Length - part]],
        };
    }

    private void Commit(int entries)
    {
        foreach (var change in _log.Take(entries))
            change();
        _log.RemoveRange(0, entries);
    }

    private sealed class Content
    {
        public byte[] Safe { get; set; } = [];

        public bool IsDirty { get; set; }
    }
}
