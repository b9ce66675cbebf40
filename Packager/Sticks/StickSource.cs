using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>A file that goes on every stick of a run: where it lies on a stick, and where it comes from.</summary>
/// <param name="Place">Its place.</param>
/// <param name="Length">Bytes, as the disk says before it is read.</param>
/// <param name="Open">Opens it from its beginning; a position further on may be set.</param>
internal sealed record StickSource(MediaPath Place, long Length, Func<Stream> Open)
{
    private static readonly string[] Programs = [".exe", ".dll"];

    /// <summary>Whom it names as its signer; null for what is not signed, or no program of the Applier.</summary>
    public string? Signer { get; init; }

    /// <summary>A file of this machine.</summary>
    public static StickSource Of(IFileSystem files, string path, MediaPath place)
    {
        FileSystemStream Open() => files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var source = new StickSource(place, files.FileInfo.New(path).Length, Open);
        if (!IsProgram(place))
            return source;
        string? signer = null;
        // One that cannot be read is refused when it is copied.
        Fault.Try(() =>
        {
            using var stream = Open();
            signer = PeImage.SignerOf(stream);
        });
        return source with { Signer = signer };
    }

    /// <summary>Whether a file at such a place is one that Windows runs, and a policy may forbid.</summary>
    public static bool IsProgram(MediaPath place) => StickLayout.KindOf(place) is StickFileKind.Applier
        && Programs.Contains(Path.GetExtension(place.Text), StringComparer.OrdinalIgnoreCase);

    /// <summary>Its line on the signed list.</summary>
    public ListedFile Listed(long length, Sha256Digest digest) =>
        new(Place, StickLayout.KindOf(Place)!.Value, length, digest) { Signer = Signer };
}
