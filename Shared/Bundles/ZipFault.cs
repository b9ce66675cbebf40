using ICSharpCode.SharpZipLib;

namespace PatchKit.Shared.Bundles;

/// <summary>What SharpZipLib says to bytes that are no zip, or no deflate.</summary>
internal static class ZipFault
{
    /// <summary>
    /// Whether an exception of the library says so. Its inflater does not check every code length against its tables before it
    /// uses it.
    /// </summary>
    public static bool Is(Exception wrong) =>
        wrong is SharpZipBaseException or IndexOutOfRangeException or ArgumentException;
}
