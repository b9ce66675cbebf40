using System.Globalization;
using System.IO.Compression;
using ICSharpCode.SharpZipLib.Zip;
using PatchKit.Applier.Backups.Volumes;

namespace PatchKit.Benchmarks;

/// <summary>
/// One zip library against the other on the backup's hot path: a folder into one zip, stored, one thread, flushed at the end.
/// </summary>
internal static class ZipLibraries
{
    public static int Write(string library, string source, string target)
    {
        var paths = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var bytes = library == "framework" ? Framework(paths, source, target) : SharpZipLib(paths, source, target);
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
            $"{library}: {bytes} bytes in {seconds:F2} s, {bytes / seconds / 1e6:F0} MB/s"));
        return 0;
    }

    private static long Framework(List<string> paths, string source, string target)
    {
        using var volume = new VolumeStream(new System.IO.Abstractions.FileSystem().FileStream.New(target, FileMode.Create),
            new byte[1 << 20]);
        using (var zip = new ZipArchive(volume, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var path in paths)
            {
                using var entry = zip.CreateEntry(Path.GetRelativePath(source, path), CompressionLevel.NoCompression).Open();
                Copy(path, entry);
            }
        }

        volume.FlushToDisk();
        return volume.Length;
    }

    private static long SharpZipLib(List<string> paths, string source, string target)
    {
        var buffer = new byte[1 << 20];
        using var file = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        using (var zip = new ZipOutputStream(file, 1 << 16) { IsStreamOwner = false, UseZip64 = UseZip64.Dynamic })
        {
            foreach (var path in paths)
            {
                zip.PutNextEntry(new ZipEntry(Path.GetRelativePath(source, path))
                { CompressionMethod = CompressionMethod.Stored });
                Copy(path, zip, buffer);
                zip.CloseEntry();
            }
        }

        file.Flush(flushToDisk: true);
        return file.Length;
    }

    private static void Copy(string path, Stream target) => Copy(path, target, Shared);

    private static readonly byte[] Shared = new byte[1 << 20];

    private static void Copy(string path, Stream target, byte[] buffer)
    {
        using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        int count;
        while ((count = source.Read(buffer)) > 0)
            target.Write(buffer, 0, count);
    }
}
