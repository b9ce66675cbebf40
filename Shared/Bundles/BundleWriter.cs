using ICSharpCode.SharpZipLib.Zip;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Writes a bundle: one zip, the manifest first, then the files in the manifest's order; the same input gives the same bytes on
/// every machine.
/// </summary>
/// <remarks>
/// Names are ASCII, times are 1980-01-01 (the zip format's first day), no extra fields, no comments, no data descriptors, no
/// Zip64. Files above <see cref="BundleLimits.RatioFreeBytes"/> are stored, the others deflated by SharpZipLib, whose output does
/// not depend on the machine's zlib.
/// </remarks>
public static class BundleWriter
{
    private const int BufferSize = 128 * 1024;

    private static readonly DateTime FirstDay = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Writes the zip.</summary>
    /// <param name="manifest">What the bundle holds. Whether the files are what it says, is proven by reading the zip back:
    /// <see cref="OpenBundle.Prove"/>.</param>
    /// <param name="open">Opens a file of the manifest for reading.</param>
    /// <param name="output">Takes the zip; must be seekable; stays open.</param>
    /// <returns>The number of bytes, or a refusal when a file is not as long as the manifest says, or the zip would become too
    /// large.</returns>
    public static Result<long> Write(BundleManifest manifest, Func<MediaPath, Stream> open, Stream output)
    {
        var bytes = BundleManifest.Format.Write(manifest);
        if (bytes.Length > BundleLimits.ManifestBytes || manifest.Files.Length >= BundleLimits.Default.Files
            || manifest.Files.Sum(file => file.Length) + bytes.Length > BundleLimits.Default.TotalBytes - (1024L * 1024))
        {
            return new Refusal(RefusalCode.BundleUnsafe, manifest.Bundle.Text,
                "the bundle would be larger than a reader accepts");
        }

        // Never disposed: that would finish a zip that was given up. It owns nothing.
        var zip = new ZipOutputStream(output) { IsStreamOwner = false, UseZip64 = UseZip64.Off };
        zip.SetLevel(9);
        var buffer = new byte[BufferSize];
        using (var content = new MemoryStream(bytes))
            Put(zip, ManifestRules.Manifest, bytes.Length, content, buffer);
        foreach (var file in manifest.Files)
        {
            using var content = open(file.Path);
            if (content.Length != file.Length)
                return new Refusal(RefusalCode.FileLength, file.Path.Text,
                    $"it has {content.Length} bytes; the manifest says {file.Length}");
            if (!Put(zip, file.Path, file.Length, content, buffer))
                return new Refusal(RefusalCode.FileLength, file.Path.Text, "it became shorter while the bundle was written");
        }

        zip.Finish();
        return output.Length;
    }

    private static bool Put(ZipOutputStream zip, MediaPath path, long length, Stream content, byte[] buffer)
    {
        zip.PutNextEntry(new ZipEntry(path.Text)
        {
            DateTime = FirstDay,
            IsUnicodeText = false,
            HostSystem = 0,
            ExternalFileAttributes = 0,
            Size = length,
            CompressionMethod = length > BundleLimits.RatioFreeBytes ? CompressionMethod.Stored : CompressionMethod.Deflated,
        });
        var left = length;
        for (int read; left > 0 && (read = content.Read(buffer, 0, (int)Math.Min(left, buffer.Length))) > 0; left -= read)
            zip.Write(buffer, 0, read);
        if (left > 0)
            return false;
        zip.CloseEntry();
        return true;
    }
}
