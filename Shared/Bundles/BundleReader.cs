using System.Collections.Immutable;
using System.IO.Abstractions;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Opens a bundle that lies in private staging and whose digest was verified there: structure first, then the manifest, then that
/// both name the same files. Nothing is extracted yet.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="limits">How large a bundle may be; <see cref="BundleLimits.Default"/> unless a test says otherwise.</param>
public sealed class BundleReader(IFileSystem files, BundleLimits? limits = null)
{
    private readonly BundleLimits _limits = limits ?? BundleLimits.Default;

    /// <summary>
    /// Opens a bundle by its path; the file stays open, and shared for reading alone, until the bundle is disposed.
    /// </summary>
    public Result<OpenBundle> Open(string path)
    {
        FileSystemStream zip;
        try
        {
            zip = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception wrong) when (Fault.Is(wrong))
        {
            return Fault.Refuse(wrong, path, RefusalCode.InputMissing, "the bundle cannot be read");
        }

        return Open(zip);
    }

    /// <summary>
    /// Opens a bundle from a seekable stream, so that a caller who has just hashed it reads the very same file.
    /// </summary>
    /// <param name="zip">The zip; the bundle owns it from now on, and it is closed when the bundle is refused.</param>
    public Result<OpenBundle> Open(Stream zip)
    {
        Result<OpenBundle> bundle;
        try
        {
            bundle = ZipDirectory.Read(zip, _limits).Then(items => WithManifest(zip, items));
        }
        catch (IOException wrong)
        {
            bundle = Fault.Refuse(wrong, "", RefusalCode.FileMissing, "the bundle cannot be read");
        }

        if (bundle.Refusal is not null)
            zip.Dispose();
        return bundle;
    }

    private Result<OpenBundle> WithManifest(Stream zip, ImmutableArray<ZipItem> items)
    {
        if (items.IsEmpty || items[0].Path != ManifestRules.Manifest)
            return new Refusal(RefusalCode.BundleUnsafe, ManifestRules.Manifest.Text, "it is not the first entry of the zip");
        if (items[0].Length > BundleLimits.ManifestBytes)
            return new Refusal(RefusalCode.FileLength, items[0].Path.Text,
                $"it has more than {BundleLimits.ManifestBytes} bytes");
        var bytes = new MemoryStream((int)items[0].Length);
        if (ZipContent.Copy(zip, items[0], piece => bytes.Write(piece.Span)) is { } fault)
            return new Refusal(RefusalCode.BundleUnsafe, items[0].Path.Text, fault);
        return BundleManifest.Format.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), items[0].Path.Text)
            .Then<OpenBundle>(manifest =>
            Difference(manifest, items) is { } refusal ? refusal : new OpenBundle(files, zip, manifest, items));
    }

    // Both lists have one order, so the first place where they part names the culprit.
    private static Refusal? Difference(BundleManifest manifest, ImmutableArray<ZipItem> items)
    {
        var listed = manifest.Files.Select(file => file.Path).ToHashSet();
        foreach (var item in items.Skip(1))
        {
            if (!listed.Contains(item.Path))
                return new Refusal(RefusalCode.BundleUnsafe, item.Path.Text,
                    "the zip holds it and the manifest does not list it");
        }

        for (var i = 0; i < manifest.Files.Length; i++)
        {
            var file = manifest.Files[i];
            if (items.All(item => item.Path != file.Path))
                return new Refusal(RefusalCode.FileMissing, file.Path.Text, "the manifest lists it and the zip does not hold it");
            if (items[i + 1].Path != file.Path)
                return new Refusal(RefusalCode.BundleUnsafe, items[i + 1].Path.Text,
                    "the entries are not in the manifest's order");
            if (items[i + 1].Length != file.Length)
                return new Refusal(RefusalCode.FileLength, file.Path.Text,
                    $"it has {items[i + 1].Length} bytes; the manifest says {file.Length}");
        }

        return null;
    }
}
