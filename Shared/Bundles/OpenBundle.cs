using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>A bundle whose structure and manifest are proven and whose files are still in the zip.</summary>
public sealed class OpenBundle : IDisposable
{
    private readonly IFileSystem _files;
    private readonly Stream _zip;
    private readonly ImmutableArray<ZipItem> _items;

    internal OpenBundle(IFileSystem files, Stream zip, BundleManifest manifest, ImmutableArray<ZipItem> items)
    {
        _files = files;
        _zip = zip;
        _items = items;
        Manifest = manifest;
    }

    /// <summary>What the bundle holds and does.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>Reads every file to its end and keeps none: each has the length and digest that the manifest says.</summary>
    /// <returns>Null when all have; else a refusal that names the first that has not.</returns>
    /// <exception cref="IOException">The zip cannot be read.</exception>
    public Refusal? Prove() => ProvePassing(_zip);

    /// <summary>The same, of a zip that comes by: read from its first byte, positions are only ever set further on.</summary>
    /// <inheritdoc cref="Prove()" path="/returns"/>
    public Refusal? ProvePassing(Stream zip) =>
        Manifest.Files.Select(file => Copy(zip, file, Stream.Null)).FirstOrDefault(fault => fault is not null);

    /// <summary>Reads one file that is small enough to be held, such as a script.</summary>
    public Result<byte[]> Read(BundleFile file)
    {
        using var content = new MemoryStream();
        return Copy(_zip, file, content) is { } refusal ? refusal : content.ToArray();
    }

    /// <summary>
    /// Extracts every file into a folder that must not exist yet; each is hashed on the way. Nothing stays when one is refused.
    /// </summary>
    /// <param name="folder">Full path of the new folder, in private staging.</param>
    /// <param name="progress">Told the bytes done so far.</param>
    public Result<ExtractedBundle> Extract(string folder, IProgress<long>? progress = null)
    {
        if (_files.Directory.Exists(folder) || _files.File.Exists(folder))
            return new Refusal(RefusalCode.OutputExists, folder, "the folder to extract to is there already");
        try
        {
            var refusal = ExtractAll(folder, progress);
            if (refusal is null)
                return new ExtractedBundle(folder, Manifest);
            Remove(folder);
            return refusal;
        }
        catch (Exception wrong) when (Fault.Is(wrong))
        {
            Remove(folder);
            return Fault.Refuse(wrong, folder, what: "the bundle cannot be extracted");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

    private Refusal? ExtractAll(string folder, IProgress<long>? progress)
    {
        _files.Directory.CreateDirectory(folder);
        long done = 0;
        foreach (var file in Manifest.Files)
        {
            var target = file.Path.Under(folder);
            _files.Directory.CreateDirectory(_files.Path.GetDirectoryName(target)!);
            using var output = _files.FileStream.New(target, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            if (Copy(_zip, file, output) is { } refusal)
                return refusal;
            output.FlushToDisk();
            progress?.Report(done += file.Length);
        }

        return null;
    }

    private Refusal? Copy(Stream zip, BundleFile file, Stream output)
    {
        var item = _items.First(item => item.Path == file.Path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var fault = ZipContent.Copy(zip, item, piece =>
        {
            hash.AppendData(piece.Span);
            output.Write(piece.Span);
        });
        if (fault is not null)
            return new Refusal(RefusalCode.BundleUnsafe, file.Path.Text, fault);
        var seen = Sha256Digest.FromBytes(hash.GetHashAndReset());
        return seen == file.Sha256
            ? null
            : new Refusal(RefusalCode.FileAltered, file.Path.Text, $"its SHA-256 is {seen}; the manifest says {file.Sha256}");
    }

    // The refusal that led here is the answer; what cannot be removed lies in private staging and is never used.
    private void Remove(string folder) => Fault.Try(() =>
    {
        if (_files.Directory.Exists(folder))
            _files.Directory.Delete(folder, recursive: true);
    });
}

/// <summary>A bundle's files in a private folder, each one with the digest that the manifest says.</summary>
/// <param name="Folder">Full path.</param>
/// <param name="Manifest">What the bundle holds and does.</param>
public sealed record ExtractedBundle(string Folder, BundleManifest Manifest);
