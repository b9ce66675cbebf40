using System.Buffers;
using System.IO.Abstractions;
using System.Security.Cryptography;
using System.Text;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Disks;

/// <summary>
/// Puts a whole file in place so that a power cut leaves the old one or the new one: a temporary file beside it, flushed to the
/// disk, renamed over it, the name flushed too, read back from the disk and hashed. Where the disk says no, the temporary file is
/// removed; a power cut leaves it.
/// </summary>
public static class DurableFile
{
    private const string NeighbourStart = ".patchkit-";
    private const string NeighbourEnd = ".new";
    private const int BufferBytes = 1024 * 1024;

    /// <summary>
    /// The temporary file of a file: in the same folder, under a short name of its own, so that a file whose name is as long as
    /// the disk takes has one too. The same file has always the same one: a left-over is overwritten by the next try.
    /// </summary>
    public static string Neighbour(string path) => Path.Combine(Path.GetDirectoryName(path) ?? "",
        $"{NeighbourStart}{Sha256Digest.Of(Encoding.UTF8.GetBytes(Path.GetFileName(path))).Hex[..16]}{NeighbourEnd}");

    /// <summary>Whether a path is that of a temporary file.</summary>
    public static bool IsNeighbour(string path) => Path.GetFileName(path) is var name
        && name.StartsWith(NeighbourStart, StringComparison.Ordinal) && name.EndsWith(NeighbourEnd, StringComparison.Ordinal);

    /// <summary>Writes bytes that are in memory.</summary>
    /// <exception cref="IOException">The disk said no, or the read-back disagrees.</exception>
    public static void Write(IFileSystem files, string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = Neighbour(path);
        try
        {
            using (var stream = New(files, temporary))
            {
                stream.Write(bytes);
                stream.FlushToDisk();
            }

            Rename(files, temporary, path);
        }
        catch (Exception e) when (Fault.Is(e))
        {
            Fault.Try(() => files.File.Delete(temporary));
            throw;
        }

        Prove(files, path, Sha256Digest.Of(bytes));
    }

    /// <summary>Copies a file of any size in constant memory.</summary>
    /// <returns>The digest of what now stands at <paramref name="target"/>, read back.</returns>
    /// <exception cref="IOException">The disk said no, or the read-back disagrees.</exception>
    public static Sha256Digest Copy(IFileSystem files, string source, string target)
    {
        var temporary = Neighbour(target);
        Sha256Digest digest;
        try
        {
            digest = CopyAndFlush(files, source, temporary);
            Rename(files, temporary, target);
        }
        catch (Exception e) when (Fault.Is(e))
        {
            Fault.Try(() => files.File.Delete(temporary));
            throw;
        }

        Prove(files, target, digest);
        return digest;
    }

    /// <summary>Copies to a file that nobody reads yet, and flushes it; no rename.</summary>
    /// <returns>The digest of what was read from the source.</returns>
    /// <exception cref="IOException">The disk said no.</exception>
    public static Sha256Digest CopyAndFlush(IFileSystem files, string source, string target)
    {
        using var input = files.FileStream.New(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return CopyAndFlush(files, input, target);
    }

    /// <summary>The same from what a stream still holds.</summary>
    /// <exception cref="IOException">The disk said no.</exception>
    public static Sha256Digest CopyAndFlush(IFileSystem files, Stream input, string target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var output = New(files, target);
            int read;
            while ((read = input.Read(buffer, 0, buffer.Length)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                output.Write(buffer, 0, read);
            }

            output.FlushToDisk();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Sha256Digest.FromBytes(hash.GetHashAndReset());
    }

    /// <summary>
    /// Renames a flushed file over the target and flushes the name, so that it is kept before the caller goes on.
    /// </summary>
    /// <exception cref="IOException">The disk said no.</exception>
    public static void Rename(IFileSystem files, string temporary, string target)
    {
        // The handle goes along with the file: a scanner that opens it first under its new name keeps nobody from the flush.
        using var stream = files.FileStream.New(
            temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        files.File.Move(temporary, target, overwrite: true);
        stream.FlushName(target);
    }

    /// <summary>Hashes a file as its disk has kept it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Sha256Digest Digest(IFileSystem files, string path)
    {
        using var stream = DirectReadStream.Open(files, path);
        return Sha256Digest.Of(stream);
    }

    // What already has the name is not written into: its name can be told beforehand, so that somebody may have put a link there
    // that leads elsewhere, or a file of their own that they could go on writing to.
    private static FileSystemStream New(IFileSystem files, string path)
    {
        if (files.File.Exists(path))
            files.File.Delete(path);
        return files.FileStream.New(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    private static void Prove(IFileSystem files, string path, Sha256Digest expected)
    {
        var seen = Digest(files, path);
        if (seen != expected)
            throw new IOException($"{path}: the disk gave back {seen}, not {expected}");
    }
}
