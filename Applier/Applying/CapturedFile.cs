using System.Collections.Immutable;
using System.Globalization;
using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Applying;

/// <summary>
/// A file of the instrument and its copy: kept flushed before it is changed, with what stood before, so that it can stand again.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="extras">What the disk keeps of it beside its bytes.</param>
/// <param name="target">The file on the host.</param>
/// <param name="copy">Where its copy is kept.</param>
internal sealed class CapturedFile(IFileSystem files, IFileExtras extras, string target, string copy)
{
    private const FileAttributes Carried = FileAttributes.ReadOnly | FileAttributes.Hidden | FileAttributes.System;

    /// <summary>Keeps the file as it stands, or notes its absence.</summary>
    public FileBefore Capture()
    {
        var old = files.FileInfo.New(target);
        if (!old.Exists)
            return new FileBefore(null, 0, default, 0, [.. MissingFolders()]);
        files.Directory.CreateDirectory(files.Path.GetDirectoryName(copy)!);
        var digest = DurableFile.CopyAndFlush(files, target, copy);
        var streams = extras.StreamsOf(target).Select((stream, index) => new StreamBefore(stream.Name,
            DurableFile.CopyAndFlush(files, extras.StreamPath(target, stream.Name)!, CopyOf(index)))).ToImmutableArray();
        return DurableFile.Digest(files, copy) == digest
            ? new FileBefore(digest, old.Length, old.Written(), (int)(old.Attributes & Carried), [])
            {
                Security = extras.SecurityOf(target),
                Streams = streams,
            }
            : throw new InstrumentFault(copy, "the copy for undoing differs from the file");
    }

    /// <summary>Makes a successor of the captured file, with its owner, its rights and its further streams; flushed.</summary>
    public void Rebuild(string successor, FileBefore before)
    {
        if (DurableFile.CopyAndFlush(files, copy, successor) != before.Sha256)
            throw new InstrumentFault(copy, "the copy for undoing is damaged");
        Dress(successor, before);
    }

    /// <summary>
    /// Gives a successor, before it takes the file's name, the owner, the rights and the further streams of the captured one.
    /// </summary>
    public void Dress(string successor, FileBefore before)
    {
        foreach (var (index, stream) in before.Streams.Index())
        {
            if (extras.StreamPath(successor, stream.Name) is { } path
                && DurableFile.CopyAndFlush(files, CopyOf(index), path) != stream.Sha256)
                throw new InstrumentFault(CopyOf(index), "the copy for undoing is damaged");
        }

        if (before.Security is { } security && extras.SecurityOf(successor) != security)
            extras.SetSecurity(successor, security);
    }

    /// <summary>What of its owner, its rights and its further streams is not as captured; null when all is.</summary>
    public string? Undressed(FileBefore before)
    {
        if (before.Security is { } security && extras.SecurityOf(target) is var now && now != security)
            return $"owner and rights are {now ?? "unknown"}, and were {security}";
        var there = extras.StreamsOf(target).Select(stream => stream.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return before.Streams.FirstOrDefault(stream => !there.Contains(stream.Name)
            || DurableFile.Digest(files, extras.StreamPath(target, stream.Name)!) != stream.Sha256) is { } lost
                ? $"its stream {lost.Name} is not as it was" : null;
    }

    private string CopyOf(int stream) => string.Create(CultureInfo.InvariantCulture, $"{copy}.stream{stream + 1}");

    /// <summary>Removes a file that was not there, and the folders that were made for it.</summary>
    public void Remove(FileBefore before)
    {
        if (files.File.Exists(target))
        {
            SetWritable();
            files.File.Delete(target);
        }

        foreach (var folder in before.MissingFolders.Reverse().Where(IsEmptyFolder))
            files.Directory.Delete(folder);
    }

    /// <summary>Gives the file the time and the attributes that the captured one had.</summary>
    public void SetLook(FileBefore before)
    {
        if (files.FileInfo.New(target).Written() != before.LastWriteUtc)
        {
            SetWritable();
            files.File.SetLastWriteTimeUtc(target, before.LastWriteUtc);
        }

        SetAttributes(before);
    }

    /// <summary>Gives the file the attributes that the captured one had.</summary>
    public void SetAttributes(FileBefore before)
    {
        if (before.Attributes != 0)
            files.File.SetAttributes(target, files.File.GetAttributes(target) | (FileAttributes)before.Attributes);
    }

    /// <summary>Lets a file that is read-only be replaced or removed; Windows does neither otherwise.</summary>
    public void SetWritable()
    {
        var file = files.FileInfo.New(target);
        if (file.Exists && file.Attributes.HasFlag(FileAttributes.ReadOnly))
            file.Attributes &= ~FileAttributes.ReadOnly;
    }

    private List<string> MissingFolders()
    {
        var missing = new List<string>();
        var folder = files.Path.GetDirectoryName(target);
        while (!string.IsNullOrEmpty(folder) && !files.Directory.Exists(folder))
        {
            missing.Insert(0, folder);
            folder = files.Path.GetDirectoryName(folder);
        }

        return missing;
    }

    private bool IsEmptyFolder(string folder) =>
        files.Directory.Exists(folder) && !files.Directory.EnumerateFileSystemEntries(folder).Any();
}
