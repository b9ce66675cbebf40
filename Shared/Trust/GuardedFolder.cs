using System.IO.Abstractions;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Trust;

/// <summary>
/// Opens files below a folder that is not trusted. Links, junctions, devices and pipes on the way from the root to a file are
/// refused: they would lead a reader out of the medium, or have it wait without end.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="root">Where the way begins. It may itself be a link, since somebody we trust named it.</param>
/// <param name="readBack">Whether to read past the system's cache, to see what the medium has kept.</param>
internal sealed class GuardedFolder(IFileSystem files, string root, bool readBack = false)
{
    /// <summary>
    /// Opens a file for reading; <paramref name="place"/> names it in a refusal: FileMissing, PathUnsafe, AccessDenied,
    /// StickGone.
    /// </summary>
    public Result<Stream> Open(MediaPath path, string place)
    {
        try
        {
            if (UnfitOnTheWay(path) is { } unfit)
                return unfit;
            return readBack
                ? DirectReadStream.Open(files, path.Under(root))
                : files.FileStream.New(path.Under(root), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Fault.KindOf(e) == FaultKind.Missing
                ? TrustRefusals.FileMissing(place)
                : Fault.Refuse(e, place, RefusalCode.StickGone);
        }
    }

    /// <summary>Why a name below the root is not to be followed, or null.</summary>
    public static Refusal? Unfit(IFileSystem files, string path) =>
        PlainFile.FaultOf(files, path) is { } fault ? Unsafe(path, fault) : null;

    private Refusal? UnfitOnTheWay(MediaPath path)
    {
        var at = root;
        foreach (var segment in path.Text.Split('/'))
        {
            at = Path.Combine(at, segment);
            if (Unfit(files, at) is { } unfit)
                return unfit;
        }

        return files.File.GetAttributes(at).HasFlag(FileAttributes.Directory) ? Unsafe(at, "it is a folder, not a file") : null;
    }

    private static Refusal Unsafe(string path, string reason) =>
        new Refusal(RefusalCode.PathUnsafe, path, reason);
}
