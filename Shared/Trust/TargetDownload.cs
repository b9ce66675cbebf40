using System.IO.Abstractions;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Trust;

/// <summary>A target file that was read once, verified on the way, and kept.</summary>
/// <param name="Target">What the metadata say about it.</param>
/// <param name="Digest">The SHA-256 of the bytes that were kept.</param>
/// <param name="Path">Where they were kept.</param>
public sealed record Download(TargetFile Target, Sha256Digest Digest, string Path);

/// <summary>Reads a target file once, bounded, hashing on the way. TUF 1.0.34 section 5.7.</summary>
internal sealed class TargetDownload(ITransport transport, bool consistentSnapshot)
{
    private const int Chunk = 1024 * 1024;

    /// <summary>Copies the target to <paramref name="destination"/>; a file that does not verify is never left there.</summary>
    public Result<Download> Run(TargetFile target, IFileSystem files, string destination, IProgress<long>? progress)
    {
        var name = NameOf(target);
        if (!transport.OpenTarget(name).TryGet(out var stream, out var refusal))
            return refusal;
        var unfinished = DurableFile.Neighbour(destination);
        using (stream)
        {
            try
            {
                files.Directory.CreateDirectory(files.Path.GetDirectoryName(destination)!);
                if (!Copy(stream, target, name, files, unfinished, progress).TryGet(out var digest, out refusal))
                    return refusal;
                files.File.Move(unfinished, destination, overwrite: true);
                return new Download(target, digest, destination);
            }
            catch (Exception e) when (Fault.Is(e))
            {
                return TrustRefusals.OfDisk(destination, e);
            }
            finally
            {
                Discard(files, unfinished);
            }
        }
    }

    /// <summary>Reads the target to its end, hashing it on one thread while others read the same pieces.</summary>
    /// <returns>Why it is not the listed file, or null.</returns>
    public Refusal? Read(TargetFile target, params ReadOnlySpan<Action<PieceStream>> readers)
    {
        var name = NameOf(target);
        if (!transport.OpenTarget(name).TryGet(out var stream, out var refusal))
            return refusal;
        using (stream)
        {
            using var hashes = new FileHashes(target.Hashes);
            var length = 0L;
            void Hash(PieceStream pieces)
            {
                for (ReadOnlyMemory<byte> piece; !(piece = pieces.Next()).IsEmpty;)
                {
                    hashes.Append(piece.Span);
                    length += piece.Length;
                }
            }

            try
            {
                // One byte more than is listed would be noticed, and no further one is read.
                SplitReading.Run(stream, target.Length + 1, [Hash, .. readers]);
            }
            catch (IOException e)
            {
                return TrustRefusals.StickGone(name, e);
            }

            if (length != target.Length)
                return TrustRefusals.FileLength(name, length > target.Length ? new Fact.Beyond(target.Length) : length,
                    target.Length);
            return hashes.Difference() is { } difference ? TrustRefusals.FileAltered(name, difference) : null;
        }
    }

    private static Result<Sha256Digest> Copy(
        Stream stream, TargetFile target, string name, IFileSystem files, string destination, IProgress<long>? progress)
    {
        using var hashes = new FileHashes(target.Hashes);
        using var copy = files.FileStream.New(destination, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
        var chunk = new byte[(int)Math.Min(Chunk, target.Length + 1)];
        var length = 0L;
        while (true)
        {
            // One byte more than is listed would be noticed, and no further one is read.
            if (!Read(stream, chunk, target.Length + 1 - length, name).TryGet(out var read, out var refusal))
                return refusal;
            if (read == 0)
                break;
            length += read;
            if (length > target.Length)
                return TrustRefusals.FileLength(name, new Fact.Beyond(target.Length), target.Length);
            hashes.Append(chunk.AsSpan(0, read));
            copy.Write(chunk, 0, read);
            progress?.Report(length);
        }

        if (length < target.Length)
            return TrustRefusals.FileLength(name, length, target.Length);
        if (hashes.Difference() is { } difference)
            return TrustRefusals.FileAltered(name, difference);
        copy.FlushToDisk();
        return Sha256Digest.FromBytes(hashes.Digest());
    }

    // The refusal that is on its way says more; the next download writes over the remains.
    private static void Discard(IFileSystem files, string path) => Fault.Try(() =>
    {
        if (files.File.Exists(path))
            files.File.Delete(path);
    });

    // A fault of the medium is told apart from one of the disk that is written to.
    private static Result<int> Read(Stream stream, byte[] chunk, long most, string name)
    {
        try
        {
            return stream.Read(chunk, 0, (int)Math.Min(chunk.Length, most));
        }
        catch (IOException e)
        {
            return TrustRefusals.StickGone(name, e);
        }
    }

    /// <summary><c>bundles/NAME.zip</c> is stored as <c>bundles/HASH.NAME.zip</c>. Section 6.2.</summary>
    public string NameOf(TargetFile target)
    {
        var prefix = consistentSnapshot ? FileHashes.Prefix(target.Hashes) : null;
        var slash = target.Path.LastIndexOf('/') + 1;
        return prefix is null ? target.Path : $"{target.Path[..slash]}{prefix}.{target.Path[slash..]}";
    }
}
