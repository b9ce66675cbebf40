using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace PatchKit.Shared.Disks;

/// <summary>Extra fields of a zip entry that is being made. .NET reads and keeps them and gives no way to make them.</summary>
public static class ZipExtraFields
{
    /// <summary>Puts fields into both headers of an entry, of which nothing was written yet.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="fields">Each with its kind and length before it (APPNOTE 4.5.1).</param>
    public static void Put(ZipArchiveEntry entry, ReadOnlySpan<byte> fields) => Local(entry) = Central(entry) = fields.ToArray();

    // The tests that open volumes with other programs fail when a new version keeps them elsewhere.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_lhTrailingExtraFieldData")]
    private static extern ref byte[]? Local(ZipArchiveEntry entry);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cdTrailingExtraFieldData")]
    private static extern ref byte[]? Central(ZipArchiveEntry entry);
}
