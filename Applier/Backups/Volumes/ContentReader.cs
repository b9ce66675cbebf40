using System.IO.Abstractions;
using System.IO.Compression;
using System.Security.Cryptography;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups.Volumes;

/// <summary>Reads files out of the volumes, hashes them on the way, and says what does not match the manifest.</summary>
internal sealed class ContentReader(IFileSystem files, BackupPlace place) : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly VolumeReader _volume = new(files, place);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>
    /// Reads one file to its end and compares size and digest; <paramref name="target"/> gets the bytes, unproven until this
    /// returns null.
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

    /// <summary>Reads a volume's own list of its entries, which Explorer and 7-Zip go by, and compares its digest.</summary>
    public Refusal? ReadDirectory(BackupVolume volume)
    {
        if (Guard(volume.Name, () => _volume.Open(volume.Name), out var length) is { } refusal)
            return refusal;
        if (length != volume.Size)
            return Damaged(volume.Name, $"{length} bytes where the manifest says {volume.Size}");
        _volume.Position = volume.Directory;
        if (Guard(volume.Name, () => HashStored(volume.Size - volume.Directory), out _) is { } unread)
            return unread;
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        _hash.GetHashAndReset(hash);
        return ContentHash.Of(hash) == volume.DirectorySha256
            ? null
            : Damaged(volume.Name, "the list of its entries is not the one that was written");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        _volume.Dispose();
    }

    private Refusal? ReadPart(BackupFile file, BackupPart part, Stream? target, ProgressMeter? meter, CancellationToken cancel)
    {
        if (Guard(part.Volume, () => _volume.Open(part.Volume), out _) is { } closed)
            return closed;
        if (Guard(file.Path, () => _volume.EnterEntry(part), out var entered) is { } refusal)
            return refusal;
        if (!entered)
            return Damaged(file.Path, $"{part.Volume} has no {part.Entry} where the manifest says");
        using var packed = part.Stored ? null : new DeflateStream(_volume, CompressionMode.Decompress, leaveOpen: true);
        for (var left = part.Size; ;)
        {
            cancel.ThrowIfCancellationRequested();
            if (Next(file.Path, packed, left, out var bytes) is { } unread)
                return unread;
            left -= bytes.Length;
            if (left < 0 || (bytes.IsEmpty && left > 0))
                return Damaged(file.Path, $"longer or shorter than the {part.Size} bytes of the manifest");
            if (bytes.IsEmpty)
                return null;
            _hash.AppendData(bytes);
            target?.Write(bytes);
            meter?.AddBytes(bytes.Length);
        }
    }

    // Of what is packed, one byte more than the manifest says would be damage; nothing is read beyond it.
    private Refusal? Next(string where, DeflateStream? packed, long left, out ReadOnlySpan<byte> bytes)
    {
        try
        {
            bytes = packed is null
                ? _volume.Next(left)
                : _buffer.AsSpan(0, packed.Read(_buffer, 0, (int)Math.Min(_buffer.Length, left + 1)));
            return null;
        }
        catch (Exception fault) when (Fault.Is(fault) || fault is InvalidDataException)
        {
            bytes = default;
            return Unread(fault, where);
        }
    }

    private bool HashStored(long left)
    {
        while (left > 0 && _volume.Next(left) is { IsEmpty: false } bytes)
        {
            _hash.AppendData(bytes);
            left -= bytes.Length;
        }

        return left == 0;
    }

    private static Refusal? Guard<T>(string where, Func<T> read, out T? value)
    {
        try
        {
            value = read();
            return null;
        }
        catch (Exception fault) when (Fault.Is(fault) || fault is InvalidDataException)
        {
            value = default;
            return Unread(fault, where);
        }
    }

    private static Refusal Unread(Exception fault, string where) =>
        fault is UnauthorizedAccessException
            ? Fault.Refuse(fault, where, RefusalCode.BackupDamaged)
            : Damaged(where, fault.Message);

    private static Refusal Damaged(string where, string reason) => new(RefusalCode.BackupDamaged, where, reason);
}
