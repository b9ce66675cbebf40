using System.IO.Abstractions;
using System.IO.Compression;
using System.Security.Cryptography;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>Reads files out of the volumes, hashes them on the way, and says what does not match the manifest.</summary>
internal sealed class ContentReader(IFileSystem files, BackupPlace place) : IDisposable
{
    private const int BufferSize = 1 << 20;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ZipArchive? _zip;
    private string _volume = "";

    /// <summary>
    /// Reads one file to its end and compares size and digest; <paramref name="target"/> gets the bytes, unproven until this returns null.
    /// </summary>
    public Refusal? Read(BackupFile file, Stream? target, ProgressMeter? meter, CancellationToken cancel)
    {
        foreach (var part in file.Parts)
        {
            if (ReadPart(file, part, target, meter, cancel) is { } refusal)
            {
                _hash.GetHashAndReset();
                return refusal;
            }
        }

        Span<byte> hash = stackalloc byte[ContentHash.Size];
        _hash.GetHashAndReset(hash);
        return ContentHash.Of(hash) == file.Sha256
            ? null
            : Damaged(file.Path, "its bytes are not those that were read from the instrument");
    }

    /// <summary>Files in the order in which they lie on the medium, volume by volume.</summary>
    public IEnumerable<BackupFile> InOrder(IEnumerable<BackupFile> list)
    {
        foreach (var group in list.GroupBy(file => file.Parts[0].Volume))
        {
            var order = OpenVolume(group.Key) is null
                ? _zip!.Entries.Select((entry, index) => (entry.FullName, index)).DistinctBy(e => e.FullName).ToDictionary(e => e.FullName, e => e.index)
                : [];
            foreach (var file in group.OrderBy(file => order.GetValueOrDefault(file.Parts[0].Entry, int.MaxValue)))
                yield return file;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        _zip?.Dispose();
    }

    private Refusal? ReadPart(BackupFile file, BackupPart part, Stream? target, ProgressMeter? meter, CancellationToken cancel)
    {
        if (OpenVolume(part.Volume) is { } refusal)
            return refusal;
        if (_zip!.GetEntry(part.Entry) is not { } entry)
            return Damaged(file.Path, $"{part.Volume} has no {part.Entry}");
        if (entry.Length != part.Size)
            return Damaged(file.Path, $"{entry.Length} bytes where the manifest says {part.Size}");
        if (Guard(file.Path, entry.Open, out var source) is { } closed)
            return closed;
        using (source)
        {
            // One byte more than the manifest says is damage; nothing is read beyond it.
            for (var left = part.Size; ;)
            {
                cancel.ThrowIfCancellationRequested();
                if (Guard(file.Path, () => source!.Read(_buffer), out var count) is { } unread)
                    return unread;
                left -= count;
                if (left < 0 || (count == 0 && left > 0))
                    return Damaged(file.Path, $"longer or shorter than the {part.Size} bytes of the manifest");
                if (count == 0)
                    return null;
                _hash.AppendData(_buffer, 0, count);
                target?.Write(_buffer, 0, count);
                meter?.AddBytes(count);
            }
        }
    }

    private Refusal? OpenVolume(string name)
    {
        if (name == _volume && _zip is not null)
            return null;
        _zip?.Dispose();
        _zip = null;
        _volume = name;
        return Guard(name, () => new ZipArchive(OpenFile(name), ZipArchiveMode.Read), out _zip);
    }

    private FileSystemStream OpenFile(string name) =>
        files.FileStream.New(place.Volume(name), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);

    private static Refusal? Guard<T>(string where, Func<T> read, out T? value)
    {
        try
        {
            value = read();
            return null;
        }
        catch (Exception fault) when (BackupFault.Is(fault) || fault is InvalidDataException)
        {
            value = default;
            return fault is UnauthorizedAccessException ? BackupFault.Refuse(fault, where, RefusalCode.BackupDamaged) : Damaged(where, fault.Message);
        }
    }

    private static Refusal Damaged(string where, string reason) => new(RefusalCode.BackupDamaged, where, reason);
}
