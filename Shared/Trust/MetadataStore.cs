using System.IO.Abstractions;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Trust;

/// <summary>The trusted metadata in a folder: <c>root.json</c>, <c>timestamp.json</c>, <c>snapshot.json</c>, a file for each
/// targets role, and every root of the chain under <c>roots/</c>.</summary>
public sealed class MetadataStore(IFileSystem files, string folder) : IMetadataStore
{
    /// <inheritdoc/>
    public Result<ReadOnlyMemory<byte>> Read(string name) => Guard<ReadOnlyMemory<byte>>(name, path =>
    {
        if (!files.File.Exists(path))
            return ReadOnlyMemory<byte>.Empty;
        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return BoundedRead.All(stream, SignedDocument.MaxLength, name);
    });

    /// <inheritdoc/>
    public Refusal? Write(string name, ReadOnlyMemory<byte> bytes) => Guard<string>(name, path =>
    {
        files.Directory.CreateDirectory(files.Path.GetDirectoryName(path)!);
        DurableFile.Write(files, path, bytes.Span);
        return path;
    }).Refusal;

    /// <inheritdoc/>
    public Refusal? Delete(string name) => Guard<string>(name, path =>
    {
        if (files.File.Exists(path))
            files.File.Delete(path);
        return path;
    }).Refusal;

    private Result<T> Guard<T>(string name, Func<string, Result<T>> act)
        where T : notnull
    {
        if (!MediaPath.Parse(name).TryGet(out var path, out var refusal))
            return refusal;
        try
        {
            return act(path.Under(folder));
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return TrustRefusals.OfDisk(path.Under(folder), e);
        }
    }
}
