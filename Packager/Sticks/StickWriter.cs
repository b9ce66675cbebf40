using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// Writes the files of a stick and notes for the signed list what each one was where it came from: a target that stores another
/// byte is found out when the stick is read back. What was written can be taken back.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="target">The stick's root.</param>
internal sealed class StickWriter(IFileSystem files, string target)
{
    private const int Chunk = 1 << 20;
    private readonly Dictionary<MediaPath, ListedFile> _listed = [];
    private readonly List<string> _written = [];
    private readonly List<string> _folders = [];

    /// <summary>What was written, in the order of the signed list; the list itself and what signs it aside.</summary>
    public ImmutableArray<ListedFile> Listed => [.. _listed.Values.OrderBy(file => file.Path.Text, StringComparer.Ordinal)];

    /// <summary>Copies a folder with everything below it.</summary>
    public Refusal? CopyFolder(string from, MediaPath to)
    {
        foreach (var path in files.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = $"{to}/{files.Path.GetRelativePath(from, path).Replace('\\', '/')}";
            if (!MediaPath.Parse(name).TryGet(out var place, out var refusal))
                return refusal;
            Copy(path, place);
        }

        return null;
    }

    /// <summary>Copies a file.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public void Copy(string from, MediaPath to)
    {
        using var source = files.FileStream.New(from, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        using var copy = Create(to);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[Chunk];
        var length = 0L;
        for (int read; (read = source.Read(chunk)) > 0; length += read)
        {
            hash.AppendData(chunk, 0, read);
            copy.Write(chunk, 0, read);
        }

        copy.FlushToDisk();
        Note(to, length, Sha256Digest.FromBytes(hash.GetHashAndReset()));
    }

    /// <summary>
    /// Copies the bundle: read once, and while it is written it is held against its listing and each file in it against the
    /// manifest.
    /// </summary>
    /// <param name="release">The release that holds it.</param>
    /// <param name="listed">What the signed metadata say of it.</param>
    /// <param name="bundle">The bundle, opened.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Refusal? CopyBundle(ITransport release, TargetFile listed, OpenBundle bundle)
    {
        var source = new TargetDownload(release, consistentSnapshot: true);
        var place = StickLayout.Targets.Append(source.NameOf(listed));
        Refusal? altered = null;
        Exception? unwritten = null;
        Refusal? fault;
        using (var copy = Create(place))
        {
            void Write(PieceStream pieces)
            {
                try
                {
                    for (ReadOnlyMemory<byte> piece; !(piece = pieces.Next()).IsEmpty;)
                        copy.Write(piece.Span);
                    copy.FlushToDisk();
                }
                catch (Exception e) when (Fault.Is(e))
                {
                    unwritten = e; // not the source's fault
                }
            }

            fault = source.Read(listed, zip => altered = bundle.ProvePassing(zip), Write);
        }

        if (unwritten is not null)
            throw new IOException(unwritten.Message, unwritten.HResult);
        if (!Sha256Digest.TryParse(listed.Hashes.GetValueOrDefault("sha256"), out var digest))
            return fault ?? new Refusal(RefusalCode.FormatInvalid, place.Text, "it is listed without a SHA-256");
        Note(place, listed.Length, digest);
        return fault ?? altered;
    }

    /// <summary>Notes a file for the signed list that is written later.</summary>
    public void Announce(MediaPath place, ReadOnlySpan<byte> bytes) => Note(place, bytes.Length, Sha256Digest.Of(bytes));

    /// <summary>Writes a small file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Put(MediaPath place, ReadOnlySpan<byte> bytes)
    {
        using var copy = Create(place);
        copy.Write(bytes);
        copy.FlushToDisk();
    }

    /// <summary>Makes a folder.</summary>
    public void MakeFolder(string folder)
    {
        var missing = new Stack<string>();
        for (var at = folder; at is { Length: > 0 } && !files.Directory.Exists(at); at = files.Path.GetDirectoryName(at))
            missing.Push(at);
        foreach (var path in missing)
        {
            files.Directory.CreateDirectory(path);
            _folders.Add(path);
        }
    }

    /// <summary>Removes what was written and nothing else, the last first: without its marker a stick is none, whatever
    /// stays.</summary>
    /// <returns>Whether all of it is gone.</returns>
    public bool TakeBack() =>
        Enumerable.Reverse(_written).Select(path => Fault.Try(() => files.File.Delete(path))).ToList().TrueForAll(gone => gone)
        && Enumerable.Reverse(_folders).All(folder => Fault.Try(() => files.Directory.Delete(folder)));

    private FileSystemStream Create(MediaPath place)
    {
        var path = place.Under(target);
        MakeFolder(files.Path.GetDirectoryName(path)!);
        var stream = files.FileStream.New(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        _written.Add(path);
        return stream;
    }

    private void Note(MediaPath place, long length, Sha256Digest digest) =>
        _listed[place] = new(place, StickLayout.KindOf(place)!.Value, length, digest);
}
