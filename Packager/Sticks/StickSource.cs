using System.IO.Abstractions;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>A file that goes on every stick of a run: where it lies on a stick, and where it comes from.</summary>
/// <param name="Place">Its place.</param>
/// <param name="Length">Bytes, as the disk says before it is read.</param>
/// <param name="Open">Opens it from its beginning; a position further on may be set.</param>
internal sealed record StickSource(MediaPath Place, long Length, Func<Stream> Open)
{
    /// <summary>A file of this machine.</summary>
    public static StickSource Of(IFileSystem files, string path, MediaPath place) => new(place, files.FileInfo.New(path).Length,
        () => files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1));

    /// <summary>Its line on the signed list.</summary>
    public ListedFile Listed(long length, Sha256Digest digest) => new(Place, StickLayout.KindOf(Place)!.Value, length, digest);
}
