using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// Writes the folder of a stick: of the release only what this delivery needs, the Applier, the first-steps texts, the list of
/// all files. The marker comes last, so that a stick that was cut off while it was written is no stick.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="now">The time against which the written stick is verified.</param>
internal sealed class StickWriter(IFileSystem files, DateTimeOffset now)
{
    private const int Chunk = 1 << 20;

    /// <summary>Writes the stick and reads it back as an Applier would.</summary>
    /// <param name="release">The release folder.</param>
    /// <param name="stick">Which delivery.</param>
    /// <param name="applier">Folder of the published Applier, or null when the instrument has it already.</param>
    /// <param name="texts">Folder with the first-steps texts (media-layout/).</param>
    /// <param name="target">The stick's root: a folder without an earlier stick.</param>
    /// <param name="progress">Files written so far.</param>
    public Result<StickContents> Write(
        string release, StickId stick, string? applier, string texts, string target, IProgress<string>? progress)
    {
        return Fault.Guard<StickContents>(target, () =>
        {
            if (StickLayout.TopLevel.FirstOrDefault(name =>
                files.File.Exists(Path.Combine(target, name)) || files.Directory.Exists(Path.Combine(target, name))) is { } there)
                return new Refusal(RefusalCode.OutputExists, Path.Combine(target, there),
                    "there is a stick in this folder already");
            var reader = new StickReader(files, now);
            if (!reader.ReadRelease(release, stick).TryGet(out var contents, out var refusal))
                return refusal;
            CopyRelease(release, contents, target, progress);
            if (applier is not null)
                CopyFolder(applier, StickLayout.Applier.Under(target), progress);
            foreach (var text in StickLayout.StartHere)
                Copy(Path.Combine(texts, text.Text), text.Under(target), progress);
            files.Directory.CreateDirectory(StickLayout.Receipts.Under(target));
            new FileList(files).Write(target);
            files.File.WriteAllBytes(StickLayout.Marker.Under(target), StickMarker.Write(stick));
            return reader.ReadStick(target, contents.Trusted.Root.Bytes);
        }, what: "the stick could not be written");
    }

    private void CopyRelease(string release, StickContents contents, string target, IProgress<string>? progress)
    {
        var trusted = contents.Trusted;
        var root = trusted.Root.Metadata.Version;
        IEnumerable<string> metadata =
        [
            .. Enumerable.Range(1, (int)root).Select(version => Role.FileName(Role.Root, version)),
            Role.FileName(Role.Timestamp),
            Role.FileName(Role.Snapshot, trusted.Snapshot.Metadata.Version),
            Role.FileName(Role.Targets, trusted.Targets.Metadata.Version),
            .. trusted.Delegated.Select(pair => Role.FileName(pair.Key, pair.Value.Metadata.Version)),
        ];
        foreach (var name in metadata)
            Copy(Path.Combine(release, FolderTransport.MetadataFolder, name), StickLayout.Metadata.Append(name)
                .Under(target), progress);
        foreach (var file in contents.Targets)
        {
            var stored = MediaPath.Of(StoredName(file));
            Copy(stored.Under(Path.Combine(release, FolderTransport.TargetsFolder)), StickLayout.Targets.Append(stored.Text)
                .Under(target), progress);
        }
    }

    // bundles/NAME.zip is stored as bundles/HASH.NAME.zip: consistent snapshots (TUF 1.0.34 section 6.2).
    private static string StoredName(TargetFile file)
    {
        var slash = file.Path.LastIndexOf('/') + 1;
        return $"{file.Path[..slash]}{file.Hashes["sha256"]}.{file.Path[slash..]}";
    }

    private void CopyFolder(string from, string to, IProgress<string>? progress)
    {
        foreach (var path in files.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            Copy(path, Path.Combine(to, Path.GetRelativePath(from, path)), progress);
    }

    private void Copy(string from, string to, IProgress<string>? progress)
    {
        files.Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var source = files.FileStream.New(from, FileMode.Open, FileAccess.Read, FileShare.Read, Chunk);
        using var copy = files.FileStream.New(to, FileMode.Create, FileAccess.Write, FileShare.None, Chunk);
        source.CopyTo(copy, Chunk);
        copy.FlushToDisk();
        progress?.Report(to);
    }
}
