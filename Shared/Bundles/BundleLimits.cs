namespace PatchKit.Shared.Bundles;

/// <summary>How large a bundle may be. A hostile zip is refused by its own directory, before anything is inflated.</summary>
/// <param name="Files">Entries, the manifest counted.</param>
/// <param name="FileBytes">Bytes of one file after inflating.</param>
/// <param name="TotalBytes">Bytes of all files after inflating.</param>
/// <param name="Ratio">How many times larger than its compressed form a file above <see cref="RatioFreeBytes"/> may
/// become.</param>
public sealed record BundleLimits(int Files, long FileBytes, long TotalBytes, int Ratio)
{
    /// <summary>Files up to this size may have any ratio: a short text of blanks is no bomb.</summary>
    public const long RatioFreeBytes = 1024 * 1024;

    /// <summary>Largest manifest, in bytes.</summary>
    public const int ManifestBytes = 4 * 1024 * 1024;

    /// <summary>Largest zip, in bytes: the longest file that FAT32 holds, and no Zip64.</summary>
    public const long ZipBytes = uint.MaxValue - 1L;

    /// <summary>The limits of the kit.</summary>
    public static BundleLimits Default { get; } = new(Files: 2000, FileBytes: int.MaxValue, TotalBytes: ZipBytes, Ratio: 200);
}
